import { expect, test } from 'vitest';
import type { Notebook, Output } from '../../notebook/types';
import type { CellRun } from '../../session/types';
import { announcement } from './announcement';

const notebook = (outputs: readonly Output[] = []): Notebook => ({
  metadata: {},
  cells: [
    { type: 'markdown', id: 't', source: '', metadata: {} },
    { type: 'code', id: 'c', source: '', metadata: {}, outputs, executionCount: 1 },
  ],
});
const run = (part: Partial<CellRun>): CellRun => ({ runId: 'r', status: 'running', stale: null, timers: 0, asks: [], ...part });
const before = { runs: { c: run({}) } };

test('the end of a run is told with the place of its cell and its time', () => {
  expect(announcement({ notebook: notebook(), runs: { c: run({ status: 'ok', outcome: 'ok', elapsedMs: 1240 }) } }, before)).toBe('Cell 2 finished in 1.2 s');
});

test('a failure is told with its error, a stop as a stop', () => {
  const error: Output = { type: 'error', ename: 'TypeError', evalue: 'x is not a function', traceback: [] };
  expect(announcement({ notebook: notebook([error]), runs: { c: run({ status: 'error', outcome: 'error' }) } }, before)).toBe('Cell 2 failed: TypeError: x is not a function');
  expect(announcement({ notebook: notebook([error]), runs: { c: run({ status: 'error', outcome: 'interrupted', elapsedMs: 300 }) } }, before)).toBe('Cell 2 was stopped after 300 ms');
});

test('nothing is said while a run goes on', () => {
  expect(announcement({ notebook: notebook(), runs: { c: run({ startedAt: 1 }) } }, before)).toBeNull();
});

test('of runs that end in one moment the failure is told, else the last', () => {
  const cells: Notebook['cells'] = ['a', 'b'].map((id) => ({ type: 'code', id, source: '', metadata: {}, outputs: [], executionCount: 1 }));
  const both = { notebook: { metadata: {}, cells } };
  const started = { runs: { a: run({}), b: run({ status: 'queued' }) } };
  const done = run({ status: 'ok', outcome: 'ok', elapsedMs: 20 });
  expect(announcement({ ...both, runs: { a: done, b: run({ status: 'error', outcome: 'error', elapsedMs: 30 }) } }, started)).toBe('Cell 2 failed after 30 ms');
  expect(announcement({ ...both, runs: { a: done, b: done } }, started)).toBe('Cell 2 finished in 20 ms');
});
