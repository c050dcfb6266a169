/** Choices that belong to the browser, not to a notebook. */
import { isObject } from '../base/json';

export interface PreferenceValues {
  readonly theme: 'system' | 'light' | 'dark';
  readonly tourDismissed: boolean;
  /** The runtime last chosen by hand; null before any choice. */
  readonly device: 'cpu' | 'gpu' | 'tpu' | null;
  /** Address of the CDN that imports of packages come from, ending in a slash; null for the usual ones. */
  readonly moduleCdn: string | null;
  /** How the list of runs was last shown; null before any choice. */
  readonly runsView: RunsViewChoice | null;
}

export interface RunsViewChoice {
  /** Null for the usual ones. */
  readonly columns: readonly string[] | null;
  readonly sort: { readonly column: string; readonly descending: boolean };
  readonly filter: string;
  /** 'none', 'group', 'notebook', or a setting: 'setting:units'. */
  readonly grouping: string;
}

export interface Preferences {
  read(): PreferenceValues;
  /** False where the browser would not keep it; the values then last until the page closes. */
  write(patch: Partial<PreferenceValues>): boolean;
}

const key = 'gradbook.preferences';
const defaults: PreferenceValues = { theme: 'system', tourDismissed: false, device: null, moduleCdn: null, runsView: null };

/** `storage` may be a function, because reading `window.localStorage` itself throws where it is blocked. */
export function preferences(storage: Storage | (() => Storage)): Preferences {
  let unsaved: Partial<PreferenceValues> = {};
  const place = () => (typeof storage === 'function' ? storage() : storage);
  const stored = (): PreferenceValues => {
    try {
      return parse(place().getItem(key));
    } catch {
      return defaults;
    }
  };
  return {
    read: () => ({ ...stored(), ...unsaved }),
    write(patch) {
      const next = { ...stored(), ...unsaved, ...patch };
      try {
        place().setItem(key, JSON.stringify(next));
        unsaved = {};
        return true;
      } catch {
        unsaved = next;
        return false;
      }
    },
  };
}

function parse(text: string | null): PreferenceValues {
  const found: unknown = text === null ? null : JSON.parse(text);
  if (typeof found !== 'object' || found === null) return defaults;
  const { theme, tourDismissed, device, moduleCdn, runsView } = found as Record<string, unknown>;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : defaults.theme,
    tourDismissed: tourDismissed === true,
    device: device === 'cpu' || device === 'gpu' || device === 'tpu' ? device : defaults.device,
    moduleCdn: typeof moduleCdn === 'string' ? moduleCdn : defaults.moduleCdn,
    runsView: parseRunsView(runsView),
  };
}

function parseRunsView(found: unknown): RunsViewChoice | null {
  if (!isObject(found) || !isObject(found['sort'])) return null;
  const { columns, filter, grouping, sort: { column, descending } } = found;
  if (typeof filter !== 'string' || typeof grouping !== 'string' || typeof column !== 'string' || typeof descending !== 'boolean') return null;
  return { columns: Array.isArray(columns) ? columns.filter((one): one is string => typeof one === 'string') : null, filter, grouping, sort: { column, descending } };
}
