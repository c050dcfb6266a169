import { beforeAll, describe, expect, it } from 'vitest';
import type { FullTensorFlow } from '../api';
import { Noise } from '../checks/noise';
import { startOracle } from '../cpu/oracle';

let tf: FullTensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
});

const [TIMES, CLASSES] = [4, 3];

/** Minus the logarithm of the summed probabilities of every reading of [time, classes] that spells the target. */
function byAllAlignments(logits: readonly (readonly number[])[], target: readonly number[], mask: number): number {
  const probabilities = logits.map((row) => {
    const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
    return row.map((value) => Math.exp(value) / total);
  });
  let sum = 0;
  for (let reading = 0; reading < CLASSES ** logits.length; reading++) {
    const path = logits.map((_, time) => Math.floor(reading / CLASSES ** time) % CLASSES);
    const spelled = path.filter((label, time) => label !== mask && label !== path[time - 1]);
    if (spelled.join() === target.join()) sum += path.reduce((product, label, time) => product * (probabilities[time]?.[label] ?? 0), 1);
  }
  return -Math.log(sum);
}

const logitsOf = (seed: number, examples: number): number[][][] => {
  const values = new Noise(seed).normal(examples * TIMES * CLASSES, 1.5);
  return Array.from({ length: examples }, (_, example) => Array.from({ length: TIMES }, (__, time) => Array.from(values.subarray((example * TIMES + time) * CLASSES).subarray(0, CLASSES))));
};

describe.each(['wasm', 'cpu'])('on %s', (backend) => {
  beforeAll(() => tf.setBackend(backend));

  it.each([0, 2])('the loss sums over every alignment of each target, with mask %i', (mask) => {
    const [a, b] = [0, 1, 2].filter((label) => label !== mask) as [number, number];
    const targets = [[a, b, a], [a, a], [b], [], [b, a], [b, b, b], [a]];
    const lasting = [4, 4, 4, 4, 2, 4, 1];
    const logits = logitsOf(3, targets.length);
    const padded = targets.map((target) => [...target, -1, -1, -1].slice(0, 3));
    const loss = tf.ctcLoss(padded, logits, targets.map(({ length }) => length), lasting, mask).dataSync();
    for (const [index, target] of targets.entries()) {
      const expected = byAllAlignments((logits[index] ?? []).slice(0, lasting[index]), target, mask);
      if (Number.isFinite(expected)) expect(loss[index], target.join()).toBeCloseTo(expected, 4);
      else expect(loss[index], target.join()).toBe(Infinity);
    }
  });

  it('a target that the time cannot spell has loss Infinity and gradient 0, beside others that have theirs', () => {
    const logits = tf.tensor(logitsOf(5, 3)) as never;
    const lossOf = (x: unknown) => tf.ctcLoss([[1, 1, 1], [1, 2, 0], [1, 0, 0]], x as never, [3, 2, 1], [4, 4, 0]);
    expect(Array.from(lossOf(logits).dataSync(), Number.isFinite)).toEqual([false, true, false]);
    const [first, second, third] = tf.unstack(tf.grad((x) => lossOf(x).sum())(logits)).map((rows) => Array.from(rows.dataSync())) as [number[], number[], number[]];
    expect([...first, ...third].every((value) => value === 0)).toBe(true);
    expect(second.every(Number.isFinite) && second.some((value) => value !== 0)).toBe(true);
  });

  it('nothing to spell in no time costs nothing', () => {
    expect(tf.ctcLoss(tf.zeros([1, 0], 'int32'), tf.zeros([1, 0, 3]), [0], [0]).dataSync()[0]).toBeCloseTo(0, 6);
    expect(tf.ctcLoss(tf.zeros([1, 0], 'int32'), tf.zeros([1, 2, 3]), [0], [2]).dataSync()[0]).toBeCloseTo(2 * Math.log(3), 5);
    expect(tf.ctcLoss(tf.zeros([0, 2], 'int32'), tf.zeros([0, 2, 3]), tf.zeros([0]), tf.zeros([0])).shape).toEqual([0]);
  });

  it('logits of minus infinity are classes that cannot be', () => {
    const logits = tf.tensor([[[-Infinity, 0, -Infinity], [0, 0, -Infinity]], [[0, -Infinity, 0], [0, -Infinity, 0]]]) as never;
    const lossOf = (x: unknown) => tf.ctcLoss([[1], [1]], x as never, [1, 1], [2, 2]);
    expect(Array.from(lossOf(logits).dataSync())).toEqual([0, Infinity]);
    expect(Array.from(tf.grad((x) => lossOf(x).sum())(logits).dataSync()).some(Number.isNaN)).toBe(false);
  });

  it('a long sequence neither under- nor overflows', () => {
    const [loss] = tf.ctcLoss([[1, 2]], tf.zeros([1, 600, CLASSES]), [2], [600]).dataSync();
    // Two labels that differ stand in (T + 2 over 4) of the readings.
    const readings = (602 * 601 * 600 * 599) / 24;
    expect(loss).toBeCloseTo(600 * Math.log(3) - Math.log(readings), 2);
  });

  it('labels and lengths that are none make the loss of their example NaN', () => {
    const loss = tf.ctcLoss([[1, 3], [0, 1], [1, -1], [1, 9], [1, 2], [1, 2]], tf.zeros([6, 4, 3]), [2, 1, 2, 1, 3, 2], [4, 4, 4, 4, 4, 5]).dataSync();
    expect(Array.from(loss, Number.isNaN)).toEqual([true, true, true, false, true, true]);
  });

  it('a network of one layer learns to spell, and leaves no tensors', () => {
    const [x, weights] = [tf.tensor3d(new Noise(2).normal(48, 1), [2, 6, 4]), tf.variable(tf.zeros([4, 4]))];
    const optimizer = tf.train.adam(0.1);
    const step = () => tf.tidy(() => optimizer.minimize(() => tf.ctcLoss([[1, 2, 0], [3, 3, 1]], tf.matMul(x.reshape([12, 4]), weights).reshape([2, 6, 4]), [2, 3], [6, 6]).mean(), true, [weights])?.dataSync()[0] ?? NaN);
    const first = step();
    const before = tf.memory().numTensors;
    let last = first;
    for (let turn = 0; turn < 20; turn++) last = step();
    expect(last).toBeLessThan(0.8 * first);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, weights]);
    optimizer.dispose();
  });
});

it.each<[string, () => unknown]>([
  ['ctcLoss: output [2, 3] must have 3 dimensions, [batch, time, classes]', () => tf.ctcLoss([[1]], tf.zeros([2, 3]), [1], [2])],
  ['ctcLoss: target [1, 1] must be [2, longest], one row of class numbers for each example of output [2, 3, 4]', () => tf.ctcLoss([[1]], tf.zeros([2, 3, 4]), [1], [2])],
  ['ctcLoss: targetLength [1] must be [2], one length for each example of output [2, 3, 4]', () => tf.ctcLoss([[1], [1]], tf.zeros([2, 3, 4]), [1], [2, 2])],
  ['ctcLoss: outputLength [3] must be [2], one length for each example of output [2, 3, 4]', () => tf.ctcLoss([[1], [1]], tf.zeros([2, 3, 4]), [1, 1], [2, 2, 2])],
  ['ctcLoss: maskIndex is 4 and must name one of the 4 classes of output [2, 3, 4], 0 to 3', () => tf.ctcLoss([[1], [1]], tf.zeros([2, 3, 4]), [1, 1], [2, 2], 4)],
])('%s', (message, call) => {
  expect(call).toThrow(message);
});
