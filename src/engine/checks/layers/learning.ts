/** What training is made of: losses, metrics, initialisers, one step of gradient descent, and a model saved and loaded. */
import type { TensorFlow } from '../../api';
import { expectClose } from '../expect';
import type { LayerCheck, Tensor, Values } from './check';
import { gives, tensorOf, values, waves } from './check';

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const at = ({ data }: Values, index: number): number => data[index] ?? NaN;
const paired = (truth: Values, guess: Values, f: (y: number, p: number) => number): number[] => Array.from(guess.data, (p, index) => f(at(truth, index), p));

const truth = values([2, 3], [0.5, -1, 2, 1, 0, -2]);
const guess = values([2, 3], [1, -0.5, 1.5, 2, 0.5, -1]);
const signs = values([2, 3], [1, -1, 1, 1, -1, -1]);
const classes = values([2, 3], [0, 1, 0, 0, 0, 1]);
const chances = values([2, 3], [0.2, 0.7, 0.1, 0.3, 0.3, 0.4]);
const binary = values([2, 3], [1, 0, 1, 1, 0, 0]);
const norm = (...xs: number[]): number => Math.hypot(...xs);
const cosine = -mean([
  (0.5 + 0.5 + 3) / (norm(0.5, 1, 2) * norm(1, 0.5, 1.5)),
  (2 + 0 + 2) / (norm(1, 0, 2) * norm(2, 0.5, 1)),
]);

const LOSSES: Readonly<Record<string, readonly [truth: Values, guess: Values, expected: number]>> = {
  meanSquaredError: [truth, guess, mean(paired(truth, guess, (y, p) => (p - y) ** 2))],
  meanAbsoluteError: [truth, guess, mean(paired(truth, guess, (y, p) => Math.abs(p - y)))],
  meanAbsolutePercentageError: [signs, guess, 100 * mean(paired(signs, guess, (y, p) => Math.abs((y - p) / y)))],
  meanSquaredLogarithmicError: [binary, chances, mean(paired(binary, chances, (y, p) => (Math.log1p(p) - Math.log1p(y)) ** 2))],
  squaredHinge: [signs, guess, mean(paired(signs, guess, (y, p) => Math.max(0, 1 - y * p) ** 2))],
  hinge: [signs, guess, mean(paired(signs, guess, (y, p) => Math.max(0, 1 - y * p)))],
  // Of each row: the best wrong class against the right one.
  categoricalHinge: [classes, chances, mean([0.2 - 0.7 + 1, 0.3 - 0.4 + 1])],
  logcosh: [truth, guess, mean(paired(truth, guess, (y, p) => Math.log(Math.cosh(p - y))))],
  categoricalCrossentropy: [classes, chances, -mean([Math.log(0.7), Math.log(0.4)])],
  sparseCategoricalCrossentropy: [values([2, 1], [1, 2]), chances, -mean([Math.log(0.7), Math.log(0.4)])],
  binaryCrossentropy: [binary, chances, -mean(paired(binary, chances, (y, p) => Math.log(y === 1 ? p : 1 - p)))],
  kullbackLeiblerDivergence: [chances, values([2, 3], [0.1, 0.8, 0.1, 0.25, 0.25, 0.5]), mean([0.2 * Math.log(2) + 0.7 * Math.log(0.7 / 0.8), 0.6 * Math.log(1.2) + 0.4 * Math.log(0.8)])],
  poisson: [binary, chances, mean(paired(binary, chances, (y, p) => p - y * Math.log(p)))],
  cosineProximity: [truth, guess, cosine],
};

const losses = Object.entries(LOSSES).map(([loss, [y, p, expected]]) =>
  gives(
    `loss ${loss}`,
    (tf) => {
      const model = tf.sequential({ layers: [tf.layers.activation({ activation: 'linear', inputShape: [3] })] });
      model.compile({ loss, optimizer: 'sgd' });
      return model.evaluate(tensorOf(tf, p), tensorOf(tf, y)) as Tensor;
    },
    values([], [expected]),
  ),
);

const metrics: readonly LayerCheck[] = [
  gives('metric binaryAccuracy', (tf) => tf.metrics.binaryAccuracy(tf.tensor2d([[1, 0, 1, 1]]), tf.tensor2d([[0.9, 0.2, 0.4, 0.6]])), values([1], [0.75])),
  gives('metric categoricalAccuracy', (tf) => tf.metrics.categoricalAccuracy(tensorOf(tf, classes), tf.tensor2d([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]])), values([2], [1, 0])),
  gives('metric sparseCategoricalAccuracy', (tf) => tf.metrics.sparseCategoricalAccuracy(tf.tensor1d([1, 2]), tf.tensor2d([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]])), values([2], [1, 0])),
  gives('metric precision', (tf) => tf.metrics.precision(tf.tensor2d([[1, 0, 0, 1]]), tf.tensor2d([[1, 1, 0, 1]])), values([], [2 / 3])),
  gives('metric recall', (tf) => tf.metrics.recall(tf.tensor2d([[1, 0, 1, 1]]), tf.tensor2d([[1, 1, 0, 1]])), values([], [2 / 3])),
];

/** Enough that a deviation is known to about 1%. */
const SHAPE: [number, number] = [160, 40];
const [FAN_IN, FAN_OUT] = SHAPE;

