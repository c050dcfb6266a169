import { describe, expect, it } from 'vitest';
import { createNotebook } from '../notebook/create';
import type { CodeCell } from '../notebook/types';
import type { RunEvent } from '../protocol/kernel';
import { applyEvent, withQueue } from './apply-event';
import { openSession } from './session';
import { testEnvironment, testRuns } from './testing';
import type { SessionState } from './types';

const noChart = () => null;

/** A notebook of two code cells, both queued, the kernel idle. */
async function twoQueued(): Promise<{ state: SessionState; first: string; second: string }> {
  const notebook = createNotebook([
    { type: 'code', source: '1' },
    { type: 'code', source: '2' },
  ]);
  const env = await testEnvironment();
  const session = openSession(env, { cells: [] }, { id: 'n1', name: 'Test', notebook, provenance: { kind: 'link' }, outputsTrusted: true }, testRuns(env));
  const [first = '', second = ''] = notebook.cells.map((cell) => cell.id);
  const state = withQueue(
    {
      ...session.store.getState(),
      kernel: { phase: 'idle' },
      runs: {
        [first]: { runId: 'r1', status: 'queued', stale: null, timers: 0, asks: [] },
        [second]: { runId: 'r2', status: 'queued', stale: null, timers: 0, asks: [] },
      },
    },
    [first, second],
  );
  return { state, first, second };
}

const play = (state: SessionState, ...events: RunEvent[]) =>
  events.reduce((current, event) => applyEvent(current, event, noChart), state);

const started = (runId: string): RunEvent => ({ type: 'started', runId, seq: 0, executionCount: 7, at: 1000 });
const text = (runId: string, words: string): RunEvent => ({
  type: 'output',
  runId,
  seq: 1,
  output: { type: 'stream', name: 'stdout', text: words },
});
const outputsOf = (state: SessionState, cellId: string) =>
  (state.notebook.cells.find((cell) => cell.id === cellId) as CodeCell).outputs;

describe('events of the kernel', () => {
  it('a queued cell shows its place, and moves up when the one before it starts', async () => {
    const { state, first, second } = await twoQueued();
    expect([state.runs[first]?.position, state.runs[second]?.position]).toEqual([1, 2]);
    const after = play(state, started('r1'));
    expect(after.runs[second]?.position).toBe(1);
    expect(after.runs[first]?.position).toBeUndefined();
    expect(after.kernel).toEqual({ phase: 'busy', cellId: first, queued: 1 });
  });

  it('outputs reach the cell whose run caused them, and lines of one stream join', async () => {
    const { state, first, second } = await twoQueued();
    const after = play(state, started('r1'), text('r1', 'a\n'), text('r1', 'b\n'));
    expect(outputsOf(after, first)).toMatchObject([{ type: 'stream', text: 'a\nb\n' }]);
    expect(outputsOf(after, second)).toEqual([]);
  });

  it('events of a superseded run change nothing', async () => {
    const { state, first } = await twoQueued();
    const rerun = { ...state, runs: { ...state.runs, [first]: { ...state.runs[first]!, runId: 'r9' } } };
    expect(play(rerun, started('r1'), text('r1', 'late'))).toBe(rerun);
  });

  it('an aborted cell names the cell that failed', async () => {
    const { state, first, second } = await twoQueued();
    const after = play(
      state,
      started('r1'),
      { type: 'finished', runId: 'r1', seq: 2, status: 'error', elapsedMs: 5 },
      { type: 'finished', runId: 'r2', seq: 0, status: 'aborted', elapsedMs: 0, abortedBy: 'r1' },
    );
    expect(after.runs[first]).toMatchObject({ status: 'error', outcome: 'error', elapsedMs: 5 });
    expect(after.runs[second]).toMatchObject({ status: 'aborted', abortedByCell: first });
    expect(after.kernel).toEqual({ phase: 'idle' });
    expect(after.queue).toEqual([]);
  });

  it('starting clears what an earlier run left, and an update replaces a display in place', async () => {
    const { state, first } = await twoQueued();
    const show = (type: 'display' | 'update', words: string): RunEvent => ({
      type: 'output',
      runId: 'r1',
      seq: 1,
      output: { type, displayId: 'd1', data: { 'text/plain': words }, metadata: {} },
    });
    const after = play(state, text('r1', 'old'), started('r1'), show('display', 'half'), show('update', 'done'));
    expect(outputsOf(after, first)).toMatchObject([{ type: 'display', data: { 'text/plain': 'done' } }]);
  });

  it('an id keeps its place while it is shown, and gets a new one once that place was cleared', async () => {
    const { state, first, second } = await twoQueued();
    const show = (runId: string, words: string): RunEvent => ({
      type: 'output',
      runId,
      seq: 1,
      output: { type: 'display', displayId: 'x', data: { 'text/plain': words }, metadata: {} },
    });
    const shared = play(state, started('r1'), show('r1', 'one'), started('r2'), show('r2', 'two'));
    expect([outputsOf(shared, first), outputsOf(shared, second)]).toMatchObject([[{ data: { 'text/plain': 'two' } }], []]);
    const again = play(shared, started('r1'), show('r1', 'three'));
    expect([outputsOf(again, first), outputsOf(again, second)]).toMatchObject([[{ data: { 'text/plain': 'three' } }], []]);
    const cleared = play(shared, { type: 'output', runId: 'r1', seq: 2, output: { type: 'clear' } }, show('r2', 'four'));
    expect([outputsOf(cleared, first), outputsOf(cleared, second)]).toMatchObject([[], [{ data: { 'text/plain': 'four' } }]]);
  });

  it('a chart is kept in its complete form when its run ends', async () => {
    const { state, first } = await twoQueued();
    const chart: RunEvent = {
      type: 'output',
      runId: 'r1',
      seq: 1,
      output: { type: 'display', displayId: null, data: { chart: 'live' }, metadata: {} },
    };
    const end: RunEvent = { type: 'finished', runId: 'r1', seq: 2, status: 'ok', elapsedMs: 1 };
    const after = [started('r1'), chart, end].reduce(
      (current, event) => applyEvent(current, event, (data) => (data.chart === 'live' ? { chart: 'complete' } : null)),
      state,
    );
    expect(outputsOf(after, first)).toMatchObject([{ data: { chart: 'complete' } }]);
  });
});
