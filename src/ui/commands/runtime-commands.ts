import { cellCommand, notebookCommand, whenTrusted } from './command';
import type { Command } from './command';
import type { KernelState, SessionState } from '../../session/types';

/** A cell is running or being stopped. */
export function isBusy(kernel: KernelState): boolean {
  return kernel.phase === 'busy' || kernel.phase === 'stopping';
}

const staleCount = ({ runs, notebook }: SessionState): number => notebook.cells.filter(({ id }) => (runs[id]?.stale ?? null) !== null).length;

export const runtimeCommands: readonly Command[] = [
  notebookCommand({
    id: 'run.all',
    title: 'Run all',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Mod+F9', scope: 'always' }],
    when: (notebook) => notebook.notebook.cells.length > 0,
    run: (session, context) => whenTrusted(session, context, () => session.commands.runAll()),
  }),
  cellCommand({
    id: 'run.before',
    title: 'Run before',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Mod+F8', scope: 'always' }],
    run: (session, { focus }, context) => whenTrusted(session, context, () => session.commands.runBefore(focus)),
  }),
  cellCommand({
    id: 'run.cell',
    title: 'Run the selected cell',
    menu: { name: 'Runtime', group: 1 },
    keys: [
      { keys: 'Mod+Enter', scope: 'notebook' },
      { keys: 'Ctrl+Enter', scope: 'notebook' },
    ],
    run: (session, { focus }, context) => whenTrusted(session, context, () => session.commands.runCell(focus)),
  }),
  cellCommand({
    id: 'run.advance',
    title: 'Run and go to the next cell',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Shift+Enter', scope: 'notebook' }],
    run: (session, { focus }, context) => whenTrusted(session, context, () => session.commands.runAndAdvance(focus)),
  }),
  cellCommand({
    id: 'run.insert',
    title: 'Run and insert a cell below',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Alt+Enter', scope: 'notebook' }],
    run: (session, { focus }, context) => whenTrusted(session, context, () => session.commands.runAndInsert(focus)),
  }),
  cellCommand({
    id: 'run.after',
    title: 'Run after',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Mod+F10', scope: 'always' }],
    run: (session, { focus }, context) => whenTrusted(session, context, () => session.commands.runAfter(focus)),
  }),
  notebookCommand({
    id: 'run.selection',
    title: 'Run selection',
    menu: { name: 'Runtime', group: 1 },
    keys: [{ keys: 'Mod+Shift+Enter', scope: 'always' }],
    when: ({ selection }) => selection.cells.length > 0,
    run: (session, context) => whenTrusted(session, context, () => session.commands.runSelected()),
  }),
  notebookCommand({
    id: 'run.stale',
    title: 'Run stale cells',
    menu: { name: 'Runtime', group: 1 },
    when: (notebook) => staleCount(notebook) > 0,
    count: ({ notebook }) => (notebook === null ? 0 : staleCount(notebook)),
    run: (session, context) => whenTrusted(session, context, () => session.commands.runStale()),
  }),
  notebookCommand({
    id: 'run.interrupt',
    title: 'Interrupt execution',
    menu: { name: 'Runtime', group: 2 },
    keys: [
      { keys: 'I I', scope: 'command' },
      { keys: 'Ctrl+M I', scope: 'always' },
    ],
    when: ({ kernel }) => isBusy(kernel),
    run: (session) => session.commands.interrupt(),
  }),
  notebookCommand({
    id: 'run.restart',
    title: 'Restart the kernel…',
    menu: { name: 'Runtime', group: 2 },
    keys: [
      { keys: '0 0', scope: 'command' },
      { keys: 'Ctrl+M .', scope: 'always' },
    ],
    run: (session, { shell }) =>
      shell.confirm({
        title: 'Restart the kernel?',
        text: 'Variables, models and tensors are lost. Cells, their outputs and the files stay.',
        action: 'Restart',
        tone: 'danger',
        onConfirm: () => session.commands.restart(),
      }),
  }),
  notebookCommand({
    id: 'run.restart-all',
    title: 'Restart and run all…',
    menu: { name: 'Runtime', group: 2 },
    run: (session, context) =>
      whenTrusted(session, context, () =>
        context.shell.confirm({
          title: 'Restart the kernel and run all cells?',
          text: 'Variables, models and tensors are lost; every cell then runs from the top and replaces its output.',
          action: 'Restart and run all',
          tone: 'danger',
          onConfirm: () => session.commands.restart({ runAll: true }),
        }),
      ),
  }),
  cellCommand({
    id: 'run.clear-timers',
    title: 'Clear the timers of the selected cells',
    menu: { name: 'Runtime', group: 2 },
    when: ({ runs, selection }) => selection.cells.some((cellId) => (runs[cellId]?.timers ?? 0) > 0),
    run: (session, { cells }) => cells.forEach((cellId) => session.commands.clearTimers(cellId)),
  }),
  notebookCommand({
    id: 'run.terminate',
    title: 'Terminate the kernel',
    menu: { name: 'Runtime', group: 2 },
    when: ({ kernel }) => kernel.phase === 'stopping' && kernel.canTerminate,
    run: (session) => session.commands.terminate(),
  }),
  {
    id: 'run.resume',
    title: 'Resume the training that was cut off',
    menu: { name: 'Runtime', group: 2 },
    when: ({ app }) => (app.session?.trainings.store.getState().cut ?? null) !== null,
    run: ({ session }) => {
      const cut = session?.trainings.store.getState().cut ?? null;
      return cut === null ? undefined : session?.trainings.resume(cut);
    },
  },
  notebookCommand({
    id: 'run.notify',
    title: 'Notify me when training ends',
    menu: { name: 'Runtime', group: 2 },
    run: async (session) => session.commands.notify(await (await import('../durable/training-tab')).allowNotifications()),
  }),
  notebookCommand({
    id: 'run.change-runtime',
    title: 'Change runtime type…',
    menu: { name: 'Runtime', group: 3 },
    run: (_session, { shell }) => shell.openDialog({ kind: 'runtime' }),
  }),
  notebookCommand({
    id: 'run.remote-report',
    title: 'Report on the TPU runtime',
    menu: { name: 'Runtime', group: 3 },
    when: ({ device }) => device?.kind === 'tpu',
    run: (session, context) =>
      whenTrusted(session, context, () => {
        const { selection } = session.store.getState();
        const cellId = session.commands.insertCell('code', selection.focus === null ? 'end' : { after: selection.focus }, 'runtime.report()');
        session.commands.runCell(cellId);
      }),
  }),
  notebookCommand({
    id: 'run.disconnect',
    title: 'Disconnect from the XLA server and free…',
    menu: { name: 'Runtime', group: 3 },
    when: ({ remote }) => remote.phase === 'connected' || remote.phase === 'reconnecting',
    run: (session, { shell }) =>
      shell.confirm({
        title: 'Disconnect from the XLA server?',
        text: "Tensors come to the CPU, and the server frees what it holds. The machine's own billing does not end: stop the machine where it was started.",
        action: 'Disconnect and free',
        tone: 'accent',
        onConfirm: () => session.commands.disconnectRemote(),
      }),
  }),
];
