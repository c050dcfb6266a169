/** The text of a module as it is handed to the browser: its imports lead to blobs, the rest stays where it was. */
import { importKey, type ModuleNode } from './module-node';

/** Replaces `start` to `end`; edits of one text do not overlap. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

export interface Support {
  /** Address of the blob that exports `loader`; see `support.ts`. */
  readonly url: string;
}

/** A name that the texts do not contain. */
export function freeName(stem: string, texts: readonly string[]): string {
  let name = stem;
  while (texts.some((text) => text.includes(name))) name += '_';
  return name;
}

export function rewriteModule(node: ModuleNode, support: Support, blobOf: (key: string) => string): string {
  const { text, url } = node;
  const loader = freeName('$loader', [text]);
  const edits = node.imports.flatMap((one): Edit[] => {
    if (one.kind !== 'static') return runTimeEdits(node, [one], loader);
    const { start, end, clauseEnd } = one;
    // Of `with {type: 'json'}` only the lines stay: what it leads to is JavaScript by now.
    const clause = text.slice(end + 1, clauseEnd).replace(/[^\n]/g, ' ');
    return [{ start, end, text: blobOf(importKey(one)) }, { start: end + 1, end: clauseEnd, text: clause }];
  });
  // At the end, where it moves no position.
  return `${applyEdits(text, edits)}\n${supportImport(loader, support)}\n//# sourceURL=${url}`;
}

/** What a module's `import()` and `import.meta` become. */
export function runTimeEdits(node: ModuleNode, imports: ModuleNode['imports'], loader: string): Edit[] {
  const of = JSON.stringify(node.url);
  return imports.flatMap(({ kind, start, end }) => {
    switch (kind) {
      case 'dynamic':
        return [{ start, end, text: `${loader}.import(${of})` }];
      case 'meta':
        return [{ start, end, text: `${loader}.meta(${of})` }];
      case 'static':
        return [];
      default:
        return kind satisfies never;
    }
  });
}

export const supportImport = (loader: string, support: Support): string => `import { loader as ${loader} } from ${JSON.stringify(support.url)};`;
