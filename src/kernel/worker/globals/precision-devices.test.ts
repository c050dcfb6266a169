/** Mixed precision, saving and exports on a server, beside the CPU. */
import type { LayersModel, Optimizer, Scalar, Tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { remoteTestBed } from '../../../../e2e/support/remote-test-bed';
import { COMPILED_STEP } from '../../../engine/graph/compiled/prepared';
import { compileTraining } from '../../../engine/graph/training/install';
import { installSaving } from '../../../engine/saving/install';
import type { Train } from '../../../train/api';
import { roundTo } from '../../../train/precision/formats';
import { scaledOptimizer, type LossScaleOptimizer } from '../../../train/tools/loss-scale-optimizer';
import { createTrainGlobal } from './train';

let train: Train;
const said: string[] = [];
const content = new Map<string, Uint8Array<ArrayBuffer>>();
const bed = remoteTestBed({}, (engine) => {
  installSaving(engine.tf, {
    files: {
      list: () => Promise.resolve([...content].map(([name, bytes]) => ({ name, size: bytes.length, modifiedAt: 0 }))),
      has: (name) => Promise.resolve(content.has(name)),
      bytes: (name) => Promise.resolve(content.get(name) as Uint8Array<ArrayBuffer>),
      write: (name, bytes) => Promise.resolve(void content.set(name, bytes)),
      delete: (name) => Promise.resolve(void content.delete(name)),
    },
    download: () => undefined,
  });
  compileTraining(engine.tf, { lineOf: () => null, say: (message) => said.push(message) }, scaledOptimizer);
  train = createTrainGlobal(engine, { tracing: { framesOf: () => [], countOf: () => null }, say: () => undefined, now: () => performance.now(), currentRun: () => null });
});

const numbers = (count: number, of: (index: number) => number): number[] => Array.from({ length: count }, (_, index) => Math.fround(of(index)));
const x = numbers(6, (index) => Math.sin(index + 1));
const w = numbers(3, (index) => Math.cos(index + 2));
/** A row of x times w, factors rounded. */
const product = (row: number, round: (value: number) => number): number => [0, 1, 2].reduce((sum, column) => sum + round(x[3 * row + column] ?? 0) * round(w[column] ?? 0), 0);

it('layers take factors of bfloat16 on the server, one of float32 takes them as they are, and the CPU refuses', async () => {
  const { tf, engine } = bed;
  await engine.use('tpu');
  train.mixedPrecision.setGlobalPolicy('mixed_bfloat16');
  const make = (options: object) => {
    const layer = tf.layers.dense({ units: 1, useBias: false, inputShape: [3], ...options } as never);
    const model = tf.sequential({ layers: [layer] });
    model.setWeights([tf.tensor2d(w, [3, 1])]);
    return { layer: layer as unknown as { readonly computeDtype: string }, model };
  };
  const [mixed, exact] = [make({}), make({ dtype: 'float32' })];
  const input = tf.tensor2d(x, [2, 3]);
  const outputOf = async (model: LayersModel): Promise<number[]> => Array.from(await (model.predict(input) as Tensor).data());
  const bfloat = (value: number): number => roundTo('bfloat16', value);
  const near = (found: readonly number[], round: (value: number) => number): void => found.forEach((value, row) => expect(value).toBeCloseTo(product(row, round), 6));
  near(await outputOf(mixed.model), bfloat);
  near(await outputOf(exact.model), (value) => value);
  near(await outputOf(mixed.model), bfloat);
  expect([mixed.layer.computeDtype, exact.layer.computeDtype]).toEqual(['bfloat16', 'float32']);

  const gradientOf = async (model: LayersModel): Promise<number> => {
    const gradient = tf.grad((given: Tensor) => (model.apply(given) as Tensor).sum())(input);
    return (await gradient.data())[0] ?? NaN;
  };
  expect(await gradientOf(exact.model)).toBeCloseTo(w[0] ?? NaN, 7);
  expect(await gradientOf(mixed.model)).toBeCloseTo(bfloat(w[0] ?? NaN), 7);

  await engine.use('cpu');
  expect(() => mixed.model.predict(input)).toThrow("precision 'mixed_bfloat16' needs the TPU runtime");
  train.mixedPrecision.setGlobalPolicy('float32');
  await engine.use('tpu');
  near(await outputOf(make({}).model), (value) => value);
  expect(engine.precision()).toBe('float32');
  await engine.use('cpu');
}, 60_000);

it('a Trainer scales losses in float16 on the server and leaves the precision as it was', async () => {
  const { tf, engine } = bed;
  await engine.use('tpu');
  // With weights of 0 no scaled gradient is beyond float16.
  const dense = tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'zeros' });
  const module = train.defineModule({ dense, forward: (input: Tensor) => dense.apply(input), loss: (y: Tensor, predicted: Tensor) => tf.losses.meanSquaredError(y, predicted) as Scalar });
  const { history } = await new train.Trainer({ maxEpochs: 3, precision: 'mixed_float16', summary: false }).fit(module, { x: tf.tensor2d(x, [2, 3]), y: tf.tensor2d([[1], [0]]) });
  expect(history['loss']?.every(Number.isFinite)).toBe(true);
  expect(history['loss_scale']).toEqual([32768, 32768, 32768]);
  expect(history['skipped_steps']).toEqual([0, 0, 0]);
  expect(engine.precision()).toBe('float32');
  await engine.use('cpu');
}, 60_000);

