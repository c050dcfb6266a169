import { expect, test } from 'vitest';
import { createNotebook } from '../../notebook/create';
import type { TrackedRun } from '../runs/types';
import { makeReceipt, readReceipt } from './receipt';
import { compareRuns, verdictWords } from './same-points';

const loss = (value: (number | null)[], step = value.map((_, index) => index + 1)) => ({ loss: { step, value } });

test('equal series are the same, bit by bit', () => {
  const verdict = compareRuns(loss([0.5, 0.25, null]), loss([0.5, 0.25, null]));
  expect(verdict).toEqual({ kind: 'same', points: 3 });
  expect(verdictWords(verdict).remedy).toBe('All 3 values are equal, bit by bit.');
});

test('small relative differences are rounding, near zero too', () => {
  expect(compareRuns(loss([0.5, 0.25]), loss([0.5, 0.25001]))).toMatchObject({ kind: 'rounding', points: 2 });
  expect(compareRuns(loss([1e-12]), loss([2e-12]))).toMatchObject({ kind: 'rounding' });
  expect(compareRuns(loss([100]), loss([100.01]), 1e-6)).toMatchObject({ kind: 'different' });
});

test('the first difference of all metrics is told with its step and both values', () => {
  const before = { ...loss([3, 2, 1]), acc: { step: [1, 2, 3], value: [0.1, 0.2, 0.3] } };
  const after = { ...loss([3, 2, 1.5]), acc: { step: [1, 2, 3], value: [0.1, 0.4, 0.5] } };
  const verdict = compareRuns(before, after);
  expect(verdict).toEqual({ kind: 'different', first: { metric: 'acc', step: 2, before: 0.2, after: 0.4 } });
  expect(verdictWords(verdict).remedy).toContain("'acc' first differs at step 2: 0.2 then, 0.4 now");
});

test('series of other lengths, other steps, or of one training alone are different', () => {
  expect(compareRuns(loss([3, 2]), loss([3]))).toEqual({ kind: 'different', first: { metric: 'loss', step: 2, before: 2, after: undefined } });
  expect(compareRuns(loss([3, 2]), loss([3, 2], [1, 5]))).toMatchObject({ kind: 'different', first: { step: 2 } });
  expect(compareRuns(loss([3, 2, 1], [1, 2, NaN]), loss([3, 2, 1], [1, 2, NaN]))).toEqual({ kind: 'same', points: 3 });
  expect(compareRuns(loss([3]), {})).toMatchObject({ kind: 'different', first: { metric: 'loss', after: undefined } });
  expect(compareRuns(loss([1]), loss([null]))).toMatchObject({ kind: 'different', first: { after: null } });
});

test('a value that is told again has not changed: a training that went on tells its learning rate twice', () => {
  expect(compareRuns(loss([0.1, 0.1, 0.2], [1, 5, 9]), loss([0.1, 0.2], [1, 9]))).toMatchObject({ kind: 'same' });
  expect(compareRuns(loss([0.1, 0.2], [1, 9]), loss([0.1, 0.2, 0.2], [1, 9, 12]))).toMatchObject({ kind: 'same' });
  expect(compareRuns(loss([0.1, 0.2], [1, 9]), loss([0.1, 0.3, 0.2], [1, 5, 9]))).toMatchObject({ kind: 'different', first: { step: 5, before: undefined, after: 0.3 } });
});

test('a receipt holds the cells, the facts and every value but of the system, and is read back', () => {
  const notebook = createNotebook([{ type: 'code', source: 'changed since' }]);
  const cell = { id: notebook.cells[0]?.id ?? '', source: 'await model.fit(xs, ys)' };
  const run = { id: 'r', name: 'digits', kind: 'fit', status: 'done', startedAt: 1, endedAt: 2, device: null, seed: 3, packages: { gradbook: '1' }, data: null, parameters: null, settings: { epochs: 2 }, notebook: { id: 'n', name: 'N' }, cell } as unknown as TrackedRun;
  const series = { step: Float64Array.of(1, 2), epoch: Float64Array.of(1, 1), time: Float64Array.of(0, 1), value: Float64Array.of(0.5, NaN) };
  const receipt = makeReceipt(run, { loss: series, 'system/step ms': series }, notebook);
  expect(receipt.series).toEqual({ loss: { step: [1, 2], value: [0.5, null] } });
  expect(receipt.notebook.cells[0]?.source).toBe('await model.fit(xs, ys)');
  expect(readReceipt(JSON.stringify(receipt))).toEqual({ ok: true, value: receipt });
  expect(readReceipt('{')).toEqual({ ok: false, error: 'no-json' });
  expect(readReceipt('{"kind":"other"}')).toEqual({ ok: false, error: 'no-receipt' });
  expect(readReceipt(JSON.stringify({ ...receipt, version: 2 }))).toEqual({ ok: false, error: 'newer' });
  expect(readReceipt(JSON.stringify({ ...receipt, series: { loss: { step: [1], value: [] } } }))).toEqual({ ok: false, error: 'no-receipt' });
});
