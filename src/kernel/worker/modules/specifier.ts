/** What the text after `from` means: one of the kernel's own modules, a package, a file of the notebook, an address. */
import { err, ok, type Result } from '../../../base/result';
import type { ModuleFailure } from './failure';

export type Target =
  /** `name` is "@tensorflow/tfjs…" or "gradbook/…". */
  | { readonly kind: 'built-in'; readonly name: string }
  | ({ readonly kind: 'package' } & PackageRequest)
  /** http(s), `notebook:/file`, `data:` or `blob:`. */
  | { readonly kind: 'url'; readonly url: string };

export interface PackageRequest {
  readonly name: string;
  /** What is asked of its version: "3", "^3.2", "latest"; empty for any. */
  readonly range: string;
  /** What is wanted inside of it, with its slash: "/src/mean.js"; empty for the main module. */
  readonly path: string;
}

/** Files of the notebook have addresses of this scheme inside the loader. */
const notebookRoot = 'notebook:/';
export const isNotebookFile = (url: string): boolean => url.startsWith(notebookRoot);

// Kept from before any cell could replace it.
const { URL } = globalThis;

/** `importer`: the address of the module that imports; null for a cell. */
export function resolveSpecifier(specifier: string, importer: string | null): Result<Target, ModuleFailure> {
  const bad = (detail: string): Result<Target, ModuleFailure> => err({ kind: 'bad-specifier', specifier, detail });
  if (specifier.startsWith('gradbook/')) return ok({ kind: 'built-in', name: specifier });
  const base = importer ?? notebookRoot;
  const isFile = isNotebookFile(base);
  if (/^\.{0,2}\//.test(specifier)) {
    if (specifier.startsWith('/') && !specifier.startsWith('//') && isFile) {
      const [, inside] = /^\/content\/(.+)$/.exec(specifier) ?? [];
      return inside === undefined ? bad(`files of the notebook are './name' or '/content/name'`) : atAddress(notebookRoot + inside);
    }
    if (specifier.startsWith('//') && isFile) return atAddress(`https:${specifier}`);
    return URL.canParse(specifier, base) ? atAddress(new URL(specifier, base).href) : bad('the module that imports it has no folder');
  }
  const [, scheme, rest = ''] = /^([a-z][a-z\d+.-]*):(.*)$/i.exec(specifier) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      break;
    case 'http':
    case 'https':
    case 'data':
    case 'blob':
      return URL.canParse(specifier) ? atAddress(new URL(specifier).href) : bad('it is no address');
    case 'notebook':
      return isFile ? atAddress(specifier) : bad('only cells and files of the notebook import its files');
    case 'npm':
      return atPackage(rest) ?? bad(`a package is written 'name', 'name@3' or 'name/path'`);
    case 'node':
      return bad('it is a part of Node.js and does not exist in a browser');
    default:
      return bad(`modules come from packages, from https: addresses and from the notebook's files, not from ${scheme}:`);
  }
  return atPackage(specifier) ?? bad(`a package is written 'name', 'name@3' or 'name/path', a file './name'`);
}

/** TensorFlow.js is here already, wherever a package would take it from. */
function atAddress(url: string): Result<Target, ModuleFailure> {
  if (!/^https?:/.test(url)) return ok({ kind: 'url', url });
  const [, name] = /\/(@tensorflow\/tfjs(?:-[a-z]+)*)(?:@[^/]*)?(?:\/|$)/.exec(new URL(url).pathname) ?? [];
  return ok(name !== undefined && isTensorFlow(name) ? { kind: 'built-in', name } : { kind: 'url', url });
}

function atPackage(text: string): Result<Target, ModuleFailure> | null {
  const [, name, range = '', path = ''] = /^((?:@[\w.~-]+\/)?[\w~-][\w.~-]*)(?:@([^/?#]+))?(\/[^?#]*)?$/.exec(text) ?? [];
  if (name === undefined) return null;
  if (isTensorFlow(name)) return ok({ kind: 'built-in', name });
  return ok({ kind: 'package', name, range, path: path === '/' ? '' : path });
}

const isTensorFlow = (name: string): boolean =>
  /^@tensorflow\/tfjs(-core|-layers|-converter|-data|-vis|-backend-(cpu|wasm|webgl|webgpu))?$/.test(name);

/** The same for requests of the same module. */
export function targetKey(target: Target): string {
  switch (target.kind) {
    case 'built-in':
      return `built-in:${target.name}`;
    case 'package':
      return `npm:${packageKey(target)}${target.path}`;
    case 'url':
      return target.url;
    default:
      return target satisfies never;
  }
}

/** What pins are kept under: "d3-array", "d3-array@3". */
export const packageKey = ({ name, range }: PackageRequest): string => (range === '' ? name : `${name}@${range}`);
