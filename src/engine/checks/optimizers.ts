import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { Noise } from './noise';

const STEPS = 6;

/** Every optimizer, on a network's kinds of variables; options that change what is computed. */
const OPTIMIZERS: Readonly<Record<string, (tf: Engine['tf']) => Optimizer>> = {
  sgd: (tf) => tf.train.sgd(0.02),
  momentum: (tf) => tf.train.momentum(0.02, 0.9),
  'Nesterov momentum': (tf) => tf.train.momentum(0.02, 0.9, true),
  adam: (tf) => tf.train.adam(0.05),
  adamax: (tf) => tf.train.adamax(0.05, 0.9, 0.99, undefined, 0.1),
  rmsprop: (tf) => tf.train.rmsprop(0.01, 0.9, 0.5),
  'centered rmsprop': (tf) => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-12, true),
  adagrad: (tf) => tf.train.adagrad(0.1),
  adadelta: (tf) => tf.train.adadelta(0.5, 0.9, 1e-4),
  adamw: (tf) => tf.train.adamw({ learningRate: 0.05, weightDecay: 0.1, clipNorm: 0.5 }),
  lion: (tf) => tf.train.lion({ learningRate: 0.01, weightDecay: 0.1, clipValue: 0.3 }),
  lamb: (tf) => tf.train.lamb({ learningRate: 0.05, weightDecay: 0.01, globalClipNorm: 1 }),
  lars: (tf) => tf.train.lars(0.1, 0.9, 0.01, 0.1),
};

/** A step is the same on CPU, WebGPU and WebGL, goes on after a switch in the middle, shares nothing and leaks nothing. */
export async function stepsTheSameEverywhere({ tf }: Engine): Promise<void> {
  for (const [name, make] of Object.entries(OPTIMIZERS)) {
    await tf.setBackend('wasm');
    const expected = await train(tf, make(tf), () => Promise.resolve());
    for (const backend of ['webgpu', 'webgl']) {
      await tf.setBackend(backend);
      expectClose(await train(tf, make(tf), () => Promise.resolve()), expected, 2e-6, `${name} on ${backend}`);
    }
  }
  await tf.setBackend('wasm');
  const expected = await train(tf, tf.train.adam(0.05), () => Promise.resolve());
  const order = ['webgpu', 'webgl', 'wasm', 'webgl', 'webgpu', 'wasm'];
  const switched = await train(tf, tf.train.adam(0.05), (step) => tf.setBackend(order[step] ?? 'wasm'));
  expectClose(switched, expected, 2e-6, 'adam with a switch before each step');
}

async function train(tf: Engine['tf'], optimizer: Optimizer, before: (step: number) => Promise<unknown>): Promise<number[]> {
  const noise = new Noise(3);
  const shapes = [[3, 5], [1], [2, 2, 2], [70], []];
  const values = (shape: readonly number[]): Tensor => tf.tensor(noise.normal(shape.reduce((a, b) => a * b, 1), 1), [...shape]);
  const variables: Variable[] = shapes.map((shape) => tf.tidy(() => tf.variable(values(shape))));
  const targets = shapes.map(values);
  const loss = () => tf.addN(variables.map((variable, index) => variable.sub(targets[index] ?? 0).square().mul(10 ** (index / 2 - 1)).sum())).asScalar();
  // What shares a buffer with a variable must keep its values.
  const first = variables[0] as Variable;
  const shared = first.clone();
  const start = Array.from(await shared.data());
  let tensors = 0;
  for (let step = 0; step < STEPS; step++) {
    await before(step);
    // Read while the next step is on its way.
    const reading = first.data();
    optimizer.minimize(loss);
    await reading;
    if (step === 1) tensors = tf.memory().numTensors;
  }
  expectTrue(tf.memory().numTensors === tensors, `${tf.memory().numTensors - tensors} tensors leaked on ${tf.getBackend()}`);
  expectClose(await shared.data(), start, 0, `a clone of a variable on ${tf.getBackend()}`);
  const trained = (await Promise.all(variables.map((variable) => variable.data()))).flatMap((data) => Array.from(data, Number));
  optimizer.dispose();
  tf.dispose([...variables, ...targets, shared]);
  return trained;
}
