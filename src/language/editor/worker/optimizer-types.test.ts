import { expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

vi.setConfig({ testTimeout: 30_000 });

const typed = (text: string) => new TestNotebook(text).problems(0);

test('the optimizers that are added, and options of all of them, are typed', async () => {
  expect(await typed('const o: tf.Optimizer = tf.train.adamw({ learningRate: 0.1, clipNorm: 1 }); tf.train.sgd(0.1); tf.train.adam({ clipValue: 1 }); runtime.seed(1);')).toEqual([]);
  expect(await typed("tf.train.lion({ beta1: 'x' })")).toEqual([expect.stringContaining('string')]);
});
