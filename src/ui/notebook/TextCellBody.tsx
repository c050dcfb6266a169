import type { JSX } from 'react';
import { useDeferredValue } from 'react';
import type { MarkdownCell } from '../../notebook/types';
import { useOpenSession } from '../context';
import { CellEditor } from '../editor/CellEditor';
import { Prose } from '../markdown/Prose';
import { useEditorHandlers } from './use-editor-handlers';
import type { Place } from '../outputs/reveal';
import styles from './cell.module.css';

interface Props {
  readonly cell: MarkdownCell;
  readonly number: number;
  readonly editing: boolean;
  readonly reveal: Place | null;
}

/** Prose; while it is edited, its Markdown beside a preview. */
export function TextCellBody({ cell, number, editing, reveal }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const handlers = useEditorHandlers(cell.id);
  // The preview may lag behind fast typing.
  const preview = useDeferredValue(cell.source);
  if (editing) {
    return (
      <div className={styles.textEditing}>
        <div className={styles.code} data-editor>
          <CellEditor
            cellId={cell.id}
            language="markdown"
            text={cell.source}
            label={`Markdown of cell ${number}`}
            active
            placeholder="Markdown: # heading, **bold**, - list, $math$"
            reveal={reveal}
            {...handlers}
          />
        </div>
        <div className={styles.preview} role="region" aria-label={`Preview of cell ${number}`}>
          {preview.trim() === '' ? <p className={styles.hint}>The preview appears here</p> : <Prose source={preview} attachments={cell.attachments} />}
        </div>
      </div>
    );
  }
  return (
    <div className={styles.text} onDoubleClick={() => commands.select(cell.id, { mode: 'edit' })}>
      {cell.source.trim() === '' ? (
        <p className={styles.hint}>Double-click or press Enter to write</p>
      ) : (
        <Prose source={cell.source} attachments={cell.attachments} />
      )}
    </div>
  );
}
