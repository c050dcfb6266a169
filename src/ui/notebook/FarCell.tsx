import type { JSX, Ref } from 'react';
import { useContext } from 'react';
import type { Cell } from '../../notebook/types';
import type { CellStatus } from '../../session/types';
import { useSession } from '../context';
import { cellName } from './cell-name';
import { guessHeight } from './cell-height';
import { CellWindowContext } from './cell-window';
import styles from './cell.module.css';

interface Props {
  readonly cell: Cell;
  readonly number: number;
  readonly ref: Ref<HTMLDivElement>;
}

/** A cell that is far from what is visible: its place, its name and its text, for the browser's search and for readers of lists. */
export function FarCell({ cell, number, ref }: Props): JSX.Element {
  const { id } = cell;
  const status: CellStatus = useSession((state) => state.runs[id]?.status ?? 'idle');
  const height = useContext(CellWindowContext)?.heightOf(id) ?? guessHeight(cell);
  return (
    <div
      ref={ref}
      role="group"
      aria-label={cellName(cell, number)}
      data-cell-id={id}
      data-cell-type={cell.type}
      data-status={status}
      data-far
      className={styles.far}
      style={{ height }}
    >
      {cell.source}
    </div>
  );
}
