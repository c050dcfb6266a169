import { useState } from 'react';
import type { JSX } from 'react';
import { trainingsOf } from '../../session/runs/checkpoints';
import type { TrackedRun } from '../../session/runs/types';
import { useOpenSession, useServices, useSession } from '../context';
import { Button } from '../controls/Button';
import { compareAgain, saveReceipt } from './again';
import { TimeTravel } from './TimeTravel';
import styles from './RunTraining.module.css';

/** Of a run of the open notebook: its checkpoints, its receipt, and whether it comes to the same once more. */
export function RunTraining({ run }: { readonly run: TrackedRun }): JSX.Element | null {
  const session = useOpenSession();
  const { app } = useServices();
  const [busy, setBusy] = useState(false);
  const isHere = useSession((state) => state.id === run.notebook.id && state.notebook.cells.some(({ id }) => id === run.cell.id));
  const canRun = useSession((state) => state.trusted);
  if (!isHere || run.kind === 'imported') return null;
  const act = (work: Promise<void>): void => {
    setBusy(true);
    work
      .catch((failure: unknown) => session.commands.notify({ tone: 'danger', text: 'That did not work', remedy: failure instanceof Error ? failure.message : String(failure) }))
      .finally(() => setBusy(false));
  };
  const trainings = trainingsOf(run);
  return (
    <section aria-label="Checkpoints and receipt">
      <h3 className={styles.heading}>Checkpoints and receipt</h3>
      {trainings.length > 0 ? <TimeTravel trainings={trainings} /> : null}
      {run.status === 'running' ? null : (
        <div className={styles.actions}>
          <Button disabled={busy} onClick={() => act(saveReceipt(session, app.runs, run))}>
            Save receipt
          </Button>
          <Button disabled={busy || !canRun} onClick={() => act(compareAgain(session, app.runs, run))}>
            {busy ? 'Working…' : 'Run again and compare'}
          </Button>
        </div>
      )}
    </section>
  );
}
