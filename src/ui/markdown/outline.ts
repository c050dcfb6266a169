import type { Cell } from '../../notebook/types';

/** A heading of a text cell. */
export interface OutlineEntry {
  readonly cellId: string;
  /** From 1 to 6. */
  readonly level: number;
  /** The heading as plain text, without emphasis, links or code marks. */
  readonly text: string;
  /** Its line in the cell, from 0; rendered headings carry it as `data-line`. */
  readonly line: number;
}

/** The headings of all text cells, in order. Reads lines only, so that the Contents panel needs no Markdown parser. */
export function outline(cells: readonly Cell[]): readonly OutlineEntry[] {
  return cells.flatMap((cell) => (cell.type === 'markdown' ? headingsOf(cell.id, cell.source) : []));
}

/** The rendered heading of an entry. */
export const headingSelector = (entry: OutlineEntry): string =>
  `[data-cell-id="${CSS.escape(entry.cellId)}"] [data-line="${entry.line}"]`;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
/** Lines that cannot be the text of an underlined heading: blank, list, quote, table, indented code. */
const NOT_PARAGRAPH = /^(?:\s*$| {0,3}(?:[-*+]|\d+[.)])\s| {0,3}[>|]| {4}|\t)/;

function headingsOf(cellId: string, source: string): OutlineEntry[] {
  const found: OutlineEntry[] = [];
  const add = (level: number, markdown: string, line: number) => {
    const text = plainText(markdown);
    if (text !== '') found.push({ cellId, level, text, line });
  };
  let fence: string | null = null;
  let paragraph: { start: number; lines: string[] } | null = null;
  for (const [index, line] of source.split('\n').entries()) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      paragraph = null;
      continue;
    }
    const atx = ATX.exec(line);
    const underline = SETEXT.exec(line)?.[1];
    if (atx) {
      add(atx[1]?.length ?? 1, atx[2] ?? '', index);
      paragraph = null;
    } else if (underline !== undefined && paragraph) {
      add(underline.startsWith('=') ? 1 : 2, paragraph.lines.join(' '), paragraph.start);
      paragraph = null;
    } else if (NOT_PARAGRAPH.test(line)) {
      paragraph = null;
    } else if (paragraph) {
      paragraph.lines.push(line.trim());
    } else {
      paragraph = { start: index, lines: [line.trim()] };
    }
  }
  return found;
}

function plainText(markdown: string): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<\/?[a-zA-Z][^>]*>/g, '')
    .replace(/(`+)(.+?)\1/g, '$2')
    .replace(/(\*\*|__|~~)(?=\S)(.+?)\1/g, '$2')
    .replace(/(^|\W)([*_])(?=\S)(.+?)\2(?=\W|$)/g, '$1$3')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .trim();
}
