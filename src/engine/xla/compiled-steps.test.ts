import type { Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import type { FullTensorFlow } from '../api';
import { workload } from '../checks/networks';
import type { NetworkName } from '../checks/networks';
import type { Compiled, CompiledOptions, LoopableStep } from '../graph/compiled/compiled';
import { compiled } from '../graph/compiled/compiled';
import { stacked } from '../graph/compiled/stacked';
import { testLine } from '../graph/testing';
import { installRandom } from '../random/install';

const said: string[] = [];
let tf: FullTensorFlow;
const bed = remoteTestBed({}, (engine) => ({ tf } = engine));

const compile = <Args extends unknown[], Result>(step: (...args: Args) => Result, options: CompiledOptions = {}): LoopableStep<Args, Result> =>
  compiled(tf, step, options, { lineOf: testLine, say: (message) => said.push(message) });
const many = <Args extends unknown[], Result>(step: (...args: Args) => Result, steps: number, onValues?: (values: unknown, first: number) => void, mode: 'all' | 'last' = 'all'): Compiled<Args, Result> =>
  stacked(tf, compile(step), steps, onValues === undefined ? null : { mode, onValues });
const read = async (tensor: Tensor): Promise<number[]> => {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
};
const graphs = (): number => bed.engine.remote.activity()?.graphs.length ?? 0;
const near = (got: readonly number[], expected: readonly number[], bound: number): void => {
  expect(got.length).toBe(expected.length);
  got.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(value))));
};

describe('a step compiled for the server', () => {
  it.each(['mlp', 'cnn', 'gpt', 'bag'] satisfies NetworkName[])('%s loses over 12 steps of Adam what the CPU does', async (network) => {
    const options = { network, batch: 2, width: 0.125 } as const;
    await tf.setBackend('wasm');
    const local = workload(tf, options);
    const expected: number[] = [];
    for (let step = 0; step < 12; step++) expected.push(await local.step());
    local.dispose();
    await bed.engine.use('tpu');
    const before = tf.memory().numTensors;
    const trained = workload(tf, options);
    const step = compile(() => trained.train());
    const losses: number[] = [];
    let known = 0;
    for (let count = 0; count < 12; count++) {
      losses.push(...(await read(step())));
      if (count === 2) known = graphs();
    }
    expect(graphs()).toBe(known);
    near(losses, expected, 1e-5);
    expect(step.report()).toMatchObject({ traces: 2, runs: 10, eager: 0, refusal: null });
    step.dispose();
    trained.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  it('shares what it returns twice, or was given, and follows variables', async () => {
    const count = tf.tidy(() => tf.variable(tf.tensor1d([0, 0])));
    const step = compile((x: Tensor) => {
      const next = count.add(x);
      count.assign(next as never);
      return { next, again: next, old: x, named: 'sum' };
    });
    const x = tf.tensor1d([1, 2]);
    for (let run = 1; run <= 4; run++) {
      const { next, again, old, named } = step(x);
      expect([old === x, named]).toEqual([true, 'sum']);
      const values = await Promise.all([next, again, count].map(async (tensor) => [...(await tensor.data())]));
      expect(values).toEqual([[run, 2 * run], [run, 2 * run], [run, 2 * run]]);
      tf.dispose([next, again]);
    }
    expect(step.report().runs).toBe(3);
    step.dispose();
    tf.dispose([x, count]);
  });

  it('runs eagerly, and says why, where a kernel is computed on this machine', async () => {
    const x = tf.tensor2d([[1, 2], [3, 4]]);
    const step = compile((given: Tensor) => tf.linalg.qr(given as never)[0]);
    for (let run = 0; run < 2; run++) (step(x) as Tensor).dispose();
    step.dispose();
    x.dispose();
  });
});

/** Losses of 24 steps of a small network with dropout and Adam, by batch. */
async function lossesOf(steps: number, told?: (values: unknown, first: number) => void): Promise<{ losses: number[]; weights: number[] }> {
  installRandom(tf).seed(7);
  const w = tf.tidy(() => tf.variable(tf.randomNormal([6, 4])));
  const optimizer = tf.train.adam(0.05);
  const train = (x: Tensor, y: Tensor): Tensor => {
    const lost = optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.dropout(x, 0.3).matMul(w as never)).asScalar(), true, [w]);
    if (lost === null) throw new Error('no loss');
    return lost;
  };
  const xs = tf.randomNormal([24, 8, 6]);
  const ys = tf.randomNormal([24, 8, 4]);
  const losses: number[] = [];
  if (steps === 1) {
    const step = compile(train);
    for (let index = 0; index < 24; index++) {
      const [x, y] = [xs, ys].map((all) => tf.tidy(() => tf.gather(all, tf.tensor1d([index], 'int32')).reshape(all.shape.slice(1))));
      losses.push(...(await read(step(x as Tensor, y as Tensor))));
      tf.dispose([x, y]);
    }
    step.dispose();
  } else {
    const step = many(train, steps, told);
    for (let first = 0; first < 24; first += steps) {
      const [x, y] = [xs, ys].map((all) => tf.tidy(() => tf.gather(all, tf.range(first, first + steps, 1, 'int32') as never)));
      losses.push(...(await read(step(x as Tensor, y as Tensor))));
      tf.dispose([x, y]);
    }
    expect(step.report()).toMatchObject({ traces: 2, refusal: null });
    step.dispose();
  }
  const weights = [...(await w.data())];
  optimizer.dispose();
  tf.dispose([w, xs, ys]);
  return { losses, weights };
}

describe('stepsPerExecution', () => {
  it('does in one call what single steps do, dropout and Adam included', async () => {
    const before = tf.memory().numTensors;
    const single = await lossesOf(1);
    const told: number[] = [];
    const looped = await lossesOf(6, (values, first) => {
      const rows = [...(values as Float32Array)];
      expect(first).toBe(told.length);
      told.push(...rows);
    });
    near(looped.losses, single.losses, 1e-6);
    near(looped.weights, single.weights, 1e-6);
    near(told, looped.losses, 0);
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  it('does the same on the CPU, one step after another', async () => {
    const looped = await lossesOf(6);
    await tf.setBackend('wasm');
    const there = await lossesOf(6);
    await bed.engine.use('tpu');
    near(there.losses, looped.losses, 1e-5);
  }, 120_000);

  it('tells which input lacks the axis of steps', () => {
    const step = many((x: Tensor) => x.sum(), 4);
    const x = tf.ones([3, 2]);
    expect(() => step(x)).toThrow('with stepsPerExecution: 4 every tensor has an axis of 4 steps before its own; input 0 is [3,2]');
    x.dispose();
  });
});
