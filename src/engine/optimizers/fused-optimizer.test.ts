import type { Optimizer, Variable } from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { FullTensorFlow } from '../api';
import { startOracle } from '../cpu/oracle';
import { installOptimizers } from './install';

let tf: FullTensorFlow;
beforeAll(async () => {
  const oracle = await startOracle();
  installOptimizers(oracle.tf);
  tf = oracle.tf as FullTensorFlow;
  await tf.setBackend('wasm');
});

/** Values, and the gradients that every step meets: those of Σ g·w. */
const W = [1, -2, 0.5];
const G = [0.3, -4, 0];

async function after(steps: number, optimizer: Optimizer): Promise<number[]> {
  const before = tf.memory().numTensors;
  const variable: Variable = tf.tidy(() => tf.variable(tf.tensor1d(W)));
  for (let step = 0; step < steps; step++) optimizer.minimize(() => variable.mul(G).sum().asScalar(), false, [variable]);
  const values = Array.from(await variable.data());
  variable.dispose();
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 2);
  optimizer.dispose();
  return values;
}

const norm = (values: readonly number[]) => Math.hypot(...values);
const near = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
};

interface Moments {
  m: number[];
  v: number[];
}

/** Adam's directions, one step after the other, with gradients that stay the same. */
function directions(t: number, moments: Moments, [b1, b2, epsilon]: readonly [number, number, number], g: readonly number[] = G): number[] {
  moments.m = moments.m.map((m, i) => b1 * m + (1 - b1) * (g[i] ?? 0));
  moments.v = moments.v.map((v, i) => b2 * v + (1 - b2) * (g[i] ?? 0) ** 2);
  return moments.m.map((m, i) => m / (1 - b1 ** t) / (Math.sqrt((moments.v[i] ?? 0) / (1 - b2 ** t)) + epsilon));
}

const zeros = (): Moments => ({ m: [0, 0, 0], v: [0, 0, 0] });

it('AdamW shrinks weights apart from the gradient', async () => {
  const [moments, rate, decay] = [zeros(), 0.1, 0.2];
  let w = [...W];
  for (let t = 1; t <= 3; t++) w = directions(t, moments, [0.9, 0.999, 1e-7]).map((d, i) => (w[i] ?? 0) * (1 - rate * decay) - rate * d);
  near(await after(3, tf.train.adamw(rate, decay)), w);
});

it('AdamW without decay is Adam', async () => {
  near(await after(3, tf.train.adamw({ learningRate: 0.1, weightDecay: 0 })), await after(3, tf.train.adam(0.1, 0.9, 0.999, 1e-7)));
});

it('Lion goes by the sign of its momentum', async () => {
  const [b1, b2, rate, decay] = [0.9, 0.99, 0.1, 0.5];
  let [w, m] = [[...W], [0, 0, 0]];
  for (let t = 0; t < 3; t++) {
    w = w.map((x, i) => x - rate * (Math.sign(b1 * (m[i] ?? 0) + (1 - b1) * (G[i] ?? 0)) + decay * x));
    m = m.map((x, i) => b2 * x + (1 - b2) * (G[i] ?? 0));
  }
  near(await after(3, tf.train.lion(rate, b1, b2, decay)), w);
});

it('Lamb scales the step to the norm of the weights', async () => {
  const [moments, rate, decay] = [zeros(), 0.1, 0.3];
  let w = [...W];
  for (let t = 1; t <= 3; t++) {
    const r = directions(t, moments, [0.9, 0.999, 1e-7]).map((d, i) => d + decay * (w[i] ?? 0));
    const trust = norm(w) / norm(r);
    w = w.map((x, i) => x - rate * trust * (r[i] ?? 0));
  }
  near(await after(3, tf.train.lamb({ learningRate: rate, weightDecay: decay })), w);
});

it('LARS scales the gradient to the norm of the weights', async () => {
  const [rate, momentum, decay, trustCoefficient] = [0.1, 0.9, 0.01, 0.2];
  let [w, m] = [[...W], [0, 0, 0]];
  for (let t = 0; t < 3; t++) {
    const trust = (trustCoefficient * norm(w)) / (norm(G) + decay * norm(w));
    m = m.map((x, i) => momentum * x + rate * trust * ((G[i] ?? 0) + decay * (w[i] ?? 0)));
    w = w.map((x, i) => x - (m[i] ?? 0));
  }
  near(await after(3, tf.train.lars(rate, momentum, decay, trustCoefficient)), w);
});

