/** Runs cells one at a time, in order; a failure or a stop aborts those queued behind it. */
import { sealedLine } from '../lockdown/sealed';

export interface QueuedRun {
  readonly runId: string;
  readonly ordinal: number;
  /** The ordinal of the last failure known to the reader who queued this. */
  readonly seen: number;
}
export type RunEnd = 'ok' | 'error' | 'interrupted';

export interface QueueOptions<R extends QueuedRun> {
  /**
   * Runs it to its end. Before that end is announced, what the reader queued meanwhile must have been
   * added: a busy run receives nothing, and what is added after a failure is known is not aborted by it.
   */
  readonly run: (run: R) => Promise<RunEnd>;
  readonly abort: (run: R, by: string) => void;
  /** Whether a request to stop covers this ordinal. */
  readonly stopped: (ordinal: number) => boolean;
}

export interface RunQueue<R extends QueuedRun> {
  add(run: R): void;
  /** Does something between two runs: at once when idle, else after the one that is running. */
  between(task: () => Promise<void>): Promise<void>;
}

export function createQueue<R extends QueuedRun>(options: QueueOptions<R>): RunQueue<R> {
  type RunEntry = { readonly kind: 'run'; readonly run: R };
  type Entry = RunEntry | { readonly kind: 'task'; readonly task: () => Promise<void> };
  const entries = sealedLine<Entry>();
  let busy = false;
  /** The latest run that was stopped: it is why runs that the same request covers do not start. */
  let lastStopped: string | null = null;
  let lastFailed: QueuedRun | null = null;

  const abortQueued = (by: string): void => {
    entries.takeAll(
      (entry): entry is RunEntry => entry.kind === 'run',
      ({ run }) => options.abort(run, by),
    );
  };

  const step = async (entry: Entry): Promise<void> => {
    if (entry.kind === 'task') return entry.task();
    const { run } = entry;
    if (options.stopped(run.ordinal)) {
      options.abort(run, lastStopped ?? run.runId);
      return;
    }
    const end = await options.run(run);
    // After a stop, what the reader queued since then goes on: those covered are aborted at their turn.
    if (end === 'interrupted') lastStopped = run.runId;
    if (end === 'error') {
      lastFailed = run;
      abortQueued(run.runId);
    }
  };

  const drain = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      for (let entry = entries.take(); entry !== undefined; entry = entries.take()) await step(entry);
    } finally {
      busy = false;
    }
  };

  return {
    add(run) {
      if (lastFailed !== null && run.seen < lastFailed.ordinal) return options.abort(run, lastFailed.runId);
      entries.append({ kind: 'run', run });
      void drain();
    },
    between(task) {
      return new Promise((resolve, reject) => {
        // Ahead of queued runs: the reader asked for it to hold from now on.
        entries.prepend({ kind: 'task', task: () => task().then(resolve, reject) });
        void drain();
      });
    },
  };
}
