/** Fetches the menus' code once. */
export type Surfaces = typeof import('./surfaces').surfaces;

let loaded: Surfaces | null = null;
let loading: Promise<Surfaces> | null = null;

/** Null until `loadMenus` is done. */
export const loadedMenus = (): Surfaces | null => loaded;

export function loadMenus(): Promise<Surfaces> {
  loading ??= import('./surfaces').then(
    ({ surfaces }) => (loaded = surfaces),
    (failure: unknown) => {
      loading = null;
      throw failure;
    },
  );
  return loading;
}
