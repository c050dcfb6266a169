import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FullTensorFlow } from '../../api';
import { kernelBinary } from '../../cpu/wasm/build.mjs';
import { createEngine } from '../../create';
import { checkOperations } from '../../patches/operation-checks';
import { installRandom } from '../../random/install';
import { COMPILED_STEP } from '../compiled/prepared';
import { testLine } from '../testing';
import { compileTraining } from './install';

let tf: FullTensorFlow;
let said: string[] = [];
let kernels = 0;
let compiledSteps = 0;
beforeAll(async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
  ({ tf } = await createEngine({ wasmPath: join(folder, '/'), hardwareConcurrency: 1, isolated: false, readWasm: kernelBinary }));
  compileTraining(tf, { lineOf: testLine, say: (message) => said.push(message) });
  const engine = tf.engine();
  const { runKernel } = engine;
  engine.runKernel = (...call) => {
    kernels++;
    if (call[0] === COMPILED_STEP) compiledSteps++;
    return Reflect.apply(runKernel, engine, call) as never;
  };
}, 60_000);
const random = Math.random;
beforeEach(async () => {
  await tf.setBackend('wasm');
  said = [];
  kernels = compiledSteps = 0;
});
afterEach(() => {
  Math.random = random;
});

interface Recipe {
  readonly make: () => LayersModel;
  /** The shape of an example, for each input; whole numbers below `words` instead of noise. */
  readonly inputs: readonly number[][];
  readonly words?: number;
  readonly outputs: readonly number[][];
  readonly loss: string | string[];
  readonly metrics?: string[];
  readonly optimizer?: string;
}

const recipes: Readonly<Record<string, Recipe>> = {
  'an MLP': {
    make: () => tf.sequential({ layers: [tf.layers.dense({ units: 7, activation: 'relu', inputShape: [5], kernelRegularizer: 'l1l2' }), tf.layers.dense({ units: 3, activation: 'softmax' })] }),
    inputs: [[5]],
    outputs: [[3]],
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy', 'mse'],
    optimizer: 'adam',
  },
  'a CNN with batch normalisation and dropout': {
    make: () =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [6, 6, 1] }),
          tf.layers.batchNormalization(),
          tf.layers.activation({ activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.dropout({ rate: 0.3 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 2, activation: 'softmax' }),
        ],
      }),
    inputs: [[6, 6, 1]],
    outputs: [[2]],
    loss: 'categoricalCrossentropy',
    metrics: ['acc'],
    optimizer: 'rmsprop',
  },
  'an LSTM': {
    make: () => tf.sequential({ layers: [tf.layers.lstm({ units: 4, inputShape: [3, 2], returnSequences: true }), tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2 }) as never, mergeMode: 'concat' }), tf.layers.dense({ units: 1 })] }),
    inputs: [[3, 2]],
    outputs: [[1]],
    loss: 'meanSquaredError',
    optimizer: 'adam',
  },
  'an embedding with attention': {
    make: () => {
      const words = tf.input({ shape: [5] });
      const embedded = tf.layers.embedding({ inputDim: 9, outputDim: 4, maskZero: true }).apply(words);
      const attended = tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 2, useCausalMask: true, dropout: 0.1 }).apply(embedded);
      const block = tf.layers.transformerBlock({ numHeads: 2 }).apply(attended);
      return tf.model({ inputs: words, outputs: tf.layers.dense({ units: 9, activation: 'softmax' }).apply(block) as never });
    },
    inputs: [[5]],
    words: 9,
    outputs: [[5, 1]],
    loss: 'sparseCategoricalCrossentropy',
    optimizer: 'adamw',
  },
  'two inputs and two outputs': {
    make: () => {
      const [a, b] = [tf.input({ shape: [3] }), tf.input({ shape: [2] })];
      const joined = tf.layers.concatenate().apply([a, tf.layers.dense({ units: 3, activation: 'tanh' }).apply(b) as never]);
      const outputs = [tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(joined), tf.layers.dense({ units: 2 }).apply(joined)];
      return tf.model({ inputs: [a, b], outputs: outputs as never });
    },
    inputs: [[3], [2]],
    outputs: [[1], [2]],
    loss: ['binaryCrossentropy', 'meanSquaredError'],
    metrics: ['mae'],
    optimizer: 'sgd',
  },
};

