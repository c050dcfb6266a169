import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import { Noise } from './noise';

/** A network, a batch for it, and the optimizer: the same numbers on every device. */
export interface Workload {
  /** One step of training on the batch. @returns the loss before the step. */
  step(): Promise<number>;
  dispose(): void;
}

export type NetworkName = 'cnn' | 'mlp';

interface WorkloadOptions {
  readonly network: NetworkName;
  readonly batch: number;
}

/**
 * 'cnn': 28×28×1, convolution 8@5×5, pool 2, convolution 16@5×5, pool 2, dense 10.
 * 'mlp': 784-256-128-10. Both with ReLU, softmax cross-entropy and Adam.
 */
export function workload(tf: TensorFlow, { network, batch }: WorkloadOptions): Workload {
  const noise = new Noise(7);
  const shapes = network === 'cnn' ? CNN : MLP;
  const weights = shapes.map(({ shape, fanIn }) =>
    tf.variable(tf.tensor(noise.normal(size(shape), fanIn === 0 ? 0 : Math.sqrt(2 / fanIn)), shape)),
  );
  const images = tf.tensor(noise.normal(batch * 784, 1), network === 'cnn' ? [batch, 28, 28, 1] : [batch, 784]);
  const classes = tf.tensor(Array.from({ length: batch }, (_, index) => (index * 7) % 10), [batch], 'int32');
  const labels = tf.tidy(() => tf.oneHot(classes, 10).toFloat());
  const optimizer = tf.train.adam(0.001);
  const forward = network === 'cnn' ? cnn : mlp;
  const loss = () => tf.losses.softmaxCrossEntropy(labels, forward(tf, images, weights)).asScalar();
  return {
    async step() {
      const cost = optimizer.minimize(loss, true, weights);
      if (cost === null) throw new Error('the optimizer returned no loss');
      const [value] = await cost.data();
      cost.dispose();
      return value ?? NaN;
    },
    dispose() {
      tf.dispose([images, classes, labels, ...weights]);
      optimizer.dispose();
    },
  };
}

/** `fanIn` 0 marks a bias. */
interface Weight {
  readonly shape: number[];
  readonly fanIn: number;
}

const CNN: readonly Weight[] = [
  { shape: [5, 5, 1, 8], fanIn: 25 },
  { shape: [8], fanIn: 0 },
  { shape: [5, 5, 8, 16], fanIn: 200 },
  { shape: [16], fanIn: 0 },
  { shape: [256, 10], fanIn: 256 },
  { shape: [10], fanIn: 0 },
];

const MLP: readonly Weight[] = [
  { shape: [784, 256], fanIn: 784 },
  { shape: [256], fanIn: 0 },
  { shape: [256, 128], fanIn: 256 },
  { shape: [128], fanIn: 0 },
  { shape: [128, 10], fanIn: 128 },
  { shape: [10], fanIn: 0 },
];

type Forward = (tf: TensorFlow, x: Tensor, weights: readonly Tensor[]) => Tensor;

const cnn: Forward = (tf, x, [f1, b1, f2, b2, w, b]) => {
  const block = (image: Tensor, filter: Tensor | undefined, bias: Tensor | undefined) => {
    const convolved = tf.conv2d(image as Tensor4D, given(filter) as Tensor4D, 1, 'valid');
    return tf.maxPool(convolved.add(given(bias)).relu() as Tensor4D, 2, 2, 'valid');
  };
  return block(block(x, f1, b1), f2, b2).reshape([-1, 256]).matMul(given(w)).add(given(b));
};

const mlp: Forward = (_, x, [w1, b1, w2, b2, w3, b3]) =>
  x
    .matMul(given(w1)).add(given(b1)).relu()
    .matMul(given(w2)).add(given(b2)).relu()
    .matMul(given(w3)).add(given(b3));

const given = (weight: Tensor | undefined): Tensor => {
  if (weight === undefined) throw new Error('the network is short of weights');
  return weight;
};

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
