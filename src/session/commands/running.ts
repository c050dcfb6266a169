/** Commands that run cells, stop them, and choose where they run. */
import { newId } from '../../base/ids';
import { setMetadata, setOutputs } from '../../notebook/edit';
import { withQueue } from '../apply-event';
import { cellOf, type SessionCore } from '../core';
import type { KernelClient } from '../../kernel/client/client';
import type { KernelLink } from '../kernel-link';
import type { Compiled } from '../programs';
import { cellsToRefresh, judged, traceOf } from '../staleness';
import type { SessionCommands, SessionState } from '../types';

type RunningCommands = Pick<
  SessionCommands,
  | 'runCell'
  | 'runAndAdvance'
  | 'runAndInsert'
  | 'runAll'
  | 'runBefore'
  | 'runAfter'
  | 'runSelected'
  | 'runStale'
  | 'clearTimers'
  | 'interrupt'
  | 'restart'
  | 'terminate'
  | 'switchDevice'
  | 'expand'
  | 'answer'
>;

/** How long a Stop may go unanswered before the page offers to terminate, milliseconds. */
const PATIENCE = 3000;
/** How long timers may take to be cleared before whatever keeps the kernel busy is stopped, milliseconds. */
const CLEARING = 1500;

export function runningCommands(
  core: SessionCore,
  kernel: KernelLink,
  others: Pick<SessionCommands, 'insertCell' | 'select'>,
): RunningCommands {
  const { env, state, patch, notify } = core;
  /** Programs reach the kernel in the order in which their cells were run. */
  let posts: Promise<void> = Promise.resolve();
  /** How many of them are still to come. */
  let waiting = 0;
  /** Runs that have crossed the wire; the kernel answers for these. */
  const posted = new Set<string>();

  const refuseUntrusted = (): boolean => {
    if (state().trusted) return false;
    notify({
      tone: 'warning',
      text: 'This copy does not run yet',
      remedy: 'Read it first, then choose “Save a copy and allow running” above the notebook.',
    });
    return true;
  };

  const enqueue = (cellIds: readonly string[]) => {
    if (refuseUntrusted()) return;
    for (const cellId of cellIds) {
      const cell = cellOf(state(), cellId);
      if (cell?.type !== 'code') continue;
      const status = state().runs[cellId]?.status;
      if (status === 'queued' || status === 'running') continue;
      if (cell.source.trim() === '') core.amend((notebook) => setOutputs(notebook, cellId, [], null));
      else post(cellId, cell.source);
    }
  };

  const post = (cellId: string, source: string) => {
    const runId = newId();
    const running = kernel.current();
    const seen = running?.seen() ?? 0;
    const execute = (client: KernelClient, program: Compiled) => {
      posted.add(runId);
      kernel.modules.prepare(client, source);
      client.execute(runId, cellId, program, seen, core.trainer ?? undefined);
      env.mark('cell-posted');
    };
    const made = core.programs.ready(cellId, source);
    const atOnce = running !== null && made !== null && waiting === 0;
    // Before the page is told, so that the kernel works while the page draws.
    if (atOnce) execute(running, made);
    const endIsNear = state().kernel.phase === 'idle';
    if (endIsNear) kernel.awaitEnd();
    const { trace } = state().runs[cellId] ?? {};
    const traces = (compiled: Compiled | null) => ({ ...(trace && { trace }), ...(compiled && { next: traceOf(source, compiled) }) });
    const queued: SessionState = {
      ...state(),
      runs: { ...state().runs, [cellId]: { runId, status: 'queued', stale: null, timers: 0, asks: [], ...traces(made) } },
    };
    patch(withQueue(queued, [...queued.queue, cellId]));
    if (atOnce) return;
    const program = core.programs.of(cellId, source);
    const generation = kernel.generation();
    const stillWanted = () =>
      kernel.generation() === generation &&
      state().runs[cellId]?.runId === runId &&
      state().runs[cellId]?.status === 'queued';
    waiting++;
    posts = posts.then(async () => {
      const [client, compiled] = await Promise.all([kernel.ready(), program]);
      waiting--;
      if (!stillWanted()) return;
      core.patchRun(cellId, { next: traceOf(source, compiled) });
      execute(client, compiled);
      if (endIsNear) kernel.awaitEnd();
    });
  };

  /** Ends the runs that the kernel has not heard of. */
  const abortUnposted = () => {
    const runs = { ...state().runs };
    const waiting = state().queue.filter((cellId) => !posted.has(runs[cellId]?.runId ?? ''));
    for (const cellId of waiting) {
      const run = runs[cellId];
      if (run) runs[cellId] = { ...run, status: 'aborted', outcome: 'aborted' };
    }
    const queue = state().queue.filter((cellId) => !waiting.includes(cellId));
    if (waiting.length > 0) patch(withQueue({ ...state(), runs: judged(runs, state().notebook.cells) }, queue));
  };

  const codeCells = (from: number, to?: number) =>
    state()
      .notebook.cells.slice(from, to)
      .filter((cell) => cell.type === 'code')
      .map((cell) => cell.id);
  const placeOf = (cellId: string) => state().notebook.cells.findIndex((cell) => cell.id === cellId);

  const commands: RunningCommands = {
    runCell(cellId) {
      if (cellOf(state(), cellId)?.type === 'code') enqueue([cellId]);
      others.select(cellId, { mode: 'command' });
    },
    runAndAdvance(cellId) {
      commands.runCell(cellId);
      const next = state().notebook.cells[placeOf(cellId) + 1];
      if (next) others.select(next.id, { mode: 'command' });
      else others.select(others.insertCell('code', { after: cellId }), { mode: 'edit' });
    },
    runAndInsert(cellId) {
      commands.runCell(cellId);
      others.select(others.insertCell('code', { after: cellId }), { mode: 'edit' });
    },
    runAll: () => enqueue(codeCells(0)),
    runBefore: (cellId) => enqueue(codeCells(0, placeOf(cellId))),
    runAfter: (cellId) => enqueue(codeCells(placeOf(cellId))),
    runSelected: () => enqueue(codeCells(0).filter((cellId) => state().selection.cells.includes(cellId))),
    runStale: () => enqueue(cellsToRefresh(state())),
    clearTimers(cellId) {
      const client = kernel.current();
      const runId = state().runs[cellId]?.runId;
      if (runId === undefined || client === null) return;
      client.clearTimers(runId);
      setTimeout(() => {
        const run = state().runs[cellId];
        // A callback that never ends hears no message; the stop flag reaches it, and its timers end with it.
        if (run?.runId === runId && run.timers > 0 && state().kernel.phase === 'idle' && kernel.current() === client) client.interrupt();
      }, CLEARING);
    },
    interrupt() {
      abortUnposted();
      const client = kernel.current();
      if (!client) return;
      client.interrupt();
      // Nearly every cell ends sooner than the page could draw that it is being stopped.
      kernel.awaitEnd();
      const running = state().kernel;
      if (running.phase !== 'busy') return;
      const since = env.now();
      patch({ kernel: { phase: 'stopping', cellId: running.cellId, since, canTerminate: false } });
      setTimeout(() => {
        const now = state().kernel;
        if (now.phase === 'stopping' && now.since === since) patch({ kernel: { ...now, canTerminate: true } });
      }, PATIENCE);
    },
    restart({ runAll = false } = {}) {
      if (refuseUntrusted()) return;
      kernel.stop('restarted');
      env.charts.clear();
      void kernel.ready();
      if (runAll) commands.runAll();
      else notify({ tone: 'info', text: 'The kernel was restarted', remedy: 'Variables are gone; outputs stay until cells run again.' });
    },
    terminate() {
      kernel.stop('terminated');
      void kernel.ready();
      notify({ tone: 'warning', text: 'The kernel was terminated', remedy: 'Variables are gone; a new kernel is ready in a moment.' });
    },
    switchDevice(device) {
      const before = state();
      env.preferences.write({ device });
      core.amend((notebook) => setMetadata(notebook, { accelerator: device.toUpperCase() }));
      patch({ wantedDevice: device });
      const client = kernel.current();
      if (!client || before.device?.kind === device) return;
      if (before.kernel.phase === 'idle') patch({ kernel: { phase: 'switching', to: device } });
      client.switchDevice(device);
    },
    expand: async (handle) => (await kernel.current()?.expand(handle)) ?? null,
    answer(cellId, requestId, answer) {
      kernel.current()?.answer(requestId, answer);
      const asks = state().runs[cellId]?.asks.filter((ask) => ask.requestId !== requestId);
      if (asks) core.patchRun(cellId, { asks });
    },
  };
  return commands;
}