const EXAMPLES = 14;

function data({ inputs, outputs, words, loss }: Recipe): { x: Tensor[]; y: Tensor[] } {
  const x = inputs.map((shape, index) => (words === undefined ? tf.randomNormal([EXAMPLES, ...shape] as never, 0, 1, 'float32', 3 + index) : tf.randomUniform([EXAMPLES, ...shape] as never, 0, words, 'int32', 4)));
  const y = outputs.map((shape, index) => {
    const kind = [loss].flat()[index];
    if (kind === 'meanSquaredError') return tf.randomNormal([EXAMPLES, ...shape] as never, 0, 1, 'float32', 9);
    if (kind === 'sparseCategoricalCrossentropy') return tf.cast(tf.randomUniform([EXAMPLES, ...shape] as never, 0, words, 'int32', 5), 'float32');
    if (kind === 'binaryCrossentropy') return tf.cast(tf.randomUniform([EXAMPLES, ...shape] as never, 0, 2, 'int32', 5), 'float32');
    return tf.cast(tf.oneHot(tf.randomUniform([EXAMPLES], 0, shape[0], 'int32', 6) as never, shape[0] ?? 1), 'float32');
  });
  return { x, y };
}

interface Options {
  readonly runEagerly?: boolean;
  readonly args?: (model: LayersModel) => object;
  readonly compile?: object;
  readonly between?: (model: LayersModel) => void;
  readonly epochs?: number;
}

/** Histories and final weights of a training in batches of 4, 4, 4 and 2. */
async function train(recipe: Recipe, { runEagerly = false, args = () => ({}), compile = {}, between, epochs = 2 }: Options): Promise<unknown> {
  installRandom(tf).seed(11);
  const model = recipe.make();
  const { x, y } = tf.tidy(() => data(recipe));
  model.compile({ optimizer: recipe.optimizer ?? 'adam', loss: recipe.loss, metrics: recipe.metrics ?? [], ...compile });
  const histories = [];
  for (let round = 0; round < (between === undefined ? 1 : 2); round++) {
    if (round > 0) between?.(model);
    const { history } = await model.fit(x as never, y as never, { epochs, batchSize: 4, verbose: 0, runEagerly, ...args(model) } as never);
    // Names of outputs count up from model to model.
    histories.push(Object.values(history));
  }
  const weights = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
  model.dispose();
  tf.dispose([x, y]);
  return { histories, weights };
}

