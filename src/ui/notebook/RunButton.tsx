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
import { staleWords } from './stale-words';
import styles from './run-button.module.css';

interface Props {
  readonly cellId: string;
  readonly executionCount: number | null;
}

/** What the button is and does at a moment; one element through all of them, so that the focus stays on it. */
interface Face {
  readonly tip: string;
  readonly keys?: string;
  readonly label: 'Run cell' | 'Stop cell';
  readonly description?: string | undefined;
  readonly disabled?: boolean;
  readonly className: string;
  readonly content: JSX.Element;
  readonly caption: JSX.Element | null;
  onPress?(): void;
}

/** Runs the cell; while it runs, a ring with the seconds that stops it; afterwards its count and time. */
export function RunButton({ cellId, executionCount }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const runner = useRunner();
  const run = useSession((state) => state.runs[cellId]);
  const stale = useSession((state) => staleWords(state, cellId));
  const stopping = useSession((state) => state.kernel.phase === 'stopping');
  const face = ((): Face => {
    const atRest = () => restingFace(run, { executionCount, stale }, () => runner.run(cellId));
    if (!run) return atRest();
    switch (run.status) {
      case 'running':
        return runningFace(run, stopping, () => commands.interrupt());
      case 'queued':
        return queuedFace(run);
      case 'idle':
      case 'ok':
      case 'error':
      case 'aborted':
        return atRest();
      default:
        return run.status satisfies never;
    }
  })();
  return (
    <>
      <Tip text={face.tip} keys={face.keys} side="right">
        <button
          type="button"
          aria-label={face.label}
          aria-description={face.description}
          aria-disabled={face.disabled}
          className={face.className}
          onClick={() => face.onPress?.()}
        >
          {face.content}
        </button>
      </Tip>
      {face.caption}
    </>
  );
}

function runningFace(run: CellRun, stopping: boolean, onPress: () => void): Face {
  return {
    tip: stopping ? 'Stopping…' : 'Stop',
    label: 'Stop cell',
    disabled: stopping,
    className: cx(styles.button),
    content: (
      <>
        <Ring />
        <Seconds startedAt={run.startedAt} />
        <Square size={10} fill="currentColor" strokeWidth={0} aria-hidden className={styles.act} />
      </>
    ),
    caption: <span className={styles.caption}>{stopping ? 'stopping' : ''}</span>,
    onPress,
  };
}

function queuedFace(run: CellRun): Face {
  const place = run.position === undefined ? 'Waits in the queue' : `Waits in the queue, place ${run.position}`;
  return {
    tip: place,
    label: 'Run cell',
    description: place,
    disabled: true,
    className: cx(styles.button, styles.queued),
    content: <span aria-hidden>{run.position ?? '…'}</span>,
    caption: <span className={styles.caption}>queued</span>,
  };
}

interface Past {
  readonly executionCount: number | null;
  /** Why the outputs may be out of date. */
  readonly stale: string | null;
}

function restingFace(run: CellRun | undefined, { executionCount, stale }: Past, onPress: () => void): Face {
  const failed = run?.status === 'error';
  const words = lastRun(run, stale);
  return {
    tip: 'Run cell',
    keys: 'Mod+Enter',
    label: 'Run cell',
    description: words ?? undefined,
    className: cx(styles.button, styles.ready, executionCount !== null && styles.counted, failed && styles.failed),
    content: (
      <>
        {executionCount === null ? null : (
          <span className={styles.rest} aria-hidden>
            [{executionCount}]
          </span>
        )}
        <Play size={14} strokeWidth={1.75} fill="currentColor" aria-hidden className={styles.act} />
      </>
    ),
    caption:
      run?.elapsedMs === undefined ? null : (
        <span className={cx(styles.caption, failed && styles.failed)} title={words ?? undefined}>
          {stale === null ? null : (
            <Tip text={`Stale: ${stale}`} side="right">
              <span className={styles.stale} role="img" aria-label={`Stale: ${stale}`} />
            </Tip>
          )}
          {formatShortDuration(run.elapsedMs)}
        </span>
      ),
    onPress,
  };
}

function Seconds({ startedAt }: { readonly startedAt: number | undefined }): JSX.Element {
  const now = useNow(250);
  return (
    <span className={styles.rest} aria-hidden>
      {shortSeconds(Math.max(0, now - (startedAt ?? now)))}
    </span>
  );
}

function lastRun(run: CellRun | undefined, reason: string | null): string | null {
  if (run?.elapsedMs === undefined) return null;
  const time = formatDuration(run.elapsedMs);
  const stale = reason === null ? '' : `; ${reason}`;
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
