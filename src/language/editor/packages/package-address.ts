/** Where a CDN keeps a package's code and its declarations. */

/** `d3-array@3/src/mean` in its parts; null for what names no package. */
export interface PackageName {
  /** `d3-array`, `@scope/name`. */
  readonly name: string;
  /** With its version as written: `d3-array@3`. */
  readonly versioned: string;
  /** `''` or `/src/mean`. */
  readonly path: string;
}

const packagePattern = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(@[^/]+)?(\/.*)?$/i;

export function packageName(specifier: string): PackageName | null {
  const [, name, version = '', path = ''] = packagePattern.exec(specifier) ?? [];
  return name === undefined ? null : { name, versioned: name + version, path };
}

/** Where DefinitelyTyped publishes declarations of a package that has none: `@a/b` → `@types/a__b`. */
export const typesPackage = (name: string): string => `@types/${name.replace(/^@/, '').replace('/', '__')}`;

/** What of a package.json says where declarations are. */
export interface Manifest {
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly exports?: unknown;
}

export function parseManifest(text: string): Manifest | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}

/** The declaration file of a package or of a path in it, relative to the package; null where it has none. */
export function declaredTypes(manifest: Manifest, path: string): string | null {
  const exported = typesCondition(exportOf(manifest.exports, path === '' ? '.' : `.${path}`));
  if (exported !== null) return exported;
  if (path !== '') return null;
  const main = manifest.types ?? manifest.typings;
  return typeof main === 'string' ? main : null;
}

function exportOf(exports: unknown, key: string): unknown {
  if (typeof exports !== 'object' || exports === null) return undefined;
  if (key in exports) return Reflect.get(exports, key);
  // `"exports": {"types": …, "import": …}` stands for the package itself.
  return key === '.' && !Object.keys(exports).some((name) => name.startsWith('.')) ? exports : undefined;
}

/** The first `types` among nested conditions, as an importer would meet them. */
function typesCondition(target: unknown): string | null {
  if (typeof target !== 'object' || target === null) return null;
  const types: unknown = Reflect.get(target, 'types');
  if (typeof types === 'string') return types;
  for (const [condition, nested] of Object.entries(target)) {
    if (condition !== 'types' && condition !== 'import' && condition !== 'browser' && condition !== 'default') continue;
    const found = typesCondition(nested);
    if (found !== null) return found;
  }
  return null;
}

/** Addresses at which the declarations that `specifier` means may lie, the likeliest first. */
export function declarationAddresses(specifier: string, from: string): readonly string[] {
  const url = new URL(specifier, from);
  const at = (path: string): string => new URL(path + url.search, url).href;
  const { pathname } = url;
  if (/\.d\.[cm]?ts$/.test(pathname)) return [url.href];
  const script = /^(.*)\.([cm]?)[jt]s$/.exec(pathname);
  if (script) return [at(`${script[1]}.d.${script[2]}ts`)];
  return [at(`${pathname}.d.ts`), at(`${pathname.replace(/\/$/, '')}/index.d.ts`)];
}

/** TensorFlow.js is here already, whatever address a CDN gives it. */
export function tensorFlowIn(specifier: string): string | null {
  return /(?:^|\/)(@tensorflow\/tfjs(?:-[a-z]+)?)(?=@|\/|$)/.exec(specifier)?.[1] ?? null;
}
