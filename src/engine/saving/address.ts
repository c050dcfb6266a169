/** Where an address such as `opfs://digits` says that a model is. */
import { MODEL_JSON, MODELS } from './files';

export type ModelPlace =
  /** `path`: of the model.json, among the notebook's files. */
  | { readonly kind: 'files'; readonly path: string }
  /** `name`: of the files that the reader gets, without endings. */
  | { readonly kind: 'download'; readonly name: string };

/** Other stores of browsers, which a cell cannot reach: they lead to the notebook's files as well. */
const STORES = ['opfs', 'indexeddb', 'localstorage'];

/**
 * `opfs://digits` (or `indexeddb://…`, `localstorage://…`) is `models/digits/model.json`, `opfs://a/b.json` that file;
 * null for an address that is not ours.
 * @throws Error for an address without a name
 */
export function placeOf(address: string): ModelPlace | null {
  const cut = address.indexOf('://');
  const scheme = cut < 0 ? '' : address.slice(0, cut).toLowerCase();
  const name = address.slice(cut + '://'.length).replace(/^\/+|\/+$/g, '');
  if (scheme !== 'downloads' && !STORES.includes(scheme)) return null;
  if (scheme === 'downloads') return { kind: 'download', name: name.slice(name.lastIndexOf('/') + 1).replace(/\.json$/, '') || 'model' };
  if (name === '') throw new Error(`'${address}' names no model: write a name behind it, as in '${scheme}://digits'`);
  return { kind: 'files', path: name.endsWith('.json') ? name : `${MODELS}${name}/${MODEL_JSON}` };
}

/** The name by which a model is listed; null for files that are none. */
export function listedName(path: string): string | null {
  const isListed = path.startsWith(MODELS) && path.endsWith(`/${MODEL_JSON}`) && path.length > MODELS.length + MODEL_JSON.length + 1;
  return isListed ? path.slice(MODELS.length, -MODEL_JSON.length - 1) : null;
}

/** The folder of a file, ending in a slash; empty for the notebook's own. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
