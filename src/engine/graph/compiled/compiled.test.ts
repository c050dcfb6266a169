import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { NETWORK_NAMES, workload } from '../../checks/networks';
import { startOracle } from '../../cpu/oracle';
import { installOptimizers } from '../../optimizers/install';
import { installRandom } from '../../random/install';
import { testLine } from '../testing';
import type { Compiled, CompiledOptions } from './compiled';
import { compiled } from './compiled';

let tf: TensorFlow;
let said: string[] = [];
beforeAll(async () => {
  ({ tf } = await startOracle());
  installOptimizers(tf);
}, 60_000);
let before = 0;
beforeEach(async () => {
  await tf.setBackend('wasm');
  said = [];
  before = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(before));

const compile = <Args extends unknown[], Result>(step: (...args: Args) => Result, options: CompiledOptions = {}): Compiled<Args, Result> =>
  compiled(tf, step, options, { lineOf: testLine, say: (message) => said.push(message) });

const read = async (tensor: Tensor): Promise<number[]> => {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
};

describe('a compiled training step loses what the eager one does', () => {
  it.each(NETWORK_NAMES)('%s, over 12 steps', async (network) => {
    const options = { network, batch: 2, width: 0.125 } as const;
    const eager = workload(tf, options);
    const expected: number[] = [];
    for (let step = 0; step < 12; step++) expected.push(await eager.step());
    const other = workload(tf, options);
    const step = compile(() => other.train());
    const losses: number[] = [];
    for (let count = 0; count < 12; count++) losses.push(...(await read(step())));
    expect(said).toEqual([]);
    expect(step.report()).toMatchObject({ traces: 2, runs: 10, eager: 0, refusal: null });
    losses.forEach((loss, index) => expect(Math.abs(loss - (expected[index] ?? NaN))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(loss))));
    for (const [index, variable] of other.variables.entries()) {
      const distance = tf.tidy(() => variable.sub(eager.variables[index] as Variable).abs().max());
      expect((await read(distance))[0]).toBeLessThan(1e-6);
    }
    step.dispose();
    eager.dispose();
    other.dispose();
  }, 60_000);
});

describe('what a step does around its kernels', () => {
  it('random operations go on with their stream, as they would have', async () => {
    const random = installRandom(tf);
    const dropped = (x: Tensor): Tensor => tf.tidy(() => random.dropout(x, 0.5).add(random.dropout(x, 0.5).mul(2)));
    const step = compile(dropped);
    const x = tf.ones([16]);
    const run = async (one: (x: Tensor) => Tensor): Promise<number[][]> => {
      random.seed(5);
      const values = [];
      for (let count = 0; count < 5; count++) values.push(await read(one(x)));
      return values;
    };
    const before = Math.random;
    const [eager, recorded] = [await run(dropped), await run(step)];
    Math.random = before;
    expect(recorded).toEqual(eager);
    expect(new Set(eager.map(String)).size).toBe(5);
    expect(step.report()).toMatchObject({ traces: 1, runs: 4 });
    x.dispose();
    step.dispose();
  });

  it('variables are read and written by reference', async () => {
    const count = tf.tidy(() => tf.variable(tf.scalar(0)));
    const step = compile(() => void count.assign(count.add(1)));
    for (let run = 0; run < 5; run++) step();
    expect([...(await count.data())]).toEqual([5]);
    tf.tidy(() => count.assign(tf.scalar(40)));
    step();
    expect([...(await count.data())]).toEqual([41]);
    expect(step.report().runs).toBe(5);
    step.dispose();
    count.dispose();
  });

  it('a variable keeps its old value where the step still needs it', async () => {
    const w = tf.tidy(() => tf.variable(tf.tensor([1, 2])));
    const optimizer = tf.train.momentum(0.5, 0.9);
    const step = compile(() => {
      const old = w.clone();
      optimizer.minimize(() => w.square().sum() as never);
      return [old, w.sub(old)] as const;
    });
    let previous = [1, 2];
    for (let run = 0; run < 6; run++) {
      const [old, moved] = step();
      expect(await read(old)).toEqual(previous);
      const difference = await read(moved);
      const now = [...(await w.data())];
      now.forEach((value, index) => expect(value - (previous[index] ?? 0)).toBeCloseTo(difference[index] ?? NaN, 5));
      previous = now;
    }
    step.dispose();
    w.dispose();
    optimizer.dispose();
    tf.dispose(tf.engine().state.activeScope?.track.filter((tensor) => !tensor.isDisposed) ?? []);
    before = tf.memory().numTensors;
  });

  it('results have the structure of the step\'s', async () => {
    const step = compile((x: Tensor) => ({ sum: x.sum(), parts: [x.mul(2), x], note: 'two' }));
    const x = tf.tensor([1, 2]);
    for (let run = 0; run < 3; run++) {
      const { sum, parts, note } = step(x);
      expect(await read(sum)).toEqual([3]);
      expect(await read(parts[0] as Tensor)).toEqual([2, 4]);
      expect(parts[1]).toBe(x);
      expect(note).toBe('two');
    }
    x.dispose();
    step.dispose();
  });

  it('what a step computes twice is computed once, and what it does not need never', async () => {
    const step = compile((x: Tensor) => {
      x.exp();
      return x.square().add(1).mul(x.square().add(1));
    });
    const x = tf.tensor([1, 2]);
    for (let run = 0; run < 2; run++) expect(await read(step(x))).toEqual([4, 25]);
    const [recording] = step.report().recordings;
    expect(recording?.recorded).toBe(5);
    expect(recording?.kernels).toBeLessThanOrEqual(3);
    x.dispose();
    step.dispose();
  });

  it('tensors of the code around it are found again; one that was disposed is asked for anew', async () => {
    let offset = tf.tensor([10]);
    const step = compile((x: Tensor) => x.add(offset));
    const x = tf.tensor([1]);
    for (let run = 0; run < 3; run++) expect(await read(step(x))).toEqual([11]);
    offset.dispose();
    offset = tf.tensor([20]);
    expect(await read(step(x))).toEqual([21]);
    expect(step.report().retraces[0]?.reason).toMatch(/a tensor \[1\] of the code around it was disposed/);
    tf.dispose([x, offset]);
    step.dispose();
  });
});

