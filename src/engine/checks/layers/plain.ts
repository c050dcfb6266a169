/** Dense layers, activations, and layers that only rearrange: values by hand or by the closed form of the function. */
import type { TensorFlow } from '../../api';
import type { LayerCheck } from './check';
import { applied, gives, tensorOf, values } from './check';
import { hardSigmoid, sigmoid } from './reference';

const X = [-2, -0.5, 0, 0.5, 2];
const total = X.reduce((sum, x) => sum + Math.exp(x), 0);
const softplus = (x: number): number => Math.log1p(Math.exp(x));
/** Abramowitz and Stegun, table 7.1: erf(2/√2) and erf(0.5/√2). */
const ERF: Readonly<Record<number, number>> = { 0: 0, 0.5: 0.3829249225, 2: 0.9544997361 };
const erf = (x: number): number => Math.sign(x) * (ERF[Math.abs(x)] ?? NaN);

const ACTIVATIONS = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(0, x),
  relu6: (x: number) => Math.min(6, Math.max(0, x)),
  elu: (x: number) => (x > 0 ? x : Math.expm1(x)),
  selu: (x: number) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  sigmoid,
  hardSigmoid,
  softplus,
  softsign: (x: number) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  softmax: (x: number) => Math.exp(x) / total,
  swish: (x: number) => x * sigmoid(x),
  mish: (x: number) => x * Math.tanh(softplus(x)),
  gelu: (x: number) => 0.5 * x * (1 + erf(x)),
  gelu_new: (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
} as const;

const row = values([1, 5], X);
const grid = values([1, 2, 2, 1], [1, 2, 3, 4]);
const pairs = values([2, 2], [1, 2, 3, 4]);
const kernel = values([2, 3], [1, 0, -1, 2, 1, 0]);
const bias = values([3], [0.5, 0, -0.5]);

const activations = Object.entries(ACTIVATIONS).map(([activation, f]) =>
  gives(`activation ${activation}`, (tf) => applied(tf, tf.layers.activation({ activation: activation as keyof typeof ACTIVATIONS }), row), values([1, 5], X.map(f))),
);

/** Layers that change nothing when not training. */
const RESTING: Readonly<Record<string, (tf: TensorFlow) => Parameters<typeof applied>[1]>> = {
  dropout: (tf) => tf.layers.dropout({ rate: 0.5 }),
  spatialDropout1d: (tf) => tf.layers.spatialDropout1d({ rate: 0.5 }),
  gaussianNoise: (tf) => tf.layers.gaussianNoise({ stddev: 1 }),
  gaussianDropout: (tf) => tf.layers.gaussianDropout({ rate: 0.5 }),
  alphaDropout: (tf) => tf.layers.alphaDropout({ rate: 0.5 }),
};
const steps = values([1, 3, 2], [1, 2, 0, 0, 5, 6]);
const resting = Object.entries(RESTING).map(([name, make]) => gives(`${name} rests at inference`, (tf) => applied(tf, make(tf), steps), steps));

