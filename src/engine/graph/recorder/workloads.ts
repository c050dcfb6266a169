/** Models of layers, each trained by another optimizer, for tests of recording. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';
import { Noise } from '../../checks/noise';

interface Recipe {
  readonly optimizer: (tf: TensorFlow) => Parameters<LayersModel['compile']>[0]['optimizer'];
  readonly loss: string;
  readonly model: (tf: TensorFlow) => LayersModel;
  readonly input: readonly number[];
  /** Class numbers below this for embeddings; noise unless given. */
  readonly words?: number;
  readonly classes: number;
}

const BATCH = 4;
const STEPS = 12;

const recipes: Readonly<Record<string, Recipe>> = {
  'dense layers with SGD': {
    optimizer: (tf) => tf.train.sgd(0.1),
    loss: 'categoricalCrossentropy',
    input: [6],
    classes: 3,
    model: (tf) =>
      tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [6], ...start(tf, 1) }), tf.layers.dense({ units: 3, activation: 'softmax', ...start(tf, 2) })] }),
  },
  'dense layers with momentum and weight decay': {
    optimizer: (tf) => tf.train.momentum(0.05, 0.9, true),
    loss: 'meanSquaredError',
    input: [6],
    classes: 2,
    model: (tf) =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 5, activation: 'elu', inputShape: [6], kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }), ...start(tf, 1) }),
          tf.layers.dense({ units: 2, activation: 'tanh', ...start(tf, 2) }),
        ],
      }),
  },
  'a convolution and batch normalisation with RMSProp': {
    optimizer: (tf) => tf.train.rmsprop(0.01, 0.9, 0.1),
    loss: 'categoricalCrossentropy',
    input: [8, 8, 2],
    classes: 3,
    model: (tf) =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', inputShape: [8, 8, 2], ...start(tf, 1) }),
          tf.layers.batchNormalization(),
          tf.layers.leakyReLU(),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3, activation: 'softmax', ...start(tf, 2) }),
        ],
      }),
  },
  'a depthwise-separable convolution with Adagrad': {
    optimizer: (tf) => tf.train.adagrad(0.05),
    loss: 'meanSquaredError',
    input: [6, 6, 2],
    classes: 2,
    model: (tf) =>
      tf.sequential({
        layers: [
          tf.layers.separableConv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 2], depthwiseInitializer: tf.initializers.randomNormal({ seed: 4 }), pointwiseInitializer: tf.initializers.randomNormal({ seed: 5 }) }),
          tf.layers.averagePooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 2, ...start(tf, 2) }),
        ],
      }),
  },
  'an LSTM with Adamax': {
    optimizer: (tf) => tf.train.adamax(0.01),
    loss: 'categoricalCrossentropy',
    input: [5, 3],
    classes: 2,
    model: (tf) => tf.sequential({ layers: [tf.layers.lstm({ units: 4, inputShape: [5, 3], ...recurrent(tf) }), tf.layers.dense({ units: 2, activation: 'softmax', ...start(tf, 2) })] }),
  },
  'a GRU with Adadelta': {
    optimizer: (tf) => tf.train.adadelta(0.5),
    loss: 'meanAbsoluteError',
    input: [4, 3],
    classes: 2,
    model: (tf) => tf.sequential({ layers: [tf.layers.gru({ units: 4, inputShape: [4, 3], ...recurrent(tf) }), tf.layers.dense({ units: 2, ...start(tf, 2) })] }),
  },
  'an embedding with Adam': {
    optimizer: (tf) => tf.train.adam(0.01),
    loss: 'categoricalCrossentropy',
    input: [7],
    words: 11,
    classes: 2,
    model: (tf) =>
      tf.sequential({
        layers: [
          tf.layers.embedding({ inputDim: 11, outputDim: 5, inputLength: 7, embeddingsInitializer: tf.initializers.randomNormal({ seed: 3 }) }),
          tf.layers.globalAveragePooling1d({}),
          tf.layers.dense({ units: 2, activation: 'softmax', ...start(tf, 2) }),
        ],
      }),
  },
  'two branches with Adam': {
    optimizer: (tf) => tf.train.adam(0.01),
    loss: 'binaryCrossentropy',
    input: [4, 4, 1],
    classes: 1,
    model: (tf) => {
      const image = tf.input({ shape: [4, 4, 1] });
      const flat = tf.layers.flatten().apply(image);
      const up = tf.layers.upSampling2d({ size: [2, 2] }).apply(image);
      const seen = tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, activation: 'sigmoid', ...start(tf, 3) }).apply(up);
      const joined = tf.layers.concatenate().apply([flat as never, tf.layers.flatten().apply(seen) as never]);
      return tf.model({ inputs: image, outputs: tf.layers.dense({ units: 1, activation: 'sigmoid', ...start(tf, 4) }).apply(joined) as never });
    },
  },
};

/** Losses of a few steps and the weights after them. */
export const layersWorkloads: Readonly<Record<string, (tf: TensorFlow) => Promise<number[]>>> = Object.fromEntries(
  Object.entries(recipes).map(([name, recipe]) => [name, (tf: TensorFlow) => train(tf, recipe)]),
);

async function train(tf: TensorFlow, recipe: Recipe): Promise<number[]> {
  const model = recipe.model(tf);
  const optimizer = recipe.optimizer(tf);
  model.compile({ optimizer, loss: recipe.loss, metrics: recipe.classes > 1 ? ['accuracy'] : [] });
  const { x, y } = batch(tf, recipe);
  const values: number[] = [];
  for (let step = 0; step < STEPS; step++) values.push(...[await model.trainOnBatch(x, y)].flat());
  for (const weight of model.getWeights()) for (const value of await weight.data()) values.push(value);
  tf.dispose([x, y]);
  model.dispose();
  if (typeof optimizer !== 'string') optimizer.dispose();
  return values;
}

function batch(tf: TensorFlow, { input, words, classes }: Recipe): { x: Tensor; y: Tensor } {
  const noise = new Noise(3);
  const count = input.reduce((product, length) => product * length, BATCH);
  const shape = [BATCH, ...input];
  const x = words === undefined ? tf.tensor(noise.normal(count, 1), shape) : tf.tensor(Array.from({ length: count }, (_, index) => (index * 5) % words), shape);
  const y = tf.tensor(Array.from({ length: BATCH * classes }, (_, index) => (classes === 1 ? index % 2 : index % classes === Math.floor(index / classes) % classes ? 1 : 0)), [BATCH, classes]);
  return { x, y };
}

const start = (tf: TensorFlow, seed: number) => ({ kernelInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed }) });
const recurrent = (tf: TensorFlow) => ({ ...start(tf, 6), recurrentInitializer: tf.initializers.randomNormal({ stddev: 0.3, seed: 7 }) });
