import { expect, test } from 'vitest';
import type { CutTraining } from '../../session/durable/types';
import { cutWords } from './words';

const cut: CutTraining = { id: 'a', cellId: 'c', name: 'digits', step: 1234, epoch: 3, epochs: 10, loss: 0.21234, at: 0, cause: 'kernel' };

test('a training that was cut off is told by its name, its epoch, its loss and its age', () => {
  expect(cutWords(cut, 4 * 60_000)).toEqual({ title: 'Training of “digits” was cut off', text: 'Its last checkpoint: epoch 3 of 10, loss 0.212, kept 4 min ago. Resuming runs the cells again that it needs.' });
  expect(cutWords({ ...cut, loss: null, epochs: Number.MAX_SAFE_INTEGER, cause: 'device' }, 3 * 3_600_000)).toEqual({ title: 'Training of “digits” was cut off with its device', text: 'Its last checkpoint: epoch 3, kept 3 h ago. Resuming runs the cells again that it needs.' });
});
