import type { JSX } from 'react';
import type { RawCell } from '../../notebook/types';
import { CellEditor } from '../editor/CellEditor';
import { useEditorHandlers } from './use-editor-handlers';
import styles from './cell.module.css';

interface Props {
  readonly cell: RawCell;
  readonly number: number;
  readonly editing: boolean;
}

/** Text for other tools, kept as it is and never run. */
export function RawCellBody({ cell, number, editing }: Props): JSX.Element {
  const handlers = useEditorHandlers(cell.id);
  return (
    <>
      <div className={styles.code} data-editor>
        <CellEditor cellId={cell.id} language="plaintext" text={cell.source} label={`Raw text of cell ${number}`} active={editing} {...handlers} />
      </div>
      <p className={styles.note}>Raw text: kept in the file, not run</p>
    </>
  );
}
