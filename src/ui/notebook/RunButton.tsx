import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import type { JSX } from 'react';
import type { CellRun } from '../../session/types';
import { useOpenSession, useSession } from '../context';
import { cx } from '../controls/cx';
import { Tip } from '../controls/Tip';
import { useNow } from '../controls/use-now';
import { formatDuration, formatShortDuration } from '../outputs/format';
import { useRunner } from './use-runner';
import styles from './run-button.module.css';

interface Props {
  readonly cellId: string;
  readonly executionCount: number | null;
}

/** Runs the cell; while it runs, a ring with the seconds that stops it; afterwards its count and time. */
export function RunButton({ cellId, executionCount }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const runner = useRunner();
  const run = useSession((state) => state.runs[cellId]);
  if (!run) return <AtRest run={run} executionCount={executionCount} onRun={() => runner.run(cellId)} />;
  switch (run.status) {
    case 'running':
      return <Running run={run} onStop={() => commands.interrupt()} />;
    case 'queued':
      return <Queued run={run} />;
    case 'idle':
    case 'ok':
    case 'error':
    case 'aborted':
      return <AtRest run={run} executionCount={executionCount} onRun={() => runner.run(cellId)} />;
    default:
      return run.status satisfies never;
  }
}

function Running({ run, onStop }: { readonly run: CellRun; readonly onStop: () => void }): JSX.Element {
  const stopping = useSession((state) => state.kernel.phase === 'stopping');
  const now = useNow(250);
  const elapsed = Math.max(0, now - (run.startedAt ?? now));
  return (
    <>
      <Tip text={stopping ? 'Stopping…' : 'Stop'} side="right">
        <button type="button" aria-label="Stop cell" className={styles.button} aria-disabled={stopping} onClick={onStop}>
          <Ring />
          <span className={styles.rest} aria-hidden>
            {shortSeconds(elapsed)}
          </span>
          <Square size={10} fill="currentColor" strokeWidth={0} aria-hidden className={styles.act} />
        </button>
      </Tip>
      <span className={styles.caption}>{stopping ? 'stopping' : ''}</span>
    </>
  );
}

function Queued({ run }: { readonly run: CellRun }): JSX.Element {
  const place = run.position === undefined ? 'Waits in the queue' : `Waits in the queue, place ${run.position}`;
  return (
    <>
      <Tip text={place} side="right">
        <button type="button" aria-label="Run cell" aria-description={place} aria-disabled className={cx(styles.button, styles.queued)}>
          <span aria-hidden>{run.position ?? '…'}</span>
        </button>
      </Tip>
      <span className={styles.caption}>queued</span>
    </>
  );
}

interface AtRestProps {
  readonly run: CellRun | undefined;
  readonly executionCount: number | null;
  readonly onRun: () => void;
}

function AtRest({ run, executionCount, onRun }: AtRestProps): JSX.Element {
  const failed = run?.status === 'error';
  const words = lastRun(run);
  return (
    <>
      <Tip text="Run cell" keys="Mod+Enter" side="right">
        <button
          type="button"
          aria-label="Run cell"
          aria-description={words ?? undefined}
          className={cx(styles.button, styles.ready, executionCount !== null && styles.counted, failed && styles.failed)}
          onClick={onRun}
        >
          {executionCount === null ? null : (
            <span className={styles.rest} aria-hidden>
              [{executionCount}]
            </span>
          )}
          <Play size={14} strokeWidth={1.75} fill="currentColor" aria-hidden className={styles.act} />
        </button>
      </Tip>
      {run?.elapsedMs === undefined ? null : (
        <span className={cx(styles.caption, failed && styles.failed)} title={words ?? undefined}>
          {run.stale ? <span className={styles.stale} aria-hidden /> : null}
          {formatShortDuration(run.elapsedMs)}
        </span>
      )}
    </>
  );
}

function lastRun(run: CellRun | undefined): string | null {
  if (run?.elapsedMs === undefined) return null;
  const time = formatDuration(run.elapsedMs);
  const stale = run.stale ? '; edited since' : '';
  switch (run.outcome) {
    case 'error':
      return `Failed after ${time}${stale}`;
    case 'interrupted':
      return `Stopped after ${time}${stale}`;
    case 'aborted':
      return 'Not run';
    case 'ok':
    case undefined:
      return `Ran for ${time}${stale}`;
    default:
      return run.outcome satisfies never;
  }
}

function Ring(): JSX.Element {
  return (
    <svg className={styles.ring} viewBox="0 0 32 32" aria-hidden>
      <circle cx="16" cy="16" r="14" className={styles.track} />
      <circle cx="16" cy="16" r="14" className={styles.arc} pathLength={100} strokeDasharray="26 74" />
    </svg>
  );
}

/** What fits into the ring: "7", "59", "3m", "2h". */
function shortSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 100) return String(seconds);
  return seconds < 3600 ? `${Math.floor(seconds / 60)}m` : `${Math.floor(seconds / 3600)}h`;
}
