/** The tracked runs of this origin; what keeps them is loaded with the first run or the first look at them. */
import { createStore } from 'zustand/vanilla';
import type { Notice } from '../types';
import type { RunIntake, RunsEnvironment } from './environment';
import type { RunsHelper } from './helper/client';
import type { RunKeeper } from './keeper';
import type { Runs, RunsState } from './types';

export function createRuns(env: RunsEnvironment, notify: (notice: Omit<Notice, 'id'>) => void): Runs & RunIntake {
  const store = createStore<RunsState>(() => ({ runs: null, pointsOf: {} }));
  let opening: Promise<RunKeeper> | null = null;
  let opened: RunKeeper | null = null;

  let helping: Promise<RunsHelper | null> | null = null;
  const helper = (): Promise<RunsHelper | null> => {
    const { createWorker } = env;
    if (createWorker === null) return Promise.resolve(null);
    return (helping ??= import('./helper/client').then(({ createRunsHelper }) => createRunsHelper(createWorker)));
  };
  const open = (): Promise<RunKeeper> => {
    opening ??= import('./keeper')
      .then(({ openKeeper }) => openKeeper(env, store, notify, helper))
      .then((keeper) => (opened = keeper))
      .catch((cause: unknown) => {
        opening = null; // a later call may find the network back
        throw cause;
      });
    return opening;
  };
  /** In the order of the calls: what waits for the keeper waits in one line. */
  const soon = (work: (keeper: RunKeeper) => void): void => {
    if (opened) work(opened);
    else open().then(work, (cause: unknown) => notify({ tone: 'danger', text: 'Runs cannot be kept', remedy: `Reload the page. (${String(cause)})` }));
  };

  return {
    store,
    load: async () => void (await open()),
    series: async (runId, metric) => (await open()).series(runId, metric),
    items: async (runId) => (await open()).items(runId),
    edit: async (runId, change) => (await open()).edit(runId, change),
    remove: async (runIds) => (await open()).remove(runIds),
    add: async (run, series) => (await open()).add(run, series),
    adopt: async (run) => (await open()).adopt(run),
    helper,
    receive: (event, from) => soon((keeper) => keeper.receive(event, from)),
    cut() {
      // Without a keeper there is nothing that could be cut.
      if (opening) soon((keeper) => keeper.cut());
    },
  };
}
