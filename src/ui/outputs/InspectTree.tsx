import ChevronRight from 'lucide-react/icons/chevron-right';
import type { JSX, KeyboardEvent } from 'react';
import { useRef, useState } from 'react';
import { useOpenSession } from '../context';
import { cx } from '../controls/cx';
import { formatCount } from './format';
import { isExpandable, nodeAt, partsOf, visibleRows, type Fetched, type TreeRow, type TreeState } from './inspect-rows';
import type { RendererProps } from './rendering';
import type { InspectNode } from './values';
import styles from './tree.module.css';

const CLOSED: TreeState = { open: new Set(), fetched: new Map() };

/** An inspected value: one line that opens into its parts, which the kernel sends as they are asked for. */
export function InspectTree({ value, context }: RendererProps<InspectNode>): JSX.Element {
  const { commands } = useOpenSession();
  const [kept, setKept] = useState<{ readonly of: InspectNode; readonly state: TreeState }>({ of: value, state: CLOSED });
  const [active, setActive] = useState('0');
  const tree = useRef<HTMLDivElement>(null);
  // A new picture of the value starts over: its handles are new.
  const state = kept.of === value ? kept.state : CLOSED;
  const change = (make: (state: TreeState) => TreeState) =>
    setKept((now) => ({ of: value, state: make(now.of === value ? now.state : CLOSED) }));
  const setFetched = (path: string, parts: Fetched) =>
    change((now) => ({ ...now, fetched: new Map(now.fetched).set(path, parts) }));

  const fetchParts = async (path: string): Promise<void> => {
    const node = nodeAt(value, path, state.fetched);
    if (node?.kind !== 'object') return;
    const { handle, phase, more } = partsOf(node, state.fetched.get(path));
    if (handle === null || phase === 'loading') return;
    const before = state.fetched.get(path)?.entries ?? [];
    setFetched(path, { entries: before, more, handle, phase: 'loading' });
    const found = await commands.expand(handle);
    setFetched(
      path,
      found?.kind === 'object'
        ? { entries: [...before, ...(found.entries ?? [])], more: found.more ?? 0, handle: found.handle ?? null, phase: 'ready' }
        : { entries: before, more, handle: null, phase: 'lost' },
    );
  };

  const setOpen = (path: string, open: boolean) => {
    change((now) => {
      const next = new Set(now.open);
      if (open) next.add(path);
      else next.delete(path);
      return { ...now, open: next };
    });
    const node = nodeAt(value, path, state.fetched);
    if (open && node?.kind === 'object' && !node.entries && !state.fetched.has(path)) void fetchParts(path);
  };

  if (!isExpandable(value)) {
    return (
      <div className={styles.single}>
        <Value node={value} />
      </div>
    );
  }

  const rows = visibleRows(value, state);
  const activate = (row: TreeRow) => {
    setActive(row.path);
    if (row.kind === 'more') void fetchParts(row.owner);
    else if (row.expandable) setOpen(row.path, !row.open);
  };
  const focusRow = (row: TreeRow | undefined) => {
    if (!row) return;
    setActive(row.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${row.path}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = rows.findIndex((row) => row.path === active);
    const row = rows[at];
    if (!row) return;
    const parent = rows.findLast((other, index) => index < at && other.level < row.level);
    switch (event.key) {
      case 'ArrowDown':
        focusRow(rows[at + 1]);
        break;
      case 'ArrowUp':
        focusRow(rows[at - 1]);
        break;
      case 'Home':
        focusRow(rows[0]);
        break;
      case 'End':
        focusRow(rows.at(-1));
        break;
      case 'ArrowRight':
        if (row.kind === 'value' && row.open) focusRow(rows[at + 1]);
        else activate(row);
        break;
      case 'ArrowLeft':
        if (row.kind === 'value' && row.open) setOpen(row.path, false);
        else focusRow(parent);
        break;
      case 'Enter':
      case ' ':
        activate(row);
        break;
      default:
        return;
    }
    // These keys move cells' selection elsewhere.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={tree} role="tree" aria-label={context.label} className={styles.tree} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <div
          key={row.path}
          role="treeitem"
          aria-level={row.level}
          aria-expanded={row.kind === 'value' && row.expandable ? row.open : undefined}
          data-path={row.path}
          tabIndex={row.path === active ? 0 : -1}
          className={cx(styles.row, (row.kind === 'more' || row.expandable) && styles.clickable)}
          style={{ paddingLeft: `calc(${row.level - 1} * var(--space-4))` }}
          onClick={() => activate(row)}
        >
          {row.kind === 'more' ? <More row={row} /> : <ValueRow row={row} />}
        </div>
      ))}
    </div>
  );
}

function ValueRow({ row }: { readonly row: Extract<TreeRow, { kind: 'value' }> }): JSX.Element {
  return (
    <>
      <ChevronRight
        size={14}
        strokeWidth={1.75}
        aria-hidden
        className={cx(styles.chevron, row.open && styles.turned, !row.expandable && styles.invisible)}
      />
      <span className={styles.words}>
        {row.entry ? (
          <>
            <span className={cx(styles.key, row.entry.keyKind !== 'property' && styles.quietKey)}>{row.entry.key}</span>
            <span className={styles.colon}>{row.entry.keyKind === 'map-key' ? ' → ' : ': '}</span>
          </>
        ) : null}
        <Value node={row.node} open={row.open} />
      </span>
    </>
  );
}

function Value({ node, open = false }: { readonly node: InspectNode; readonly open?: boolean }): JSX.Element {
  switch (node.kind) {
    case 'primitive':
      return <span className={styles[node.type]}>{node.text}</span>;
    case 'circular':
      return <span className={styles.quiet}>{node.label} (circular)</span>;
    case 'object': {
      const named = node.shape === 'object' && node.label === 'Object';
      if (open) return <span className={styles.label}>{node.label}</span>;
      if (node.preview === node.label || node.preview === '') return <span className={styles.label}>{node.label}</span>;
      return (
        <>
          {named || node.preview.startsWith(node.label) ? null : <span className={styles.label}>{node.label} </span>}
          <span className={styles.preview}>{node.preview}</span>
        </>
      );
    }
    default:
      return node satisfies never;
  }
}

function More({ row }: { readonly row: Extract<TreeRow, { kind: 'more' }> }): JSX.Element {
  const words = () => {
    if (row.phase === 'loading') return 'Fetching…';
    if (row.phase === 'lost') return 'The kernel no longer holds this value. Run the cell again to look inside.';
    const count = row.count === 1 ? '1 more entry' : `${formatCount(row.count)} more entries`;
    return row.fetchable ? `Show ${count}` : `${count} not kept`;
  };
  return <span className={cx(styles.more, row.fetchable && styles.link)}>{words()}</span>;
}
