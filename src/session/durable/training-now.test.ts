import { expect, test } from 'vitest';
import { mime } from '../../base/mime';
import { createNotebook } from '../../notebook/create';
import { setOutputs } from '../../notebook/edit';
import type { Output } from '../../notebook/types';
import { trainingNow, trainingTitle } from './training-now';

const notebook = createNotebook([{ type: 'code', source: 'await model.fit(xs, ys)' }]);
const cellId = notebook.cells[0]?.id ?? '';
const progress = (state: string, epoch: object | null, metrics: object[] = []): Output => ({ type: 'display', data: { [mime.progress]: { label: 'fit', done: 1, metrics, elapsedSeconds: 1, state, ...(epoch && { epoch }) } } as never, metadata: {} });
const seen = (outputs: Output[], phase: 'busy' | 'idle' = 'busy') => trainingNow({ kernel: (phase === 'busy' ? { phase, cellId } : { phase }) as never, notebook: setOutputs(notebook, cellId, outputs, 1) });

test('the training of the running cell is told by its latest line of progress', () => {
  const now = seen([progress('done', { current: 5, total: 5 }), progress('running', { current: 3, total: 10 }, [{ name: 'acc', value: 0.5 }, { name: 'loss', value: 0.21234 }])]);
  expect(now).toEqual({ cellId, epoch: { current: 3, total: 10 }, loss: 0.21234 });
  expect(now && trainingTitle(now, 'digits')).toBe('Epoch 3/10 · loss 0.212 · digits');
});

test('loops with bars, trainings that are over and cells that are done are no training', () => {
  expect(seen([progress('running', null)])).toBe(null);
  expect(seen([progress('done', { current: 5, total: 5 })])).toBe(null);
  expect(seen([progress('running', { current: 1, total: 5 })], 'idle')).toBe(null);
});
