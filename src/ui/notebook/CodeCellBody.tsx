import { use, useMemo, type JSX } from 'react';
import { hidesCode } from '../../notebook/cell-view';
import { parseForm } from '../../notebook/params/parse';
import type { CodeCell } from '../../notebook/types';
import type { CellRun } from '../../session/types';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { CellEditor } from '../editor/CellEditor';
import { CellForm } from '../forms/CellForm';
import { Outputs } from '../outputs/Outputs';
import { RevealContext, type Place } from '../outputs/reveal';
import { TimerBadge } from './TimerBadge';
import { useEditorHandlers } from './use-editor-handlers';
import styles from './cell.module.css';

interface Props {
  readonly cell: CodeCell;
  readonly number: number;
  readonly editing: boolean;
  readonly reveal: Place | null;
}

const NO_ASKS: CellRun['asks'] = [];

/** A form where the code asks for one, the code, a word on a run that did not happen, and the outputs. */
export function CodeCellBody({ cell, number, editing, reveal }: Props): JSX.Element {
  const handlers = useEditorHandlers(cell.id);
  const show = use(RevealContext);
  const form = useMemo(() => parseForm(cell.source), [cell.source]);
  // Editing the cell, as from the place of an error, brings its code back meanwhile.
  const hidden = hidesCode(cell, form);
  const asks = useSession((state) => state.runs[cell.id]?.asks ?? NO_ASKS);
  const live = useSession((state) => state.runs[cell.id]?.status === 'running');
  // Outputs that a run of this visit made are the reader's own doing.
  const trusted = useSession((state) => state.outputsTrusted || state.runs[cell.id]?.startedAt !== undefined);
  return (
    <>
      {form !== null || hidden ? <CellForm cell={cell} number={number} form={form} codeHidden={hidden} /> : null}
      <div className={styles.code} data-editor hidden={hidden && !editing}>
        <CellEditor
          cellId={cell.id}
          language="typescript"
          text={cell.source}
          label={`Code of cell ${number}`}
          active={editing}
          reveal={reveal}
          onOpenCell={(cellId, place) => show({ cellId, ...place })}
          {...handlers}
        />
      </div>
      <Aborted cellId={cell.id} />
      <Outputs cellId={cell.id} number={number} outputs={cell.outputs} asks={asks} trusted={trusted} live={live} />
      <TimerBadge cellId={cell.id} number={number} />
    </>
  );
}

/** Says why a queued cell did not run. */
function Aborted({ cellId }: { readonly cellId: string }): JSX.Element | null {
  const { commands } = useOpenSession();
  const aborted = useSession((state) => state.runs[cellId]?.status === 'aborted');
  const by = useSession((state) => state.runs[cellId]?.abortedByCell ?? null);
  const number = useSession((state) => (by === null ? 0 : state.notebook.cells.findIndex((cell) => cell.id === by) + 1));
  const stopped = useSession((state) => by !== null && state.runs[by]?.outcome === 'interrupted');
  if (!aborted) return null;
  if (by === null || number === 0) return <p className={styles.note}>Not run: the queue was stopped.</p>;
  return (
    <p className={styles.note}>
      Not run, because{' '}
      <Button tone="plain" className={styles.noteLink} onClick={() => commands.select(by)}>
        cell {number}
      </Button>{' '}
      {stopped ? 'was stopped' : 'failed'}.
    </p>
  );
}