describe('when a step is recorded again', () => {
  it('another shape is another recording, and the report says which input and where', async () => {
    const step = compile((x: Tensor2D) => x.sum());
    for (const rows of [3, 3, 2, 3, 2]) {
      const x = tf.ones([rows, 4]) as Tensor2D;
      expect(await read(step(x))).toEqual([4 * rows]);
      x.dispose();
    }
    const { traces, runs, retraces } = step.report();
    expect([traces, runs]).toEqual([2, 3]);
    expect(retraces).toEqual([{ reason: 'input 0 changed from [3,4] float32 to [2,4] float32', line: expect.stringMatching(/compiled\.test\.ts:\d+/) }]);
    step.dispose();
  });

  it('a number is part of the step, and the advice is to make it a tensor', async () => {
    const step = compile((x: Tensor, rate: number) => x.mul(rate));
    const x = tf.tensor([2]);
    expect(await read(step(x, 0.5))).toEqual([1]);
    expect(await read(step(x, 0.25))).toEqual([0.5]);
    expect(step.report().retraces[0]?.reason).toMatch(/input 1 changed from 0.5 to 0.25; .*tf\.scalar/);
    x.dispose();
    step.dispose();
  });

  it('a switch of the device records for the new one', async () => {
    const step = compile((x: Tensor) => x.square().add(1));
    const x = tf.tensor([3]);
    for (let run = 0; run < 2; run++) expect(await read(step(x))).toEqual([10]);
    await tf.setBackend('cpu');
    const y = tf.tensor([4]);
    for (let run = 0; run < 2; run++) expect(await read(step(y))).toEqual([17]);
    await tf.setBackend('wasm');
    expect(await read(step(x))).toEqual([10]);
    expect(step.report()).toMatchObject({ traces: 2, runs: 3 });
    tf.dispose([x, y]);
    step.dispose();
  });
});

describe('a step that cannot stand for others runs eagerly and says so once, with the line', () => {
  const cases: Readonly<Record<string, { step: (x: Tensor) => unknown; because: RegExp }>> = {
    'reading values': { step: (x) => (x.dataSync()[0] === 1 ? x.add(1) : x.sub(1)), because: /it reads values.*compiled\.test\.ts:\d+/ },
    'being asynchronous': { step: async (x) => void (await x.data()), because: /it reads values|asynchronous/ },
    'random numbers of JavaScript': { step: (x) => x.mul(Math.random()), because: /random numbers in JavaScript/ },
    'shapes that depend on values': { step: (x) => tf.tidy(() => tf.unique(x as never).values), because: /what Unique makes depends on values/ },
    'keeping tensors': { step: (x) => void kept.push(tf.keep(x.add(1))), because: /keeps a tensor/ },
  };
  const kept: Tensor[] = [];
  it.each(Object.entries(cases))('%s', async (_, { step, because }) => {
    const x = tf.tensor([1]);
    const compiledStep = compile(step);
    for (let run = 0; run < 3; run++) tf.dispose((await compiledStep(x)) as never);
    expect(said.length).toBe(1);
    expect(said[0]).toMatch(because);
    expect(compiledStep.report()).toMatchObject({ traces: 1, runs: 0, eager: 2 });
    tf.dispose([x, ...kept.splice(0)]);
    compiledStep.dispose();
  });

  it('runEagerly turns recording off', async () => {
    const step = compile((x: Tensor) => x.add(1), { runEagerly: true });
    const x = tf.tensor([1]);
    for (let run = 0; run < 2; run++) expect(await read(step(x))).toEqual([2]);
    expect(step.report()).toMatchObject({ traces: 0, runs: 0, eager: 2 });
    x.dispose();
  });

  it('inside of a gradient the step is part of the tape', async () => {
    const cube = compile((x: Tensor) => x.pow(3));
    const x = tf.tensor([2]);
    tf.dispose([cube(x), cube(x)]);
    expect((await read(tf.grad((a) => cube(a))(x)))[0]).toBeCloseTo(12, 4);
    x.dispose();
    cube.dispose();
  });
});