it('a fit in float16 on the server is the one step by step, also several steps at once, and takes back those that overflow', async () => {
  const { tf, engine } = bed;
  await engine.use('tpu');
  train.mixedPrecision.setGlobalPolicy('mixed_float16');
  const inputs = tf.randomNormal([32, 3], 0, 1, 'float32', 7);
  const targets = tf.tidy(() => inputs.sum(1, true).mul(4));
  const fitted = async (compile: object, runEagerly: boolean) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu', kernelInitializer: 'ones' }), tf.layers.dense({ units: 1, kernelInitializer: 'ones' })] });
    // At first gradients are beyond what float16 holds.
    const optimizer = new train.LossScaleOptimizer(tf.train.adam(0.01), { initialScale: 2 ** 24, growthSteps: 2 });
    model.compile({ optimizer, loss: 'meanSquaredError', ...compile });
    const { history } = await model.fit(inputs, targets, { epochs: 3, batchSize: 8, shuffle: false, verbose: 0, runEagerly } as never);
    const { optimizer: used } = model as unknown as { optimizer: Optimizer & LossScaleOptimizer };
    return { loss: history['loss'] as number[], scale: await used.readLossScale() };
  };
  const expected = await fitted({}, true);
  expect(expected.scale.skipped).toBeGreaterThan(0);
  for (const compile of [{}, { stepsPerExecution: 4 }]) {
    const got = await fitted(compile, false);
    expect(got.scale).toEqual(expected.scale);
    got.loss.forEach((loss, epoch) => expect(loss / (expected.loss[epoch] ?? NaN)).toBeCloseTo(1, 4));
  }
  expect(said).toEqual([]);
  train.mixedPrecision.setGlobalPolicy('float32');
  tf.dispose([inputs, targets]);
  await engine.use('cpu');
}, 180_000);

it('a mixed model whose head is float32, the usual one of a classifier, trains by recorded steps as it does step by step', async () => {
  const { tf, engine } = bed;
  await engine.use('tpu');
  train.mixedPrecision.setGlobalPolicy('mixed_bfloat16');
  const inputs = tf.randomNormal([32, 3], 0, 1, 'float32', 7);
  const targets = tf.tidy(() => tf.oneHot(tf.argMax(inputs, 1), 3));
  let recorded = 0;
  const running = tf.engine();
  const { runKernel } = running;
  running.runKernel = (...call) => {
    if (call[0] === COMPILED_STEP) recorded++;
    return Reflect.apply(runKernel, running, call) as never;
  };
  const fitted = async (runEagerly: boolean) => {
    engine.seed(3);
    const head = tf.layers.dense({ units: 3, activation: 'softmax', dtype: 'float32' });
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [3], activation: 'relu' }), head] });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    const { history } = await model.fit(inputs, targets, { epochs: 3, batchSize: 8, shuffle: false, verbose: 0, runEagerly } as never);
    const weights = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
    model.dispose();
    return { loss: history['loss'] as number[], weights: weights.flat() };
  };
  try {
    const expected = await fitted(true);
    expect(recorded).toBe(0);
    const got = await fitted(false);
    expect(recorded).toBe(10);
    // Each step is one program then, in which XLA may add in another order.
    got.loss.forEach((loss, epoch) => expect(loss).toBeCloseTo(expected.loss[epoch] ?? NaN, 5));
    got.weights.forEach((weight, index) => expect(weight).toBeCloseTo(expected.weights[index] ?? NaN, 4));
    expect(said).toEqual([]);
  } finally {
    running.runKernel = runKernel;
    train.mixedPrecision.setGlobalPolicy('float32');
    tf.dispose([inputs, targets]);
    await engine.use('cpu');
  }
}, 180_000);

it('a model on the server is saved and exported, and loads on the CPU with the same weights', async () => {
  const { tf, engine } = bed;
  await engine.use('tpu');
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  await model.save('opfs://there');
  const { size, latency } = await train.exportModel(model, 'small', { evaluate: { x: tf.tensor2d(x, [2, 3]) } });
  expect(size).toEqual({ before: 32, after: 16 });
  expect(latency.filter(({ failure }) => failure === null).map(({ device }) => device)).toEqual(expect.arrayContaining(['CPU', 'TPU']));
  await engine.use('cpu');
  const loaded = await tf.loadLayersModel('opfs://there');
  const weightsOf = async (of: LayersModel): Promise<number[]> => Array.from((await of.getWeights()[0]?.data()) ?? []);
  expect(await weightsOf(loaded)).toEqual(await weightsOf(model));
}, 60_000);
