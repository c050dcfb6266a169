/** What steps that are recorded make of scaled losses and of 16 bits. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LayersModel, Optimizer, Scalar, Tensor } from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../engine/api';
import { kernelBinary } from '../../../engine/cpu/wasm/build.mjs';
import { createEngine } from '../../../engine/create';
import { compiled } from '../../../engine/graph/compiled/compiled';
import { COMPILED_STEP } from '../../../engine/graph/compiled/prepared';
import { compileTraining } from '../../../engine/graph/training/install';
import type { Train } from '../../../train/api';
import { roundTo } from '../../../train/precision/formats';
import { scaledOptimizer, type LossScaleOptimizer } from '../../../train/tools/loss-scale-optimizer';
import { createTrainGlobal } from './train';

let engine: Engine;
let train: Train;
let said: string[] = [];
let compiledSteps = 0;
beforeAll(async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
  engine = await createEngine({ wasmPath: join(folder, '/'), hardwareConcurrency: 1, isolated: false, readWasm: kernelBinary });
  const { tf } = engine;
  await tf.setBackend('wasm');
  compileTraining(tf, { lineOf: () => null, say: (message) => said.push(message) }, scaledOptimizer);
  train = createTrainGlobal(engine, { tracing: { framesOf: () => [], countOf: () => null }, say: () => undefined, now: () => performance.now(), currentRun: () => null });
  const running = tf.engine();
  const { runKernel } = running;
  running.runKernel = (...call) => {
    if (call[0] === COMPILED_STEP) compiledSteps++;
    return Reflect.apply(runKernel, running, call) as never;
  };
}, 60_000);
beforeEach(() => {
  said = [];
  compiledSteps = 0;
});
afterEach(() => train.mixedPrecision.setGlobalPolicy('float32'));

/** Losses, weights and the scale after 3 epochs of 4 batches. */
async function fitted(optimizer: Optimizer, { runEagerly = false, dtype }: { readonly runEagerly?: boolean; readonly dtype?: string } = {}): Promise<unknown> {
  const { tf } = engine;
  engine.seed(5);
  const first = tf.layers.dense({ units: 6, activation: 'relu', inputShape: [3], ...(dtype !== undefined && { dtype }) } as never);
  const model: LayersModel = tf.sequential({ layers: [first, tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const x = tf.randomNormal([16, 3], 0, 1, 'float32', 4);
  const y = tf.tidy(() => x.sum(1, true).mul(4));
  const { history } = await model.fit(x, y, { epochs: 3, batchSize: 4, verbose: 0, runEagerly } as never);
  const { optimizer: used } = model as unknown as { optimizer: Optimizer & Partial<LossScaleOptimizer> };
  const scale = await used.readLossScale?.();
  const weights = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
  used.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return { loss: history['loss'], weights, scale };
}

describe('a fit whose losses are scaled, by recorded steps, is the one step by step, bit by bit', () => {
  const optimizers: Readonly<Record<string, () => Optimizer>> = {
    adam: () => engine.tf.train.adam(0.01),
    momentum: () => engine.tf.train.momentum(0.01, 0.9),
    sgd: () => engine.tf.train.sgd(0.01),
  };
  // The largest scale makes gradients infinite; each such step halves it and is skipped.
  const options = { 'a fixed scale': { fixed: 512 }, 'a scale that grows': { growthSteps: 2 }, 'steps that overflow and are skipped': { initialScale: 2 ** 126, growthSteps: 3 } };
  it.each(Object.keys(optimizers).flatMap((inner) => Object.entries(options).map(([what, scale]) => [inner, what, scale] as const)))('%s, %s', async (inner, what, scale) => {
    const make = () => new train.LossScaleOptimizer(optimizers[inner]?.() as Optimizer, scale);
    const expected = (await fitted(make(), { runEagerly: true })) as { readonly scale: { readonly skipped: number } };
    expect(compiledSteps).toBe(0);
    const before = engine.tf.memory().numTensors;
    expect(await fitted(make())).toEqual(expected);
    expect(said).toEqual([]);
    expect(compiledSteps).toBe(10);
    expect(engine.tf.memory().numTensors).toBe(before);
    expect(expected.scale.skipped > 0).toBe(what.startsWith('steps that overflow'));
  }, 60_000);

  it('also beside variables of other models', async () => {
    const beside = engine.tf.variable(engine.tf.zeros([2, 2]));
    const make = () => new train.LossScaleOptimizer(engine.tf.train.adam(0.01), { initialScale: 2 ** 126, growthSteps: 3 });
    const expected = await fitted(make(), { runEagerly: true });
    expect(await fitted(make())).toEqual(expected);
    expect(compiledSteps).toBe(10);
    expect([...(await beside.data())]).toEqual([0, 0, 0, 0]);
    beside.dispose();
  }, 60_000);

  it('one that is changed is a class of the reader, and is not recorded', async () => {
    const optimizer = new train.LossScaleOptimizer(engine.tf.train.sgd(0.01));
    optimizer.getScaledLoss = (loss) => loss.mul(2);
    await fitted(optimizer);
    expect(compiledSteps).toBe(0);
    expect(said).toEqual([expect.stringContaining('is a class of your own')]);
  });
});

describe('rounding after operations is recorded with them, and gives the same bits', () => {
  it.each([undefined, 'float32'])('in a fit whose first layer has the dtype %s', async (dtype) => {
    train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
    const options = dtype === undefined ? {} : { dtype };
    const expected = await fitted(engine.tf.train.adam(0.01), { runEagerly: true, ...options });
    expect(compiledSteps).toBe(0);
    expect(await fitted(engine.tf.train.adam(0.01), options)).toEqual(expected);
    expect(said).toEqual([]);
    expect(compiledSteps).toBe(10);
  }, 60_000);

  it('as the policy of the moment says, in a step that was recorded under another', async () => {
    const { tf } = engine;
    const { autocast } = train.mixedPrecision;
    const third = tf.tensor1d([1 / 3]);
    const step = compiled(tf, (x: Tensor) => x.mul(1), {}, { lineOf: () => null, say: (message) => said.push(message) });
    const runs = {
      float32: () => step(third),
      float16: () => autocast(() => step(third), { policy: 'mixed_float16', emulate: true }),
      bfloat16: () => autocast(() => step(third), { policy: 'mixed_bfloat16', emulate: true }),
    };
    for (let turn = 0; turn < 3; turn++) {
      for (const [format, run] of Object.entries(runs)) {
        const wanted = format === 'float32' ? Math.fround(1 / 3) : roundTo(format as 'float16', 1 / 3);
        expect([...(await run().data())], format).toEqual([wanted]);
      }
    }
    expect(step.report()).toMatchObject({ traces: 3, runs: 6, eager: 0 });
    // Rounded here, and not the next time: a recording cannot know.
    const marked = autocast(() => third.mul(1), { policy: 'mixed_float16', emulate: true });
    const again = compiled(tf, (x: Tensor) => autocast(() => x.neg(), { policy: 'mixed_float16', emulate: true }), {}, { lineOf: () => null, say: (message) => said.push(message) });
    for (const x of [marked, third, third]) expect([...(await again(x).data())]).toEqual([-roundTo('float16', 1 / 3)]);
    expect(again.report()).toMatchObject({ traces: 1, runs: 2 });
    expect(said).toEqual([]);
  });

  it('in a Trainer and in a function that is compiled', async () => {
    const { tf } = engine;
    const dense = tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'ones' });
    const outputs: number[][] = [];
    const module = train.defineModule({ dense, forward: (input: Tensor) => dense.apply(input), loss: (y: Tensor, predicted: Tensor) => tf.losses.meanSquaredError(y, predicted) as Scalar, configureOptimizers: () => tf.train.sgd(0) });
    const x = tf.tensor2d([[1 / 3, 1 / 7, 1 / 9]]);
    const { history } = await new train.Trainer({ maxEpochs: 4, precision: 'mixed_bfloat16', emulate: true, summary: false }).fit(module, { x, y: tf.zeros([1, 1]) });
    expect(new Set(history['loss'] as number[]).size).toBe(1);
    const compute = compiled(tf, (given: Tensor) => train.mixedPrecision.autocast(() => dense.apply(given) as Tensor, { policy: 'mixed_bfloat16', emulate: true }), {}, { lineOf: () => null, say: () => undefined });
    for (let run = 0; run < 4; run++) outputs.push([...(await compute(x).data())]);
    expect(outputs.every(([value]) => value === outputs[0]?.[0] && value === roundTo('bfloat16', value ?? NaN))).toBe(true);
  });
});
