/** Offers to go on with trainings of the open notebook that were cut off. Nothing goes on by itself. */
import { createStore } from 'zustand/vanilla';
import type { KernelClient } from '../../kernel/client/client';
import type { SessionCore } from '../core';
import { neededCells, type NamedCell } from './needed-cells';
import type { CutTraining, Trainings, TrainingsState } from './types';

export interface TrainingsParts {
  /** The running kernel, started if there is none. */
  readonly kernel: () => Promise<KernelClient>;
  /** Queues cells. */
  readonly run: (cellIds: readonly string[]) => void;
}

/** A lock is let go of some time after its worker has ended, in milliseconds. */
const LETTING_GO = [0, 250, 1000];

/** @returns also a function that ends the watch, for a notebook that is left */
export function createTrainings(core: SessionCore, { kernel, run }: TrainingsParts): Trainings & { close(): void } {
  const { env, state } = core;
  const store = createStore<TrainingsState>(() => ({ cut: null }));
  const put = (cut: CutTraining | null): void => {
    if (cut?.id !== store.getState().cut?.id || cut?.step !== store.getState().cut?.step) store.setState({ cut });
  };
  /** Those that the reader does not want to see now. */
  const hidden = new Set<string>();
  let closed = false;

  /** Who gets a lock at once knows that nobody holds it. */
  const lives = async (life: string): Promise<boolean> => (env.locks === null ? false : env.locks.request(life, { ifAvailable: true }, (lock) => lock === null));

  const place = async () => {
    const root = await env.filesRoot();
    return root && { root, notebookId: state().id, lives };
  };

  const canRun = (cellId: string): boolean => {
    const { notebook, runs } = state();
    const status = runs[cellId]?.status;
    return status !== 'running' && status !== 'queued' && notebook.cells.some(({ id, type }) => id === cellId && type === 'code');
  };

  const look = async (): Promise<void> => {
    const parts = state().trusted ? await place() : null;
    if (parts === null) return;
    const { findCut } = await import('./find');
    for (const wait of LETTING_GO) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const found = (await findCut(parts)).find(({ id, cellId }) => !hidden.has(id) && canRun(cellId));
      if (closed) return;
      if (found !== undefined) return put(found);
    }
  };
  // What cannot be read offers nothing: the notebook opens all the same.
  const tryLook = (): void => void look().catch(() => undefined);

  const unsubscribe = core.store.subscribe((now, before) => {
    if (now.runs !== before.runs) {
      const { cut } = store.getState();
      const failed = Object.entries(now.runs).some(([cellId, { status }]) => status === 'error' && before.runs[cellId]?.status === 'running');
      // The reader has run its cell again, from the start.
      if (cut !== null && now.runs[cut.cellId]?.status === 'running' && before.runs[cut.cellId]?.status !== 'running') {
        hidden.add(cut.id);
        put(null);
      } else if (failed) tryLook();
    }
    if (now.trusted && !before.trusted) tryLook();
  });

  const namesOf = async (): Promise<NamedCell[]> =>
    Promise.all(
      state()
        .notebook.cells.filter(({ type }) => type === 'code')
        .map(async ({ id, source }) => {
          const compiled = await core.programs.of(id, source);
          return { id, source, reads: compiled.ok ? compiled.value.reads : [], writes: compiled.ok ? compiled.value.writes : [] };
        }),
    );

  return {
    store,
    look,
    async resume(training) {
      hidden.add(training.id);
      put(null);
      const cells = neededCells(await namesOf(), training.cellId);
      const client = await kernel();
      client.resume(training.cellId, training.id);
      run(cells);
      // From here on its cell is queued; should it be cut off again, it is offered again.
      hidden.delete(training.id);
    },
    async past() {
      const parts = await place();
      return parts === null ? [] : (await import('./find')).findPast(parts);
    },
    async restore({ training, file }) {
      return (await kernel()).restore(training, file);
    },
    async runAgain(cellId) {
      run(neededCells(await namesOf(), cellId));
    },
    async discard(training) {
      hidden.add(training.id);
      const parts = await place();
      if (parts !== null) await (await import('./find')).discard(parts, training.id);
      // Not before: a page that is left at once would offer it again.
      put(null);
      await look();
    },
    later(training) {
      hidden.add(training.id);
      put(null);
    },
    close() {
      closed = true;
      unsubscribe();
    },
  };
}
