/** How a file spells JSON, and new JSON spelled that way. */
import type { Json } from '../../base/json';
import { memberOf, scanJson } from './scan';
import type { JsonNode, ObjectNode } from './scan';

export interface Layout {
  /** '\n', '\r\n', or '' where everything stands on one line. */
  readonly newline: string;
  readonly indent: string;
  readonly colon: string;
  /** Between items that stand on one line. */
  readonly comma: string;
  /** Characters beyond ASCII are written as \u escapes. */
  readonly ascii: boolean;
  /** Texts are lists of lines, as Jupyter writes them. */
  readonly lists: boolean;
}

/** What Jupyter writes. */
export const jupyterLayout: Layout = { newline: '\n', indent: ' ', colon: ': ', comma: ', ', ascii: false, lists: true };

export function detectLayout(text: string, root: ObjectNode): Layout {
  const [first, second] = root.members;
  if (!first) return jupyterLayout;
  const [, newline = '', indent = ''] = /^(\r?\n)([ \t]*)$/.exec(text.slice(root.start + 1, first.keyStart)) ?? [];
  return {
    newline,
    indent,
    colon: /:\s*$/.exec(text.slice(first.keyStart, first.value.start))?.[0] ?? ': ',
    comma: second && newline === '' ? text.slice(first.value.end, second.keyStart) : ', ',
    ascii: /\\u(?!00[0-7])/.test(text) && !/[\u0080-\uffff]/.test(text.slice(1)),
    lists: hasLists(root),
  };
}

function hasLists(root: ObjectNode): boolean {
  const cells = memberOf(root, 'cells')?.value;
  const sources = cells?.kind === 'array' ? cells.items.map((cell) => (cell.kind === 'object' ? memberOf(cell, 'source')?.value : undefined)) : [];
  return sources.length === 0 || sources.some((source) => source?.kind === 'array');
}

/** A value whose scalars keep the spelling they have in a file; its white space follows the layout. */
export class Spelled {
  constructor(readonly text: string) {}
}
export type Spellable = Json | Spelled | readonly Spellable[] | { readonly [key: string]: Spellable | undefined };

/** `depth` counts the containers around the value. */
export function spell(value: Spellable, layout: Layout, depth: number): string {
  if (value instanceof Spelled) return respace(value.text, layout, depth);
  if (typeof value === 'string') return spellString(value, layout);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) {
    return spellItems('[', value.map((item) => spell(item, layout, depth + 1)), ']', layout, depth);
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(spellString(key, layout) + layout.colon + spell(member, layout, depth + 1));
  }
  return spellItems('{', members, '}', layout, depth);
}

/** Array.isArray does not narrow readonly arrays. */
const isList = (value: object): value is readonly Spellable[] => Array.isArray(value);

export function spellString(value: string, layout: Layout): string {
  const text = JSON.stringify(value);
  if (!layout.ascii) return text;
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function spellItems(open: string, items: readonly string[], close: string, layout: Layout, depth: number): string {
  if (items.length === 0) return open + close;
  if (layout.newline === '') return open + items.join(layout.comma) + close;
  return open + lineStart(layout, depth + 1) + items.join(`,${lineStart(layout, depth + 1)}`) + lineStart(layout, depth) + close;
}

/** What stands between two items of a container `depth` containers deep. */
export const separator = (layout: Layout, depth: number): string =>
  layout.newline === '' ? layout.comma : `,${lineStart(layout, depth + 1)}`;

const lineStart = (layout: Layout, depth: number) => layout.newline + layout.indent.repeat(depth);

function respace(text: string, layout: Layout, depth: number): string {
  const node = scanJson(text);
  return node.ok ? respaceNode(text, node.value, layout, depth) : text;
}

function respaceNode(text: string, node: JsonNode, layout: Layout, depth: number): string {
  switch (node.kind) {
    case 'object': {
      const members = node.members.map(
        (member) => spellString(member.key, layout) + layout.colon + respaceNode(text, member.value, layout, depth + 1),
      );
      return spellItems('{', members, '}', layout, depth);
    }
    case 'array': {
      const items = node.items.map((item) => respaceNode(text, item, layout, depth + 1));
      return spellItems('[', items, ']', layout, depth);
    }
    default:
      return text.slice(node.start, node.end);
  }
}
