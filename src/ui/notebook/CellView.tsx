import type { JSX, KeyboardEvent, MouseEvent, RefObject } from 'react';
import { memo, useEffect, useRef, useState } from 'react';
import type { Cell } from '../../notebook/types';
import type { CellStatus } from '../../session/types';
import { useOpenSession, useSession } from '../context';
import { CellToolsContext } from '../outputs/cell-tools';
import type { Place } from '../outputs/reveal';
import { CellToolbar } from './CellToolbar';
import { CodeCellBody } from './CodeCellBody';
import { cellName } from './cell-name';
import { FarCell } from './FarCell';
import { InsertLine } from './InsertLine';
import { RawCellBody } from './RawCellBody';
import { RunButton } from './RunButton';
import { TextCellBody } from './TextCellBody';
import { useCellFocus } from './use-cell-focus';
import { useNear } from './use-near';
import styles from './cell.module.css';

interface Props {
  readonly cell: Cell;
  /** Its place in the notebook, from 1. */
  readonly number: number;
  readonly reveal: Place | null;
}

/** One cell; in a long notebook only its outline while it is far from what is visible. */
export const CellView = memo(function CellView({ cell, number, reveal, drawn }: Props & { readonly drawn: 'always' | 'first' | 'near' }): JSX.Element {
  const { id } = cell;
  const root = useRef<HTMLDivElement>(null);
  const needed = useSession((state) => state.selection.focus === id || (state.runs[id]?.asks.length ?? 0) > 0);
  const forced = needed || reveal !== null || drawn === 'always';
  const near = useNear(root, id, { first: drawn !== 'near', forced }) || forced;
  return (
    <>
      {near ? (
        <NearCell cell={cell} number={number} reveal={reveal} root={root} />
      ) : (
        <FarCell ref={root} cell={cell} number={number} />
      )}
      {near ? <InsertLine after={id} /> : <div className={styles.gap} />}
    </>
  );
});

interface NearProps extends Props {
  readonly root: RefObject<HTMLDivElement | null>;
}

/** Its state bar, gutter, content and tools. Drawn again only when it changes. */
function NearCell({ cell, number, reveal, root }: NearProps): JSX.Element {
  const { commands, store } = useOpenSession();
  const { id } = cell;
  const status: CellStatus = useSession((state) => state.runs[id]?.status ?? 'idle');
  const selected = useSession((state) => state.selection.cells.includes(id));
  const focused = useSession((state) => state.selection.focus === id);
  const editing = useSession((state) => state.selection.focus === id && state.selection.mode === 'edit');
  const [hovered, setHovered] = useState(false);
  const pointed = useRef(false);
  useCellFocus(root, { focused, editing, pointed });
  useEffect(() => {
    if (reveal) root.current?.scrollIntoView({ block: 'nearest' });
  }, [reveal, root]);

  const onMouseDown = (event: MouseEvent) => {
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const inEditor = event.target.closest('[data-editor]') !== null;
    if (event.shiftKey && !(inEditor && editing)) {
      // Extends the selection of cells instead of the selection of text.
      event.preventDefault();
      event.stopPropagation();
      commands.select(id, { mode: 'command', extend: true });
    } else if (!inEditor && !editing) {
      commands.select(id, { mode: 'command' });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The focus is on a control of a cell being edited, so the editor does not hear this.
    if (event.key === 'Escape' && store.getState().selection.mode === 'edit' && !event.defaultPrevented) commands.setMode('command');
  };

  return (
    <div
      ref={root}
      role="group"
      aria-label={cellName(cell, number)}
      data-cell-id={id}
      data-cell-type={cell.type}
      data-status={status}
      data-selected={selected}
      data-focused={focused}
      data-editing={editing}
      tabIndex={focused ? 0 : -1}
      className={styles.cell}
      onMouseDownCapture={onMouseDown}
      onKeyDown={onKeyDown}
      onPointerEnter={() => setHovered(true)}
      onPointerDownCapture={() => {
        pointed.current = true;
        const release = () => (pointed.current = false);
        window.addEventListener('pointerup', release, { once: true, capture: true });
        window.addEventListener('pointercancel', release, { once: true, capture: true });
      }}
    >
      <div className={styles.bar} />
      <div className={styles.gutter}>{cell.type === 'code' ? <RunButton cellId={id} executionCount={cell.executionCount} /> : null}</div>
      <div className={styles.main}>
        <CellToolsContext value={hovered || focused}>
          <Body cell={cell} number={number} editing={editing} reveal={reveal} />
        </CellToolsContext>
      </div>
      {hovered || focused ? <CellToolbar id={id} type={cell.type} number={number} editing={editing && cell.type !== 'code'} /> : null}
    </div>
  );
}

interface BodyProps extends Props {
  readonly editing: boolean;
}

/** Apart from the frame around it, which is drawn again with every change of its run's state. */
const Body = memo(function Body({ cell, ...rest }: BodyProps): JSX.Element {
  switch (cell.type) {
    case 'code':
      return <CodeCellBody cell={cell} {...rest} />;
    case 'markdown':
      return <TextCellBody cell={cell} {...rest} />;
    case 'raw':
      return <RawCellBody cell={cell} {...rest} />;
    default:
      return cell satisfies never;
  }
});
