import type { Optimizer, Variable } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../api';
import { Noise } from '../checks/noise';
import { startOracle } from '../cpu/oracle';
import { installOptimizers } from './install';

let tf: TensorFlow;
/** The stock methods by class, from before the kernel took their place. */
const stock = new Map<object, Optimizer['applyGradients']>();

beforeAll(async () => {
  tf = (await startOracle()).tf;
  for (const { prototype } of [tf.SGDOptimizer, tf.MomentumOptimizer, tf.AdamOptimizer, tf.AdamaxOptimizer, tf.RMSPropOptimizer, tf.AdagradOptimizer, tf.AdadeltaOptimizer]) {
    stock.set(prototype, prototype.applyGradients);
  }
  installOptimizers(tf);
});

function asStock<T extends Optimizer>(optimizer: T): T {
  const method = stock.get(Object.getPrototypeOf(optimizer) as object);
  if (method === undefined) throw new Error('no stock method');
  optimizer.applyGradients = method;
  return optimizer;
}

const SHAPES = [[3, 5], [1], [2, 2, 2], [1500], []];

interface Problem {
  readonly variables: Variable[];
  step(optimizer: Optimizer): void;
  dispose(): void;
}

/** Variables pulled towards targets, by forces of many sizes. */
function problem(): Problem {
  const noise = new Noise(3);
  const values = (shape: readonly number[]) => tf.tensor(noise.normal(shape.reduce((a, b) => a * b, 1), 1), [...shape]);
  const variables = SHAPES.map((shape) => tf.tidy(() => tf.variable(values(shape))));
  const targets = SHAPES.map(values);
  const loss = () => tf.addN(variables.map((variable, index) => variable.sub(targets[index] ?? 0).square().mul(10 ** (index / 2 - 1)).sum())).asScalar();
  return {
    variables,
    step: (optimizer) => void optimizer.minimize(loss),
    dispose: () => tf.dispose([...variables, ...targets]),
  };
}

const flat = async (variables: readonly Variable[]): Promise<number[]> => (await Promise.all(variables.map((variable) => variable.data()))).flatMap((data) => [...data]);

async function trained(make: () => Optimizer, steps: number): Promise<{ values: number[]; leaked: number }> {
  const before = tf.memory().numTensors;
  const { variables, step, dispose } = problem();
  const optimizer = make();
  for (let index = 0; index < steps; index++) step(optimizer);
  const values = await flat(variables);
  optimizer.dispose();
  dispose();
  return { values, leaked: tf.memory().numTensors - before };
}

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => tf.train.sgd(0.01),
  momentum: () => tf.train.momentum(0.01, 0.9),
  'Nesterov momentum': () => tf.train.momentum(0.01, 0.9, true),
  adam: () => tf.train.adam(0.05, 0.8, 0.99),
  adamax: () => tf.train.adamax(0.05, 0.9, 0.99, undefined, 0.1),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'centered rmsprop': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-12, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5, 0.9, 1e-4),
};

describe.each(['wasm', 'cpu'])('on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it.each(Object.keys(optimizers))('%s takes the steps that TensorFlow.js takes', async (name) => {
    const make = optimizers[name] as () => Optimizer;
    const expected = await trained(() => asStock(make()), 12);
    const actual = await trained(make, 12);
    const off = expected.values.map((value, index) => Math.abs(value - (actual.values[index] ?? NaN)) / Math.max(1, Math.abs(value)));
    expect(off.length).toBe(1525);
    expect(Math.max(...off)).toBeLessThan(1e-6);
    expect(actual.leaked).toBe(0);
  });

  it('a step of all variables is one kernel call', async () => {
    const { step, dispose } = problem();
    const optimizer = tf.train.adam();
    step(optimizer);
    const { kernels } = await tf.profile(() => {
      step(optimizer);
    });
    expect(kernels.filter(({ name }) => name === 'OptimizerStep')).toHaveLength(1);
    expect(kernels.filter(({ name }) => name === 'Sqrt')).toHaveLength(0);
    optimizer.dispose();
    dispose();
  });

  it('whoever shares a buffer with a variable keeps the old values', async () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const before = variable.clone();
    const view = variable.reshape([3, 1]);
    const optimizer = tf.train.adam(0.1);
    for (let index = 0; index < 3; index++) optimizer.minimize(() => variable.square().sum().asScalar(), false, [variable]);
    expect([...(await before.data())]).toEqual([1, 2, 3]);
    expect([...(await view.data())]).toEqual([1, 2, 3]);
    expect((await variable.data())[0]).toBeCloseTo(0.7, 2);
    tf.dispose([variable, before, view]);
    optimizer.dispose();
  });

  it('weights saved half-way go on as if nothing had happened', async () => {
    const expected = await trained(() => tf.train.adam(0.05), 8);
    const { variables, step, dispose } = problem();
    const first = tf.train.adam(0.05);
    for (let index = 0; index < 4; index++) step(first);
    const second = tf.train.adam(0.05);
    await second.setWeights(await first.getWeights());
    expect(second.iterations).toBe(4);
    for (let index = 0; index < 4; index++) step(second);
    const values = await flat(variables);
    expect(Math.max(...expected.values.map((value, index) => Math.abs(value - (values[index] ?? NaN))))).toBeLessThan(1e-5);
    second.dispose();
    dispose();
  });
});

it('a variable left out of a step keeps its own memory', async () => {
  await tf.setBackend('wasm');
  const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(1))] as const;
  const [alone, together] = [tf.train.momentum(0.1, 0.9), tf.train.momentum(0.1, 0.9)];
  const c = tf.variable(tf.scalar(1));
  for (const list of [[a, b], [b], [a, b], [b]]) together.minimize(() => a.mul(3).add(b).asScalar(), false, list);
  for (let index = 0; index < 4; index++) alone.minimize(() => c.asScalar(), false, [c]);
  expect((await b.data())[0]).toBeCloseTo((await c.data())[0] ?? NaN, 5);
  tf.dispose([a, b, c]);
  together.dispose();
  alone.dispose();
});

it('a new learning rate counts from the next step', async () => {
  const variable = tf.variable(tf.scalar(1));
  const optimizer = tf.train.adam(0.1);
  const step = () => optimizer.minimize(() => variable.asScalar(), false, [variable]);
  step();
  Reflect.set(optimizer, 'learningRate', 0);
  step();
  expect((await variable.data())[0]).toBeCloseTo(0.9, 5);
  variable.dispose();
  optimizer.dispose();
});

it("a model compiled with 'adam' takes the fused steps", async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const [x, y] = [tf.ones([4, 3]), tf.ones([4, 2])];
  const { kernelNames } = await tf.profile(async () => {
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    return tf.scalar(0);
  });
  expect(kernelNames).toContain('OptimizerStep');
  tf.dispose([x, y]);
  model.dispose();
});