type Make = (tf: TensorFlow) => ReturnType<TensorFlow['initializers']['zeros']>;
const DEVIATIONS: Readonly<Record<string, readonly [make: Make, deviation: number]>> = {
  randomUniform: [(tf) => tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 }), Math.sqrt(1 / 3)],
  randomNormal: [(tf) => tf.initializers.randomNormal({ mean: 0, stddev: 0.5, seed: 3 }), 0.5],
  // Cut at two deviations, which leaves 0.8796 of one.
  truncatedNormal: [(tf) => tf.initializers.truncatedNormal({ mean: 0, stddev: 1, seed: 3 }), 0.8796],
  glorotUniform: [(tf) => tf.initializers.glorotUniform({ seed: 3 }), Math.sqrt(2 / (FAN_IN + FAN_OUT))],
  heUniform: [(tf) => tf.initializers.heUniform({ seed: 3 }), Math.sqrt(2 / FAN_IN)],
  lecunUniform: [(tf) => tf.initializers.leCunUniform({ seed: 3 }), Math.sqrt(1 / FAN_IN)],
};
const spread: readonly LayerCheck[] = Object.entries(DEVIATIONS).map(([kind, [make, deviation]]) =>
  gives(
    `initializer ${kind}`,
    (tf) => {
      const { mean: middle, variance } = tf.moments(make(tf).apply(SHAPE));
      return tf.stack([middle.div(deviation), variance.sqrt().div(deviation)]);
    },
    values([2], [0, 1]),
    0.05,
  ),
);

const initializers: readonly LayerCheck[] = [
  ...spread,
  gives('initializer constant', (tf) => tf.initializers.constant({ value: 3 }).apply([2]), values([2], [3, 3])),
  gives('initializer identity', (tf) => tf.initializers.identity({ gain: 2 }).apply([2, 2]), values([2, 2], [2, 0, 0, 2])),
  gives(
    'initializer orthogonal',
    (tf) => {
      const columns = tf.initializers.orthogonal({ seed: 3 }).apply([4, 3]);
      return tf.matMul(columns, columns, true);
    },
    values([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
  ),
];

/** One step of gradient descent on the mean squared error of wx + b: dL/dw = mean(2x(wx + b − y)), dL/db = mean(2(wx + b − y)). */
const [W, B, RATE] = [0.5, -1, 0.1];
const xs = values([4, 1], [1, 2, -1, 0.5]);
const ys = values([4, 1], [3, 5, -1, 2]);
const errors = paired(ys, xs, (y, x) => W * x + B - y);
const stepped = [W - RATE * 2 * mean(errors.map((e, index) => e * at(xs, index))), B - RATE * 2 * mean(errors)];

async function descends(tf: TensorFlow): Promise<void> {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.setWeights([tf.tensor2d([[W]]), tf.tensor1d([B])]);
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(RATE) });
  const [x, y] = [tensorOf(tf, xs), tensorOf(tf, ys)];
  const { history } = await model.fit(x, y, { batchSize: 4, epochs: 1, shuffle: false, verbose: 0 });
  const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
  expectClose([Number(history['loss']?.[0])], [mean(errors.map((e) => e * e))], 1e-4, 'the loss before the step');
  expectClose(weights.flatMap((data) => [...data]), stepped, 1e-4, 'weights after one step');
  tf.dispose([x, y]);
  model.dispose();
}

/** Statistics of a batch move the averages by 1 − momentum, and a frozen layer keeps its weights. */
async function normalises(tf: TensorFlow): Promise<void> {
  const frozen = tf.layers.dense({ units: 2, inputShape: [2], useBias: false, trainable: false, kernelInitializer: 'identity' });
  const norm2 = tf.layers.batchNormalization({ momentum: 0.9 });
  const model = tf.sequential({ layers: [frozen, norm2] });
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
  const [x, y] = [tf.tensor2d([[1, 2], [3, 6]]), tf.zeros([2, 2])];
  await model.trainOnBatch(x, y);
  const all = await Promise.all(model.weights.map(async (weight) => [weight.originalName.split('/').pop(), await weight.read().data()] as const));
  const of = (name: string): ArrayLike<number> => new Map(all).get(name) ?? [];
  expectClose(of('kernel'), [1, 0, 0, 1], 1e-6, 'the frozen kernel');
  expectClose(of('moving_mean'), [0.2, 0.4], 1e-4, 'the moving mean');
  tf.dispose([x, y]);
  model.dispose();
}

async function survivesSaving(tf: TensorFlow): Promise<void> {
  const input = tf.input({ shape: [4, 3] });
  const hidden = tf.layers.lstm({ units: 2 }).apply(input);
  const output = tf.layers.dense({ units: 2, activation: 'softmax' }).apply(hidden) as typeof input;
  const model = tf.model({ inputs: input, outputs: output });
  let saved: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0] | null = null;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  if (saved === null) throw new Error('nothing was saved');
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
  const x = tensorOf(tf, waves(2, 4, 3));
  const [before, after] = [model.predict(x) as Tensor, loaded.predict(x) as Tensor];
  expectClose(await after.data(), await before.data(), 1e-6, 'what the loaded model predicts');
  tf.dispose([x, before, after]);
  model.dispose();
  loaded.dispose();
}

export const LEARNING: readonly LayerCheck[] = [
  ...losses,
  ...metrics,
  ...initializers,
  { name: 'one step of gradient descent', run: descends },
  { name: 'a frozen layer before a batch norm in training', run: normalises },
  { name: 'a model saved and loaded', run: survivesSaving },
];