it('Lamb and LARS leave variables that are 0 a way out', async () => {
  for (const optimizer of [tf.train.lamb(0.1), tf.train.lars(0.1)]) {
    const variable = tf.variable(tf.zeros([2]));
    optimizer.minimize(() => variable.mul(2).sum().asScalar(), false, [variable]);
    const [value] = await variable.data();
    expect(value).toBeLessThan(0);
    expect(value).toBeGreaterThan(-1);
    variable.dispose();
    optimizer.dispose();
  }
});

it('gradients are clipped by value, by norm and by global norm', async () => {
  near(await after(1, tf.train.sgd(1, { clipValue: 0.5 })), [0.7, -1.5, 0.5]);
  const scale = 2 / norm(G);
  near(await after(1, tf.train.sgd({ learningRate: 1, clipNorm: 2 })), W.map((w, i) => w - scale * (G[i] ?? 0)));
  near(await after(1, tf.train.sgd({ learningRate: 1, globalClipNorm: 100 })), W.map((w, i) => w - (G[i] ?? 0)));

  const [a, b] = [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(0))] as const;
  const optimizer = tf.train.sgd({ learningRate: 1, globalClipNorm: 1 });
  optimizer.minimize(() => a.mul(3).add(b.mul(4)).asScalar(), false, [a, b]);
  near([...(await a.data()), ...(await b.data())], [-0.6, -0.8]);
  tf.dispose([a, b]);
  optimizer.dispose();
});

it('a gradient that diverged stays visible through a clip', async () => {
  const variable = tf.variable(tf.scalar(1));
  const optimizer = tf.train.sgd({ learningRate: 1, clipValue: 1 });
  optimizer.minimize(() => variable.mul(NaN).asScalar(), false, [variable]);
  expect(await variable.data()).toEqual(Float32Array.of(NaN));
  variable.dispose();
  optimizer.dispose();
});

it('contradicting and unknown options are refused by name', () => {
  expect(() => tf.train.adamw({ clipNorm: 1, clipValue: 1 })).toThrow('clipNorm and clipValue');
  expect(() => tf.train.adam({ clipNorm: -1 })).toThrow('clipNorm must be a positive number');
  expect(() => tf.train.lion({ beta3: 1 } as never)).toThrow("no option 'beta3'; options are: learningRate, beta1");
});

it('weight decay spares what it is told to', async () => {
  const [kernel, bias] = [tf.variable(tf.scalar(1), true, 'layer/kernel'), tf.variable(tf.scalar(1), true, 'layer/bias')] as const;
  const optimizer = tf.train.adamw({ learningRate: 0.1, weightDecay: 1 });
  optimizer.excludeFromWeightDecay({ varNames: ['bias'] });
  for (let step = 0; step < 2; step++) optimizer.minimize(() => kernel.add(bias).asScalar(), false, [kernel, bias]);
  near([...(await kernel.data()), ...(await bias.data())], [0.62, 0.8]);
  tf.dispose([kernel, bias]);
  optimizer.dispose();
});

it('a model goes on with a saved AdamW as if it had never stopped', async () => {
  const make = () => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: 'ones' })] });
  const [x, y] = [tf.range(0, 12).reshape([4, 3]).div(12), tf.ones([4, 2])];
  const train = (model: ReturnType<typeof make>, epochs: number) => model.fit(x, y, { epochs, shuffle: false, verbose: 0 });
  const whole = make();
  whole.compile({ optimizer: tf.train.adamw({ learningRate: 0.05, clipNorm: 1 }), loss: 'meanSquaredError' });
  await train(whole, 6);

  const first = make();
  first.compile({ optimizer: tf.train.adamw({ learningRate: 0.05, clipNorm: 1 }), loss: 'meanSquaredError' });
  await train(first, 3);
  const [config, weights, memory] = [first.optimizer.getConfig(), first.getWeights(), await first.optimizer.getWeights()];
  expect(config).toEqual({ learningRate: 0.05, weightDecay: 0.004, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, clipNorm: 1 });
  const second = make();
  const optimizer = (first.optimizer.constructor as unknown as { fromConfig(cls: unknown, config: unknown): Optimizer }).fromConfig(first.optimizer.constructor, config);
  second.compile({ optimizer, loss: 'meanSquaredError' });
  second.setWeights(weights);
  await second.optimizer.setWeights(memory);
  await train(second, 3);
  near(Array.from(await (second.predict(x) as typeof x).data()), Array.from(await (whole.predict(x) as typeof x).data()));
});

it("models compile with 'adamw', 'lion', 'lamb' and 'lars' by name", () => {
  for (const name of ['adamw', 'lion', 'lamb', 'lars']) {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: name, loss: 'meanSquaredError' });
    expect(model.optimizer.getClassName().toLowerCase()).toBe(name);
    model.dispose();
  }
});
