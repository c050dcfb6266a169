import * as stock from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TensorFlow } from '../api';
import { compareSides, lossOf } from './compare';
import { profileSteps } from './profile';

const tf = stock as unknown as TensorFlow;
const now = () => performance.now();
const device = { kind: 'cpu', backend: 'cpu', available: true, name: 'Plain', facts: [] } as const;
/** The devices' part in comparing is checked in the browser, where there are several. */
const engine = { tf, current: () => device, use: async () => ({ ok: true, value: { device, moved: 0 } }) } as unknown as Engine;
const quiet = { steps: 3, now, reseed: () => undefined, check: () => undefined };

beforeAll(() => tf.setBackend('cpu'));

describe('comparing', () => {
  it('begins each side at the same start, slots of the optimizer included, and leaves everything as it was', async () => {
    const weight = tf.variable(tf.tensor1d([1, 2, 3]));
    const optimizer = tf.train.momentum(0.1, 0.9);
    const step = () => optimizer.minimize(() => weight.square().sum().asScalar(), true, [weight]) as stock.Scalar;
    const { sides } = await compareSides(engine, step, { ...quiet, sides: [{ kind: 'cpu', label: 'one' }, { kind: 'cpu', label: 'two' }] });
    const [one, two] = sides.map((side) => ('losses' in side ? side.losses : []));
    expect(one).toHaveLength(3);
    expect(one?.[0]).toBe(14);
    expect(one?.[2]).toBeLessThan(14);
    expect(two).toEqual(one);
    expect([...weight.dataSync()]).toEqual([1, 2, 3]);
  });

  it('leaves no tensor behind', async () => {
    const weight = tf.variable(tf.scalar(1));
    const before = tf.memory().numTensors;
    await compareSides(engine, () => tf.tidy(() => weight.square().asScalar()), { ...quiet, sides: [{ kind: 'cpu', label: 'one' }] });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a step that gives no loss is told what to return', async () => {
    await expect(lossOf(tf, undefined)).rejects.toThrow(/the step gives nothing where its loss is expected; let it return/);
    await expect(lossOf(tf, [0.5, 1])).resolves.toBe(0.5);
  });
});

describe('a profile', () => {
  const options = { steps: 2, now, mark: () => 3, lineOf: (line: unknown) => `Cell 1, line ${String(line)}`, check: () => undefined, watchInput: () => () => undefined };

  it('counts kernels by name and line, nests them in their operations, and sees reads', async () => {
    const found = await profileSteps(tf, async () => {
      const sum = tf.tidy(() => tf.ones([2, 2]).matMul(tf.ones([2, 2])).sum());
      await sum.data();
      sum.dispose();
    }, options);
    expect(found.byKernel.find(({ name }) => name === 'BatchMatMul')?.calls).toBe(2);
    expect(found.byLine.map(({ name }) => name)).toEqual(['Cell 1, line 3']);
    expect(found.reads.count).toBe(2);
    const [step] = found.spans;
    expect(step?.name).toBe('step');
    const operation = found.spans.find(({ name }) => name === 'matMul');
    const kernel = found.spans.find(({ name }) => name === 'BatchMatMul');
    expect(kernel?.depth).toBeGreaterThan(operation?.depth ?? Infinity);
  });

  it('names the line of tensors that a step leaves behind, and only those', async () => {
    const kept: stock.Tensor[] = [];
    const found = await profileSteps(tf, () => {
      kept.push(tf.zeros([10, 10]));
      return tf.scalar(1);
    }, options);
    expect(found.leaks).toEqual([{ line: 'Cell 1, line 3', tensors: 2, bytes: 800, shapes: ['[10, 10] float32'] }]);
    tf.dispose(kept);
  });

  it('ends listening', async () => {
    const { runKernelFunc } = tf.engine() as unknown as { runKernelFunc: unknown };
    await profileSteps(tf, () => tf.scalar(1), options);
    expect((tf.engine() as unknown as { runKernelFunc: unknown }).runKernelFunc).toBe(runKernelFunc);
  });
});
