import { expect, it } from 'vitest';
import { createNotebook } from '../notebook/create';
import { withoutKernel } from './kernel-end';
import { openSession } from './session';
import { testEnvironment, testRuns } from './testing';
import type { CellRun, SessionState } from './types';

const run = (part: Partial<CellRun>): CellRun => ({ runId: 'r', status: 'ok', stale: null, timers: 0, asks: [], ...part });

/** One cell that is done and has timers, one that runs, one that waits. */
async function busy(): Promise<{ state: SessionState; ids: readonly string[] }> {
  const notebook = createNotebook(['1', '2', '3'].map((source) => ({ type: 'code', source })));
  const opened = { id: 'n1', name: 'Test', notebook, provenance: { kind: 'link' }, outputsTrusted: true } as const;
  const env = await testEnvironment();
  const session = openSession(env, { cells: [] }, opened, testRuns(env));
  const ids = notebook.cells.map((cell) => cell.id);
  const [done = '', running = '', waiting = ''] = ids;
  const runs = {
    [done]: run({ timers: 2 }),
    [running]: run({ status: 'running', startedAt: 1000 }),
    [waiting]: run({ status: 'queued', position: 1 }),
  };
  return { ids, state: { ...session.store.getState(), runs, queue: [waiting], kernel: { phase: 'busy', cellId: running, queued: 1 } } };
}
const parts = { completeChart: () => null, now: 5000 };
const errorsOf = (state: SessionState) =>
  state.notebook.cells.map((cell) => (cell.type === 'code' ? cell.outputs.map((output) => (output.type === 'error' ? `${output.ename}: ${output.evalue}` : '')) : []));

it('a death is told in the cell that ran; those behind it name that cell', async () => {
  const { state, ids } = await busy();
  const after = withoutKernel(state, { kind: 'died', reason: 'It ran out of memory.' }, parts);
  expect(errorsOf(after)).toEqual([[], ['KernelDied: The kernel died while this cell ran. It ran out of memory.'], []]);
  const [done = '', running = '', waiting = ''] = ids;
  expect(after.runs[running]).toMatchObject({ status: 'error', outcome: 'error', elapsedMs: 4000 });
  expect(after.runs[waiting]).toMatchObject({ status: 'aborted', abortedByCell: running });
  expect(after.runs[done]).toMatchObject({ status: 'ok', timers: 0 });
  expect(after).toMatchObject({ queue: [], kernel: { phase: 'dead', reason: 'It ran out of memory.' } });
});

it('a restart and a termination are told as such; leaving the notebook says nothing', async () => {
  const { state } = await busy();
  expect(errorsOf(withoutKernel(state, { kind: 'restarted' }, parts))[1]?.[0]).toMatch(/^KernelRestarted: /);
  expect(errorsOf(withoutKernel(state, { kind: 'terminated' }, parts))[1]?.[0]).toMatch(/^KernelTerminated: /);
  expect(errorsOf(withoutKernel(state, { kind: 'closed' }, parts))).toEqual([[], [], []]);
});

it('a death between runs changes no output', async () => {
  const { state, ids } = await busy();
  const idle = { ...state, runs: { [ids[0] ?? '']: run({}) }, queue: [] };
  expect(withoutKernel(idle, { kind: 'died', reason: 'Why.' }, parts).notebook).toBe(idle.notebook);
});
