/** What the reader keeps of a file's spelling. Plain data: it survives IndexedDB and messages. */
import type { Cell, CellOrigin, FileOrigin, Notebook, Output, OutputOrigin } from '../types';
import { separator, spellItems } from './layout';
import type { Layout } from './layout';
import type { ArrayNode } from './scan';

/** A list whose items are kept elsewhere. */
export interface ListSpelling {
  readonly empty: boolean;
  /** From '[' to the first item. */
  readonly open: string;
  readonly gaps: readonly string[];
  /** From the last item to ']'. */
  readonly close: string;
}

export interface FileSpelling extends FileOrigin {
  /** The file with `[]` in place of its cells. */
  readonly text: string;
  readonly cells: ListSpelling;
  readonly layout: Layout;
}
export interface CellSpelling extends CellOrigin {
  /** The cell with `[]` in place of its outputs, which each keep their own spelling. */
  readonly text: string;
  readonly outputs: ListSpelling | null;
}
export interface OutputSpelling extends OutputOrigin {
  readonly text: string;
}

// Origins are made in this folder alone, so their kind tells their shape.
export const fileSpelling = (notebook: Notebook) => notebook.origin as FileSpelling | undefined;
export const cellSpelling = (cell: Cell) => cell.origin as CellSpelling | undefined;
export const outputSpelling = (output: Output) => output.origin as OutputSpelling | undefined;

export function cutList(text: string, node: ArrayNode): ListSpelling {
  const { items } = node;
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { empty: true, open: text.slice(node.start, node.end - 1), gaps: [], close: ']' };
  return {
    empty: false,
    open: text.slice(node.start, first.start),
    gaps: items.slice(1).map((item, index) => text.slice(items[index]?.end, item.start)),
    close: text.slice(last.end, node.end),
  };
}

/** `depth` of the list. Gaps stay with their place, not with the items around them. */
export function joinList(list: ListSpelling, items: readonly string[], layout: Layout, depth: number): string {
  if (items.length === 0) return list.empty ? list.open + list.close : '[]';
  if (list.empty) return spellItems('[', items, ']', layout, depth);
  const usual = list.gaps[0] ?? separator(layout, depth);
  const parts = [list.open];
  items.forEach((item, index) => {
    if (index > 0) parts.push(list.gaps[index - 1] ?? usual);
    parts.push(item);
  });
  parts.push(list.close);
  return parts.join('');
}
