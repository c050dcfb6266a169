import type { Optimizer, SGDOptimizer, Tensor } from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { startOracle } from '../../cpu/oracle';
import { installOptimizers } from '../../optimizers/install';
import { testLine } from '../testing';
import type { Compiled } from './compiled';
import { compiled } from './compiled';

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
  await tf.setBackend('wasm');
}, 60_000);

const optimizers = {
  sgd: () => tf.train.sgd(0.1),
  adam: () => tf.train.adam(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
};

const schedules = async (): Promise<void> => {
  for (const make of Object.values(optimizers)) {
    const expected = await train(make, (step) => step);
    const steps: Compiled<[], void>[] = [];
    const got = await train(make, (step) => {
      const one = compiled(tf, step, {}, { lineOf: testLine, say: (message) => expect.fail(message) });
      steps.push(one);
      return one;
    });
    got.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
    const report = steps[0]?.report();
    expect(report?.retraces).toEqual([]);
    expect(report?.runs).toBeGreaterThanOrEqual(4);
    steps[0]?.dispose();
  }
};

it('a learning rate that a schedule changes is followed without recording again', schedules);
it('the same with optimizers of one kernel', async () => {
  installOptimizers(tf);
  await schedules();
});

/** Six steps, each with another learning rate. @returns the weights and the optimizer's own count of steps. */
async function train(make: () => Optimizer, wrap: (step: () => void) => () => void): Promise<number[]> {
  const w = tf.tidy(() => tf.variable(tf.tensor([1, 2])));
  const optimizer = make() as SGDOptimizer;
  const step = wrap(() => void optimizer.minimize(() => w.square().sum() as Tensor as never));
  for (let count = 0; count < 6; count++) {
    const rate = 0.1 / (count + 1);
    if ('setLearningRate' in optimizer) optimizer.setLearningRate(rate);
    else Reflect.set(optimizer, 'learningRate', rate);
    step();
  }
  const values = [...(await w.data()), optimizer.iterations];
  w.dispose();
  optimizer.dispose();
  return values;
}