describe('a fit by compiled steps is the eager one, bit by bit', () => {
  it.each(Object.entries(recipes))('%s', async (_, recipe) => {
    const before = tf.memory().numTensors;
    const expected = await train(recipe, { runEagerly: true });
    expect(compiledSteps).toBe(0);
    const got = await train(recipe, {});
    expect(said).toEqual([]);
    expect(got).toEqual(expected);
    // Four batches an epoch in two shapes: the first of each runs as it is, the second is recorded.
    expect(compiledSteps).toBe(4);
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);
});

const small: Recipe = {
  make: () => tf.sequential({ layers: [tf.layers.dense({ units: 6, activation: 'relu', inputShape: [5] }), tf.layers.dropout({ rate: 0.25 }), tf.layers.dense({ units: 3, activation: 'softmax' })] }),
  inputs: [[5]],
  outputs: [[3]],
  loss: 'categoricalCrossentropy',
};

describe('what changes around a fit is followed', () => {
  const optimizerOf = (model: LayersModel) => model.optimizer as unknown as { learningRate: number };
  const changes: Readonly<Record<string, Omit<Options, 'runEagerly'>>> = {
    'weights that a callback sets': {
      args: (model) => ({
        callbacks: {
          onEpochBegin: async (epoch: number) => {
            if (epoch > 0) tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.mul(0.5))));
          },
        },
      }),
    },
    'a learning rate that a callback sets': { args: (model) => ({ callbacks: { onBatchEnd: async (batch: number) => void (optimizerOf(model).learningRate = 0.1 / (batch + 1)) } }) },
    'a rate of dropout that a callback sets': { args: (model) => ({ callbacks: { onEpochBegin: async (epoch: number) => void Reflect.set(model.layers[1] ?? {}, 'rate', 0.25 * epoch) } }) },
    'layers that are frozen between fits': {
      between: (model) => {
        if (model.layers[0] !== undefined) model.layers[0].trainable = false;
        model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
      },
    },
    'another loss between fits': { between: (model) => model.compile({ optimizer: model.optimizer, loss: 'meanSquaredError', metrics: ['mae'] }) },
    'a device that a callback switches': { args: () => ({ callbacks: { onEpochBegin: async (epoch: number) => void (await tf.setBackend(epoch === 1 ? 'cpu' : 'wasm')) } }), epochs: 3 },
    'weights of classes': { args: () => ({ classWeight: { 0: 1, 1: 2, 2: 0.5 } }) },
    validation: { args: () => ({ validationSplit: 0.3 }) },
  };
  it.each(Object.entries(changes))('%s', async (_, options) => {
    const [before, kept] = [tf.memory().numTensors, kernels];
    const expected = await train(small, { ...options, runEagerly: true });
    await tf.setBackend('wasm');
    // A model that is compiled again leaves the slots of the optimizer that it had.
    const between = tf.memory().numTensors;
    const eagerKernels = kernels - kept;
    const got = await train(small, options);
    await tf.setBackend('wasm');
    expect(kernels - kept - eagerKernels).toBeLessThan(eagerKernels);
    expect(said).toEqual([]);
    expect(got).toEqual(expected);
    expect(compiledSteps).toBeGreaterThan(1);
    expect(tf.memory().numTensors - between).toBe(between - before);
  }, 60_000);
});

describe('models whose steps may differ run eagerly and say why, once', () => {
  const dense = () => tf.layers.dense({ units: 3, inputShape: [5] });
  const plain = () => tf.sequential({ layers: [dense()] });
  const recurrent = (layer: () => unknown) => () => tf.sequential({ layers: [tf.layers.reshape({ targetShape: [5, 1], batchInputShape: [7, 5] }), layer() as never] });
  interface Case {
    readonly make: () => LayersModel;
    readonly compile?: () => object;
    readonly because: RegExp;
  }
  const cases: Readonly<Record<string, Case>> = {
    'a layer of the reader': {
      make: () => {
        class Scale extends tf.layers.Layer {
          static readonly className = 'Scale';
          override call(x: Tensor | Tensor[]): Tensor {
            return ([x].flat()[0] as Tensor).mul(2);
          }
        }
        return tf.sequential({ layers: [dense(), new Scale({ name: 'twice' }) as never] });
      },
      because: /Scale 'twice' is a class of your own/,
    },
    'a call of the reader': {
      make: () => {
        const layer = dense();
        const call = layer.call.bind(layer);
        layer.call = (x, options) => call(x, options);
        return tf.sequential({ layers: [layer] });
      },
      because: /Dense '.*' has a call of your own/,
    },
    'a loss of the reader': { make: plain, compile: () => ({ loss: { [`absolute`]: (y: Tensor, p: Tensor) => p.sub(y).abs() }['absolute'] }), because: /its loss 'absolute' is a function of your own/ },
    'a metric of the reader': { make: plain, compile: () => ({ metrics: [tf.metrics.meanSquaredError, (y: Tensor, p: Tensor) => p.sub(y).abs().mean()] }), because: /its metric .* is a function of your own/ },
    'an optimizer of the reader': {
      make: plain,
      compile: () => {
        class Mine extends tf.SGDOptimizer {}
        return { optimizer: new Mine(0.1) };
      },
      because: /its optimizer Mine is a class of your own/,
    },
    'dropout inside a recurrence': { make: recurrent(() => tf.layers.lstm({ units: 3, dropout: 0.5 })), because: /LSTMCell '.*' drops out inside the recurrence/ },
    'a stateful recurrence': { make: recurrent(() => tf.layers.simpleRNN({ units: 3, stateful: true })), because: /SimpleRNN '.*' keeps a state from batch to batch/ },
  };
  it.each(Object.entries(cases))('%s', async (_, { make, compile, because }) => {
    // Fitted twice.
    await train({ ...small, make, loss: 'meanSquaredError' }, { compile: compile?.() ?? {}, args: () => ({ batchSize: 7 }), between: () => undefined });
    expect(compiledSteps).toBe(0);
    expect(said).toEqual([expect.stringMatching(because)]);
  });

  it('names a layer by its kind where a build has shortened the names of classes', async () => {
    const { constructor: kind } = tf.layers.simpleRNN({ units: 3 });
    const { name } = kind;
    Object.defineProperty(kind, 'name', { value: 'aT', configurable: true });
    try {
      await train({ ...small, make: recurrent(() => tf.layers.simpleRNN({ units: 3, stateful: true })), loss: 'meanSquaredError' }, { args: () => ({ batchSize: 7 }) });
    } finally {
      Object.defineProperty(kind, 'name', { value: name, configurable: true });
    }
    expect(said).toEqual([expect.stringMatching(/SimpleRNN '.*' keeps a state/)]);
  });

  it.each([{ compile: { runEagerly: true } }, { args: () => ({ runEagerly: true }) }])('runEagerly turns it off without a word: %o', async (options) => {
    await train(small, options);
    expect([compiledSteps, said]).toEqual([0, []]);
  });
});

