import type { JSX } from 'react';
import { use, useLayoutEffect, useMemo, useRef } from 'react';
import { useSession } from '../context';
import { EditorModels } from '../editor/EditorModels';
import { guessHeight } from './cell-height';
import { CellView } from './CellView';
import { CellWindowContext, createCellWindow } from './cell-window';
import { EmptyNotebook } from './EmptyNotebook';
import { InsertLine } from './InsertLine';
import { AskedPlaceContext } from './RevealProvider';
import { RunAnnouncer } from './RunAnnouncer';
import { useGrowingCount } from './use-growing-count';
import { usePrinting } from './use-printing';
import styles from './notebook.module.css';

/** Notebooks up to this many cells keep them all on the page. */
const SHORT = 60;
/** Cells of a longer one that the first paint shows. */
const FIRST = 8;

/** The scrolling column with every cell of the open notebook. */
export function NotebookView(): JSX.Element {
  const cells = useSession((state) => state.notebook.cells);
  const asked = use(AskedPlaceContext);
  const scroller = useRef<HTMLDivElement>(null);
  const cellWindow = useMemo(createCellWindow, []);
  useLayoutEffect(() => {
    cellWindow.attach(scroller.current);
    return () => cellWindow.attach(null);
  }, [cellWindow]);
  const focus = useSession((state) => state.selection.focus);
  const printing = usePrinting();
  const short = cells.length <= SHORT || printing;
  const count = useGrowingCount(cells.length, short ? cells.length : 1 + cells.findIndex((cell) => cell.id === focus || cell.id === asked?.cellId));
  const rest = useMemo(() => cells.slice(count).reduce((sum, cell) => sum + guessHeight(cell), 0), [cells, count]);

  return (
    <div className={styles.scroll} data-notebook-column ref={scroller}>
      <div className={styles.column}>
        {cells.length === 0 ? (
          <EmptyNotebook />
        ) : (
          <>
            <InsertLine at="start" />
            <CellWindowContext value={cellWindow}>
              {cells.slice(0, count).map((cell, index) => (
                <CellView
                  key={cell.id}
                  cell={cell}
                  number={index + 1}
                  reveal={asked?.cellId === cell.id ? asked : null}
                  drawn={short ? 'always' : index < FIRST ? 'first' : 'near'}
                />
              ))}
            </CellWindowContext>
            {rest > 0 ? <div style={{ height: rest }} /> : null}
            <InsertLine at="end" />
          </>
        )}
      </div>
      <RunAnnouncer />
      <EditorModels />
    </div>
  );
}
