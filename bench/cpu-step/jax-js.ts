/** Training steps on jax-js's wasm device, each network as one `jit`-compiled step with Adam. */
import type { numpy } from '@jax-js/jax';
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import type { NetworkName } from '../../src/engine/checks/networks';
import { Noise } from '../../src/engine/checks/noise';
import { answer } from '../harness/answer';
import type { Timing } from './timer';

type Array = numpy.Array;
type Loss = (weights: Array[], images: Array, labels: Array) => Array;

interface Network {
  /** Shapes of the weights in turn; vectors start at zero. */
  readonly weights: readonly (readonly number[])[];
  readonly image: readonly number[];
  readonly loss: Loss;
}

const noise = new Noise(7);
const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const normal = (shape: readonly number[], deviation: number): Array => np.array(new Float32Array(noise.normal(size(shape), deviation))).reshape([...shape]);

/** Mean cross-entropy of one-hot labels. */
const crossEntropy = (logits: Array, labels: Array): Array => nn.logSoftmax(logits).mul(labels).sum(-1).mean().neg();

const dense = (x: Array, weights: Array[], first: number): Array => np.matmul(x, weights[first] as Array).add(weights[first + 1] as Array);

const mlp: Network = {
  weights: [[784, 256], [256], [256, 128], [128], [128, 10], [10]],
  image: [784],
  loss: (weights, images, labels) => crossEntropy(dense(nn.relu(dense(nn.relu(dense(images, weights, 0)), weights, 2)), weights, 4), labels),
};

/** Channels come first, as jax-js's convolution wants them. */
const cnn: Network = {
  weights: [[8, 1, 5, 5], [8], [16, 8, 5, 5], [16], [256, 10], [10]],
  image: [1, 28, 28],
  loss(weights, images, labels) {
    const block = (x: Array, first: number): Array => {
      const bias = (weights[first + 1] as Array).reshape([1, -1, 1, 1]);
      const active = nn.relu(lax.conv(x, weights[first] as Array, [1, 1], 'VALID').add(bias));
      const [count, channels, height, width] = active.shape as [number, number, number, number];
      return np.max(active.reshape([count, channels, height / 2, 2, width / 2, 2]), [3, 5]);
    };
    return crossEntropy(dense(block(block(images, 0), 2).reshape([-1, 256]), weights, 4), labels);
  },
};

const NETWORKS: Partial<Record<NetworkName, Network>> = { cnn, mlp };

const RATE = 0.001;
const EPSILON = 1e-7;

/** One step of Adam; `rate` holds the learning rate with the correction for its first steps. */
function compiled({ loss }: Network) {
  return jit((weights: Array[], means: Array[], squares: Array[], rate: Array, images: Array, labels: Array) => {
    const [cost, gradients] = valueAndGrad(loss)(weights.map((weight) => weight.ref), images, labels) as [Array, Array[]];
    const next = gradients.map((gradient, index) => {
      const mean = (means[index] as Array).mul(0.9).add(gradient.ref.mul(0.1));
      const square = (squares[index] as Array).mul(0.999).add(np.square(gradient).mul(0.001));
      const change = mean.ref.mul(rate.ref).div(np.sqrt(square.ref).add(EPSILON));
      return { weight: (weights[index] as Array).sub(change), mean, square };
    });
    rate.dispose();
    return { cost, weights: next.map(({ weight }) => weight), means: next.map(({ mean }) => mean), squares: next.map(({ square }) => square) };
  });
}

const trainers = new Map<NetworkName, () => Promise<number>>();

async function prepared({ network, batch }: Timing): Promise<() => Promise<number>> {
  const known = trainers.get(network);
  if (known !== undefined) return known;
  const spec = NETWORKS[network];
  if (spec === undefined) throw new Error('not written for jax-js');
  await init('wasm');
  defaultDevice('wasm');
  const fanIn = (shape: readonly number[]): number => (shape.length === 4 ? size(shape.slice(1)) : (shape[0] ?? 1));
  let weights = spec.weights.map((shape) => (shape.length === 1 ? np.zeros([...shape]) : normal(shape, Math.sqrt(2 / fanIn(shape)))));
  let means = spec.weights.map((shape) => np.zeros([...shape]));
  let squares = spec.weights.map((shape) => np.zeros([...shape]));
  const images = normal([batch, ...spec.image], 1);
  const classes = Array.from({ length: batch }, (_, index) => (index * 7 + (index >> 3)) % 10);
  const labels = np.array(new Float32Array(classes.flatMap((label) => Array.from({ length: 10 }, (_, index) => Number(index === label))))).reshape([batch, 10]);
  const run = compiled(spec);
  let step = 0;
  const train = async (): Promise<number> => {
    step++;
    const rate = np.array((RATE * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step));
    const made = run(weights, means, squares, rate, images.ref, labels.ref);
    ({ weights, means, squares } = made);
    const [cost] = await made.cost.data();
    return cost ?? NaN;
  };
  await train();
  trainers.set(network, train);
  return train;
}

answer({
  async time(timing: Timing): Promise<number> {
    const train = await prepared(timing);
    const start = performance.now();
    for (let step = 0; step < timing.steps; step++) await train();
    return (performance.now() - start) / timing.steps;
  },
  async losses(timing: Timing): Promise<number[]> {
    const train = await prepared(timing);
    const lost = [];
    for (let step = 0; step < timing.steps; step++) lost.push(await train());
    return lost;
  },
  async obstacle(timing: Timing): Promise<string | null> {
    try {
      await prepared(timing);
      return null;
    } catch (failure) {
      return failure instanceof Error ? failure.message : String(failure);
    }
  },
});