describe('other ways to train', () => {
  it('trainOnBatch runs recordings, too, and keeps the number of tensors', async () => {
    const { x, y } = tf.tidy(() => data(small));
    const losses = async (runEagerly: boolean): Promise<unknown[]> => {
      installRandom(tf).seed(3);
      const model = small.make();
      model.compile({ optimizer: 'adam', loss: small.loss, metrics: ['accuracy'], runEagerly } as never);
      const got = [];
      let alive = 0;
      for (let step = 0; step < 12; step++) {
        got.push(await model.trainOnBatch(x[0] as Tensor, y[0] as Tensor));
        if (step === 3) alive = tf.memory().numTensors;
      }
      expect(tf.memory().numTensors).toBe(alive);
      model.dispose();
      return got;
    };
    const before = tf.memory().numTensors;
    const expected = await losses(true);
    expect(compiledSteps).toBe(0);
    expect(await losses(false)).toEqual(expected);
    expect(compiledSteps).toBe(10);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, y]);
  });

  it('fitDataset runs recordings, too', async () => {
    const history = async (runEagerly: boolean): Promise<unknown> => {
      installRandom(tf).seed(3);
      const model = small.make();
      model.compile({ optimizer: 'adam', loss: small.loss });
      const rows = Array.from({ length: 22 }, (_, row) => ({ xs: [0, 1, 2, 3, 4].map((k) => Math.sin(row + k)), ys: [0, 1, 2].map((k) => (row % 3 === k ? 1 : 0)) }));
      const fitted = await model.fitDataset(tf.data.array(rows).batch(4), { epochs: 2, verbose: 0, runEagerly } as never);
      model.dispose();
      return fitted.history;
    };
    const before = tf.memory().numTensors;
    const expected = await history(true);
    expect(compiledSteps).toBe(0);
    expect(await history(false)).toEqual(expected);
    expect(compiledSteps).toBe(8);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a stop ends a step between two operations and leaves it undone', async () => {
    let left = Infinity;
    checkOperations(tf, () => {
      if (left-- <= 0) throw new Error('stopped');
    });
    const { x, y } = tf.tidy(() => data(small));
    const model = small.make();
    model.compile({ optimizer: tf.train.adam(0.1), loss: small.loss });
    const step = () => model.trainOnBatch(x[0] as Tensor, y[0] as Tensor);
    const weights = async () => Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
    const taken = () => (model.optimizer as unknown as { iterations: number }).iterations;
    for (let count = 0; count < 4; count++) await step();
    const [before, alive, known] = [await weights(), tf.memory().numTensors, taken()];
    compiledSteps = 0;
    left = 12;
    await expect(step()).rejects.toThrow('stopped');
    left = Infinity;
    expect(compiledSteps).toBe(1);
    expect([await weights(), tf.memory().numTensors, taken()]).toEqual([before, alive, known]);
    await step();
    expect(await weights()).not.toEqual(before);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
  });
});
