import type { InspectEntry, InspectNode } from './values';

/** Parts that were asked for after the first picture, by the path of their owner. */
export interface Fetched {
  readonly entries: readonly InspectEntry[];
  /** Entries beyond those, and the handle that fetches them. */
  readonly more: number;
  readonly handle: string | null;
  readonly phase: 'ready' | 'loading' | 'lost';
}

export interface TreeState {
  readonly open: ReadonlySet<string>;
  readonly fetched: ReadonlyMap<string, Fetched>;
}

export type TreeRow =
  | {
      readonly kind: 'value';
      /** Indices from the root, "0.3.1"; the root is "0". */
      readonly path: string;
      /** From 1. */
      readonly level: number;
      readonly entry: InspectEntry | null;
      readonly node: InspectNode;
      readonly expandable: boolean;
      readonly open: boolean;
    }
  | {
      readonly kind: 'more';
      readonly path: string;
      readonly level: number;
      readonly owner: string;
      readonly count: number;
      readonly phase: Fetched['phase'];
      /** Whether there is a way to fetch them. */
      readonly fetchable: boolean;
    };

/** All parts of a node known so far, and what is left to fetch. */
export function partsOf(node: InspectNode, fetched: Fetched | undefined): Fetched {
  if (node.kind !== 'object') return { entries: [], more: 0, handle: null, phase: 'ready' };
  const own = node.entries ?? [];
  if (!fetched) return { entries: own, more: node.more ?? 0, handle: node.handle ?? null, phase: 'ready' };
  return { ...fetched, entries: [...own, ...fetched.entries] };
}

export const isExpandable = (node: InspectNode): boolean =>
  node.kind === 'object' && ((node.entries?.length ?? 0) > 0 || (node.more ?? 0) > 0 || node.handle !== undefined);

/** The rows in view order: every open node's parts under it. */
export function visibleRows(root: InspectNode, { open, fetched }: TreeState): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (node: InspectNode, entry: InspectEntry | null, path: string, level: number): void => {
    const expandable = isExpandable(node);
    const isOpen = expandable && open.has(path);
    rows.push({ kind: 'value', path, level, entry, node, expandable, open: isOpen });
    if (!isOpen) return;
    const parts = partsOf(node, fetched.get(path));
    for (const [index, part] of parts.entries.entries()) visit(part.value, part, `${path}.${index}`, level + 1);
    if (parts.more > 0 || parts.phase !== 'ready') {
      const { more: count, phase } = parts;
      rows.push({ kind: 'more', path: `${path}.more`, level: level + 1, owner: path, count, phase, fetchable: parts.handle !== null });
    }
  };
  visit(root, null, '0', 1);
  return rows;
}

/** The node at a path, through fetched parts too. */
export function nodeAt(root: InspectNode, path: string, fetched: TreeState['fetched']): InspectNode | null {
  const [, ...steps] = path.split('.');
  let node = root;
  let walked = '0';
  for (const step of steps) {
    const next = partsOf(node, fetched.get(walked)).entries[Number(step)]?.value;
    if (!next) return null;
    node = next;
    walked += `.${step}`;
  }
  return node;
}
