import type { JSX } from 'react';
import { useCallback, useState } from 'react';
import { useOpenSession, useSession } from '../context';
import { EditorModels } from '../editor/EditorModels';
import { RevealContext, type Place } from '../outputs/reveal';
import { CellView } from './CellView';
import { EmptyNotebook } from './EmptyNotebook';
import { InsertLine } from './InsertLine';
import { RunAnnouncer } from './RunAnnouncer';
import styles from './notebook.module.css';

/** The scrolling column with every cell of the open notebook. */
export function NotebookView(): JSX.Element {
  const { commands } = useOpenSession();
  const cells = useSession((state) => state.notebook.cells);
  const [asked, setAsked] = useState<Place | null>(null);
  const reveal = useCallback(
    (place: Place) => {
      commands.select(place.cellId, { mode: 'edit' });
      setAsked({ ...place });
    },
    [commands],
  );

  return (
    <RevealContext value={reveal}>
      <div className={styles.scroll} data-notebook-column>
        <div className={styles.column}>
          {cells.length === 0 ? (
            <EmptyNotebook />
          ) : (
            <>
              <InsertLine at="start" />
              {cells.map((cell, index) => (
                <CellView key={cell.id} cell={cell} number={index + 1} reveal={asked?.cellId === cell.id ? asked : null} />
              ))}
              <InsertLine at="end" />
            </>
          )}
        </div>
        <RunAnnouncer />
        <EditorModels />
      </div>
    </RevealContext>
  );
}
