import type { editor } from './monaco';

/** The middle in which a model's text differs from another; null where they are the same. */
export function differenceOf(model: editor.ITextModel, text: string): editor.IIdentifiedSingleEditOperation | null {
  const old = model.getValue();
  const next = text.replaceAll('\r\n', '\n');
  if (old === next) return null;
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old[start] === next[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const from = model.getPositionAt(start);
  const to = model.getPositionAt(old.length - tail);
  const range = { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
  return { range, text: next.slice(start, next.length - tail) };
}
