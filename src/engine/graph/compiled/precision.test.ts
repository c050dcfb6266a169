/** Steps of which parts compute in another precision, on a device whose products say what they were asked for. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';
import { startOracle } from '../../cpu/oracle';
import { overrideKernel } from '../../patches/override-kernel';
import { offerPrecision, precisionOf, type Precision } from '../../precision';
import { compiled } from './compiled';

let tf: TensorFlow;
let asked: Precision[] = [];
const said: string[] = [];
beforeAll(async () => {
  ({ tf } = await startOracle());
  await tf.setBackend('wasm');
  const backend = tf.backend();
  offerPrecision(backend, ['mixed_float16']);
  overrideKernel(tf, 'BatchMatMul', 'wasm', (stock) => (call) => {
    asked.push(precisionOf(backend));
    return stock(call);
  });
}, 60_000);
afterAll(() => void precisionOf(tf.backend(), 'float32'));
beforeEach(() => {
  asked = [];
  precisionOf(tf.backend(), 'float32');
});

const within = <T>(precision: Precision, compute: () => T): T => {
  const before = precisionOf(tf.backend());
  precisionOf(tf.backend(), precision);
  try {
    return compute();
  } finally {
    precisionOf(tf.backend(), before);
  }
};
const compile = <Args extends unknown[], Result>(step: (...args: Args) => Result) => compiled(tf, step, {}, { lineOf: () => null, say: (message) => said.push(message) });

it('each product computes in what it was recorded in, and the device is afterwards as before', () => {
  const [x, y] = [tf.ones([2, 2]), tf.ones([2, 2])] as [Tensor2D, Tensor2D];
  const step = compile((a: Tensor2D, b: Tensor2D) => within('mixed_float16', () => a.matMul(b)).add(a).matMul(b));
  for (let run = 0; run < 3; run++) {
    const made = step(x, y);
    expect([...made.dataSync()]).toEqual([6, 6, 6, 6]);
    expect(precisionOf(tf.backend())).toBe('float32');
  }
  expect(asked).toEqual(['mixed_float16', 'float32', 'mixed_float16', 'float32', 'mixed_float16', 'float32']);
  expect(step.report()).toMatchObject({ traces: 1, runs: 2, eager: 0, refusal: null });
  expect(said).toEqual([]);
});

it('equal products of another precision are not one', () => {
  const x = tf.ones([2, 2]) as Tensor2D;
  const step = compile((a: Tensor2D): Tensor => within('mixed_float16', () => a.matMul(a)).add(a.matMul(a)).add(a.matMul(a)));
  step(x);
  asked = [];
  step(x);
  expect(asked).toEqual(['mixed_float16', 'float32']);
});

it('a step is recorded anew where what is around it computes in another precision', () => {
  const x = tf.ones([2, 2]) as Tensor2D;
  const step = compile((a: Tensor2D): Tensor => a.matMul(a));
  for (const precision of ['float32', 'mixed_float16', 'float32', 'mixed_float16'] as const) {
    asked = [];
    within(precision, () => step(x));
    expect(asked).toEqual([precision]);
  }
  expect(step.report()).toMatchObject({ traces: 2, runs: 2, retraces: [{ reason: 'the device changed, or its precision' }] });
});
