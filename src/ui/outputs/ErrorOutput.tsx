import CircleAlert from 'lucide-react/icons/circle-alert';
import Lightbulb from 'lucide-react/icons/lightbulb';
import type { JSX } from 'react';
import { use, useMemo } from 'react';
import { useOpenSession, useSession } from '../context';
import { CodeText } from '../editor/CodeText';
import { plural } from './format';
import { remedyFor } from './remedies';
import { RevealContext, type Place } from './reveal';
import { streamLines } from './stream-lines';
import { TextLines } from './TextLines';
import { parseTraceback, type Frame } from './traceback';
import styles from './error.module.css';

interface Props {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

type CellFrame = Extract<Frame, { kind: 'cell' }>;

/** An error: what it says, where it happened, what to do, and the way there folded. */
export function ErrorOutput({ ename, evalue, traceback }: Props): JSX.Element {
  const { frames, foreign } = useMemo(() => parseTraceback(traceback), [traceback]);
  const { store } = useOpenSession();
  const remedy = useMemo(() => {
    const { cells } = store.getState().notebook;
    return remedyFor(ename, evalue, cells.flatMap((cell) => (cell.type === 'code' ? [cell.source] : [])));
  }, [ename, evalue, store]);
  const origin = frames.find((frame): frame is CellFrame => frame.kind === 'cell');
  const [first = '', ...rest] = evalue.split('\n');
  return (
    <div className={styles.error}>
      <CircleAlert size={16} strokeWidth={1.75} className={styles.icon} aria-hidden />
      <div className={styles.body}>
        <p className={styles.message}>
          <span className={styles.name}>{ename}</span>
          {first === '' ? null : `: ${first}`}
        </p>
        {rest.length > 0 ? <TextLines lines={rest} label="The rest of the message" /> : null}
        {origin ? <Origin frame={origin} /> : null}
        {remedy === null ? null : (
          <p className={styles.remedy}>
            <Lightbulb size={14} strokeWidth={1.75} aria-hidden />
            <span>{remedy}</span>
          </p>
        )}
        {frames.length > 1 ? <Frames frames={frames} /> : null}
        {foreign === null ? null : (
          <details className={styles.frames}>
            <summary>Traceback</summary>
            <TextLines lines={streamLines(foreign)} label="Traceback" />
          </details>
        )}
      </div>
    </div>
  );
}

/** Where it happened, with the line as it reads, unless the cell has been edited since. */
function Origin({ frame }: { readonly frame: CellFrame }): JSX.Element {
  const line = useSession((state) => {
    const run = state.runs[frame.cellId];
    if (!run || run.stale) return null;
    const cell = state.notebook.cells.find(({ id }) => id === frame.cellId);
    return cell?.source.split('\n')[frame.line - 1]?.trim() ?? null;
  });
  return (
    <div className={styles.origin}>
      <PlaceLink place={frame} />
      {line === null || line === '' ? null : <CodeText text={line} language="typescript" />}
    </div>
  );
}

function PlaceLink({ place }: { readonly place: Place }): JSX.Element {
  const reveal = use(RevealContext);
  const number = useSession((state) => state.notebook.cells.findIndex(({ id }) => id === place.cellId) + 1);
  const words = `line ${place.line}`;
  if (number === 0) return <span className={styles.gone}>a deleted cell, {words}</span>;
  return (
    <button type="button" className={styles.link} onClick={() => reveal({ ...place })}>
      Cell {number}, {words}
    </button>
  );
}

function Frames({ frames }: { readonly frames: readonly Frame[] }): JSX.Element {
  return (
    <details className={styles.frames}>
      <summary>{plural(frames.length, 'frame')}</summary>
      <ol>
        {frames.map((frame, index) => (
          <li key={index}>
            {frame.kind === 'cell' ? (
              <>
                {frame.name === '' ? 'top of the cell' : frame.name} <PlaceLink place={frame} />
              </>
            ) : (
              frame.text
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