export const PLAIN: readonly LayerCheck[] = [
  ...activations,
  ...resting,
  gives('dense', (tf) => applied(tf, tf.layers.dense({ units: 3 }), pairs, [kernel, bias]), values([2, 3], [5.5, 2, -1.5, 11.5, 4, -3.5])),
  gives('dense with an activation', (tf) => applied(tf, tf.layers.dense({ units: 3, activation: 'relu' }), pairs, [kernel, bias]), values([2, 3], [5.5, 2, 0, 11.5, 4, 0])),
  gives('dense without a bias, over steps', (tf) => applied(tf, tf.layers.dense({ units: 3, useBias: false }), values([1, 2, 2], [1, 2, 3, 4]), [kernel]), values([1, 2, 3], [5, 2, -1, 11, 4, -3])),
  gives('leakyReLU', (tf) => applied(tf, tf.layers.leakyReLU({ alpha: 0.3 }), row), values([1, 5], [-0.6, -0.15, 0, 0.5, 2])),
  gives('thresholdedReLU', (tf) => applied(tf, tf.layers.thresholdedReLU({ theta: 1 }), row), values([1, 5], [0, 0, 0, 0, 2])),
  gives('prelu', (tf) => applied(tf, tf.layers.prelu({}), values([1, 2], [-2, 2]), [values([2], [0.25, 9])]), values([1, 2], [-0.5, 2])),
  gives('softmax', (tf) => applied(tf, tf.layers.softmax({ axis: -1 }), values([1, 2, 2], [3, 3, 1, 1])), values([1, 2, 2], [0.5, 0.5, 0.5, 0.5])),
  gives('embedding', (tf) => applied(tf, tf.layers.embedding({ inputDim: 3, outputDim: 2 }), values([1, 3], [2, 0, 2]), [values([3, 2], [1, 2, 3, 4, 5, 6])]), values([1, 3, 2], [5, 6, 1, 2, 5, 6])),
  gives('flatten', (tf) => applied(tf, tf.layers.flatten(), values([2, 1, 2, 1], [1, 2, 3, 4])), pairs),
  gives('flatten of channels first', (tf) => applied(tf, tf.layers.flatten({ dataFormat: 'channelsFirst' }), values([1, 2, 2], [1, 2, 3, 4])), values([1, 4], [1, 3, 2, 4])),
  gives('reshape with an open size', (tf) => applied(tf, tf.layers.reshape({ targetShape: [-1, 2] }), values([1, 4], [1, 2, 3, 4])), values([1, 2, 2], [1, 2, 3, 4])),
  gives('permute', (tf) => applied(tf, tf.layers.permute({ dims: [2, 1] }), steps), values([1, 2, 3], [1, 0, 5, 2, 0, 6])),
  gives('repeatVector', (tf) => applied(tf, tf.layers.repeatVector({ n: 2 }), pairs), values([2, 2, 2], [1, 2, 1, 2, 3, 4, 3, 4])),
  gives('masking', (tf) => applied(tf, tf.layers.masking({ maskValue: 0 }), steps), steps),
  gives('zeroPadding2d', (tf) => applied(tf, tf.layers.zeroPadding2d({ padding: [[1, 0], [0, 1]] }), grid), values([1, 3, 3, 1], [0, 0, 0, 1, 2, 0, 3, 4, 0])),
  gives('cropping2D', (tf) => applied(tf, tf.layers.cropping2D({ cropping: [[1, 0], [0, 1]] }), grid), values([1, 1, 1, 1], [3])),
  gives('upSampling2d', (tf) => applied(tf, tf.layers.upSampling2d({ size: [1, 2] }), grid), values([1, 2, 4, 1], [1, 1, 2, 2, 3, 3, 4, 4])),
  gives('rescaling', (tf) => applied(tf, tf.layers.rescaling({ scale: 0.5, offset: 1 }), pairs), values([2, 2], [1.5, 2, 2.5, 3])),
  gives('add', (tf) => applied(tf, tf.layers.add(), [pairs, pairs]), values([2, 2], [2, 4, 6, 8])),
  gives('average', (tf) => applied(tf, tf.layers.average(), [pairs, values([2, 2], [3, 2, 1, 0])]), values([2, 2], [2, 2, 2, 2])),
  gives('multiply', (tf) => applied(tf, tf.layers.multiply(), [pairs, pairs]), values([2, 2], [1, 4, 9, 16])),
  gives('maximum', (tf) => applied(tf, tf.layers.maximum(), [pairs, values([2, 2], [4, 1, 4, 1])]), values([2, 2], [4, 2, 4, 4])),
  gives('minimum', (tf) => applied(tf, tf.layers.minimum(), [pairs, values([2, 2], [4, 1, 4, 1])]), values([2, 2], [1, 1, 3, 1])),
  gives('concatenate', (tf) => applied(tf, tf.layers.concatenate(), [pairs, values([2, 1], [8, 9])]), values([2, 3], [1, 2, 8, 3, 4, 9])),
  gives('dot', (tf) => applied(tf, tf.layers.dot({ axes: -1 }), [pairs, pairs]), values([2, 1], [5, 25])),
  gives('dot of unit vectors', (tf) => applied(tf, tf.layers.dot({ axes: 1, normalize: true }), [pairs, values([2, 2], [2, 4, -3, -4])]), values([2, 1], [1, -1])),
  gives('l1 and l2 penalties', (tf) => tf.regularizers.l1l2({ l1: 0.1, l2: 0.01 }).apply(tensorOf(tf, row)), values([], [0.1 * 5 + 0.01 * 8.5])),
  gives('maxNorm', (tf) => tf.constraints.maxNorm({ maxValue: 1, axis: 0 }).apply(tf.tensor2d([[3, 0.1], [4, 0.2]])), values([2, 2], [0.6, 0.1, 0.8, 0.2])),
  gives('unitNorm', (tf) => tf.constraints.unitNorm({ axis: 0 }).apply(tf.tensor2d([[3, 0], [4, 2]])), values([2, 2], [0.6, 0, 0.8, 1])),
  gives('nonNeg', (tf) => tf.constraints.nonNeg().apply(tensorOf(tf, row)), values([1, 5], [0, 0, 0, 0.5, 2])),
  gives('minMaxNorm', (tf) => tf.constraints.minMaxNorm({ minValue: 1, maxValue: 2, rate: 1, axis: 0 }).apply(tf.tensor2d([[3, 0.3], [4, 0.4]])), values([2, 2], [1.2, 0.6, 1.6, 0.8])),
];
