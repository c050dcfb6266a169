/** One module of the graph: its text, and what its imports mean. */
import type { ModuleAnswer } from '../../../protocol/kernel';
import { problemOf, shownAddress } from './failure';
import { lexModule, type FoundImport } from './imports-of';
import { isNotebookFile, resolveSpecifier, targetKey, type Target } from './specifier';

/** A module that is asked for. */
export interface Wanted {
  readonly target: Target;
  /** The `type` of its import attributes: "json", "text"; null without. */
  readonly type: string | null;
}

export interface ModuleNode {
  /** Where it was found; the same module has one address. */
  readonly url: string;
  /** JavaScript, also where the module is data. */
  readonly text: string;
  readonly imports: readonly FoundImport[];
  /** What each static import means, by `importKey`. */
  readonly wanted: ReadonlyMap<string, Wanted>;
}

export const wantedKey = ({ target, type }: Wanted): string => (type === null ? targetKey(target) : `${targetKey(target)} as ${type}`);
export const importKey = ({ specifier, type }: FoundImport & { kind: 'static' }): string => (type === null ? specifier : `${specifier} as ${type}`);

/** A module that imports nothing and is not read further. */
export const leafNode = (url: string, text: string): ModuleNode => ({ url, text, imports: [], wanted: new Map() });

/** @throws ModuleProblem */
export async function readModule(answer: ModuleAnswer & { ok: true }, type: string | null): Promise<ModuleNode> {
  const { url, text } = answer;
  const contentType = answer.headers['content-type'] ?? '';
  if (type === 'text') return leafNode(`${url}#text`, `export default ${JSON.stringify(text)};`);
  if (type === 'json' || isJson(url, contentType)) return jsonModule(url, text);
  const odd = whyNoModule(url, contentType);
  if (odd !== null) throw problemOf({ kind: 'not-a-module', url, detail: odd });
  const lexed = await lexModule(text);
  if (!lexed.ok) {
    const { locateSyntaxError } = await import('./diagnosis');
    throw problemOf({ kind: 'syntax', url, ...locateSyntaxError(text, lexed.error.offset) });
  }
  const { imports, hasModuleSyntax } = lexed.value;
  if (!hasModuleSyntax && /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|\brequire\s*\(/.test(text)) {
    const detail = isNotebookFile(url)
      ? 'it is written for Node.js (module.exports, require); write export and import instead'
      : 'it is written for Node.js (CommonJS); import the package by its name, and the CDN makes a module of it';
    throw problemOf({ kind: 'not-a-module', url, detail });
  }
  const wanted = new Map<string, Wanted>();
  for (const one of imports) {
    if (one.kind !== 'static') continue;
    const target = resolveSpecifier(one.specifier, url);
    if (!target.ok) throw problemOf(target.error, [url]);
    wanted.set(importKey(one), { target: target.value, type: one.type });
  }
  return { url, text, imports, wanted };
}

const isJson = (url: string, contentType: string): boolean => /\bjson\b/.test(contentType) || /\.json$/i.test(pathOf(url));
const pathOf = (url: string): string => url.replace(/[?#].*$/, '');

function jsonModule(url: string, text: string): ModuleNode {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw problemOf({ kind: 'syntax', url, message: cause instanceof Error ? cause.message : String(cause), at: null });
  }
  return leafNode(url, `export default JSON.parse(${JSON.stringify(text)});`);
}

const SCRIPT = /\.[cm]?[jt]sx?$/i;

function whyNoModule(url: string, contentType: string): string | null {
  if (/\btext\/html\b/.test(contentType)) return 'the address gives a web page';
  if (/\bapplication\/wasm\b/.test(contentType)) return 'it is WebAssembly; load it with WebAssembly.instantiateStreaming(fetch(address))';
  if (!isNotebookFile(url) || SCRIPT.test(url) || !/\.\w+$/.test(url)) return null;
  const name = shownAddress(url).slice(2);
  return `files that can be imported end in .ts, .js or .json; read this one with await files.text('${name}')`;
}
