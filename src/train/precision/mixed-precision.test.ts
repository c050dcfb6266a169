import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTrain, type Train } from '../api';
import { createTestTrain, type TestTrain } from '../testing';
import { fromFloat16, roundTo, toFloat16 } from './formats';

/** With functions of `tf.layers` that can be changed, as the kernel's are. */
const own = { ...tf, layers: { ...tf.layers } } as typeof tf;
interface WithDtypes {
  readonly computeDtype: string;
  readonly variableDtype: string;
}
const dtypes = (layer: unknown): WithDtypes => ({ computeDtype: (layer as WithDtypes).computeDtype, variableDtype: (layer as WithDtypes).variableDtype });
const layer = (args: object): tf.layers.Layer => own.layers.dense(args as never);

let test: TestTrain;
let train: Train;
let device: string;
/** What the device can, beside float32. */
let offered: string[];

const isHalf = (value: number): boolean => Object.is(roundTo('float16', value), value);
const valuesOf = (tensor: tf.Tensor | tf.Tensor[]): number[] => Array.from((tensor as tf.Tensor).dataSync());

describe('mixed precision', () => {
  beforeAll(() => tf.setBackend('cpu'));
  beforeEach(() => {
    test = createTestTrain();
    device = 'float32';
    offered = [];
    train = createTrain({
      ...test.env,
      tf: own,
      precision(wanted) {
        if (wanted !== undefined && wanted !== 'float32' && !offered.includes(wanted)) throw new Error(`precision '${wanted}' needs the TPU runtime; this device computes in 'float32'`);
        return (device = wanted ?? device);
      },
    });
  });
  afterEach(() => train.mixedPrecision.setGlobalPolicy('float32'));

  it('is refused where the device cannot, and says which can', () => {
    expect(() => train.mixedPrecision.setGlobalPolicy('mixed_float16')).toThrow("precision 'mixed_float16' needs the TPU runtime; this device computes in 'float32'; to test it here, slower, emulate it");
    expect(train.mixedPrecision.globalPolicy()).toEqual({ name: 'float32', emulate: false, computeDtype: 'float32', variableDtype: 'float32' });
    expect(() => train.mixedPrecision.setGlobalPolicy('float16' as 'float32')).toThrow("policies are: 'float32', 'mixed_float16', 'mixed_bfloat16'");
  });

  it('sets the device where it can, and follows to another device', () => {
    offered = ['mixed_bfloat16'];
    train.mixedPrecision.setGlobalPolicy('mixed_bfloat16');
    expect(device).toBe('mixed_bfloat16');
    const dense = layer({ units: 1, inputShape: [2] });
    dense.apply(tf.ones([1, 2]));
    expect(dtypes(dense)).toEqual({ computeDtype: 'bfloat16', variableDtype: 'float32' });
    // Moved to a device that begins in float32 and can compute so.
    device = 'float32';
    dense.apply(tf.ones([1, 2]));
    expect(device).toBe('mixed_bfloat16');
    device = 'float32';
    offered = [];
    expect(() => dense.apply(tf.ones([1, 2]))).toThrow("precision 'mixed_bfloat16' needs");
  });

  it("keeps a layer's own dtype, in the pass back as well", () => {
    offered = ['mixed_float16'];
    train.mixedPrecision.setGlobalPolicy('mixed_float16');
    const seen: string[] = [];
    const note = tf.customGrad((x) => ({ value: (seen.push(`forward ${device}`), (x as tf.Tensor).clone()), gradFunc: (dy) => (seen.push(`back ${device}`), (dy as tf.Tensor).clone()) }));
    class Watched extends tf.layers.Layer {
      static readonly className = 'Watched';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return note(([inputs].flat()[0] as tf.Tensor)) as tf.Tensor;
      }
    }
    const watched = Object.assign(new Watched({}), { dtypePolicy: 'float32' });
    tf.grad((x: tf.Tensor) => (watched.apply(x) as tf.Tensor).sum())(tf.ones([2]));
    expect(seen).toEqual(['forward float32', 'back float32']);
    expect(device).toBe('mixed_float16');
    expect(dtypes(layer({ units: 1, dtype: 'float32', inputShape: [1] }))).toEqual({ computeDtype: 'float32', variableDtype: 'float32' });
  });

  it('emulated, rounds what goes into operations and what comes out, and keeps variables', () => {
    train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
    expect(test.seen.said).toEqual(['mixed_float16 is emulated: layers round after each operation to float16. That is slower than float32, and for testing.']);
    const dense = layer({ units: 3, inputShape: [2], activation: 'tanh' });
    const x = tf.tensor2d([[0.1, 1 / 3], [7, -5]]);
    const output = valuesOf(dense.apply(x) as tf.Tensor);
    const kernel = valuesOf(dense.getWeights()[0] as tf.Tensor);
    expect(kernel.some((value) => !isHalf(value))).toBe(true);
    const half = (value: number): number => roundTo('float16', value);
    const [a = 0, b = 0] = [0.1, 1 / 3].map((value) => half(Math.fround(value)));
    const sum = half(a * half(kernel[0] ?? 0) + b * half(kernel[3] ?? 0));
    expect(output[0]).toBe(half(Math.fround(Math.tanh(sum))));
    expect(output.every(isHalf)).toBe(true);
    expect(valuesOf(x).every(isHalf)).toBe(false);
  });

  it('emulated, overflows to infinity, and gradients vanish where float16 has no such number', () => {
    const { autocast } = train.mixedPrecision;
    const policy = { policy: 'mixed_float16', emulate: true } as const;
    expect(autocast(() => valuesOf(tf.tensor1d([300, 200]).square()), policy)).toEqual([Infinity, 40000]);
    const gradient = (scale: number): number[] => valuesOf(tf.grad((x: tf.Tensor) => autocast(() => x.mul(2 ** -20), policy).mul(2 ** -10 * scale).sum())(tf.ones([1])));
    expect(gradient(1)).toEqual([0]);
    expect(gradient(1024)).toEqual([2 ** -20]);
    expect(valuesOf(tf.tensor1d([300]).square())).toEqual([90000]);
  });

  it('emulated, leaves softmax and losses in float32, and the statistics of normalisations', () => {
    train.mixedPrecision.setGlobalPolicy('mixed_bfloat16', { emulate: true });
    const isBfloat = (value: number): boolean => roundTo('bfloat16', value) === value;
    const softmax = layer({ units: 4, inputShape: [3], activation: 'softmax' });
    expect(valuesOf(softmax.apply(tf.randomNormal([2, 3])) as tf.Tensor).every(isBfloat)).toBe(false);
    const norm = own.layers.batchNormalization({ inputShape: [3] });
    expect(valuesOf(norm.apply(tf.randomNormal([2, 3])) as tf.Tensor).every(isBfloat)).toBe(true);
    const loss = tf.losses.meanSquaredError(tf.tensor1d([0.1, 0.2]), tf.tensor1d([0.3, 0.5]));
    expect(valuesOf(loss)).toEqual(valuesOf(tf.tensor1d([0.2, 0.3]).square().mean().add(0)).map(() => expect.closeTo(0.065, 6) as number));
  });

  it("keeps a layer's dtype with the saved model", async () => {
    train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
    const model = own.sequential({ layers: [layer({ units: 2, inputShape: [2] }), layer({ units: 1, dtype: 'float32' })] });
    let artifacts: tf.io.ModelArtifacts | undefined;
    await model.save(tf.io.withSaveHandler((given) => Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON((artifacts = JSON.parse(JSON.stringify(given)) as tf.io.ModelArtifacts) && given) })));
    const loaded = await tf.loadLayersModel({ load: () => Promise.resolve({ modelTopology: artifacts?.modelTopology ?? {} }) });
    expect(loaded.layers.map((one) => dtypes(one).computeDtype)).toEqual(['float16', 'float32']);
    expect((loaded.layers[1] as unknown as { dtypePolicy?: string }).dtypePolicy).toBe('float32');
  });

  it('is taken by classes of layers of one\'s own, as the dtype they hand up, and kept with them', () => {
    class Scale extends own.layers.Layer {
      static className = 'ScaleOfTest';
      constructor(config: object = {}) {
        super({ dtype: 'mixed_float16', ...config } as never);
      }
      override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return ([x].flat()[0] as tf.Tensor).mul(1 / 3);
      }
    }
    train.mixedPrecision.setGlobalPolicy('float32', { emulate: true });
    const [scale, exact] = [new Scale(), new Scale({ dtype: 'float32' })];
    expect([scale, exact].map((one) => [one instanceof tf.layers.Layer, dtypes(one).computeDtype])).toEqual([[true, 'float16'], [true, 'float32']]);
    train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
    expect(valuesOf(scale.apply(tf.ones([1])) as tf.Tensor)).toEqual([roundTo('float16', 1 / 3)]);
    expect(valuesOf(exact.apply(tf.ones([1])) as tf.Tensor)).toEqual([Math.fround(1 / 3)]);
    expect(scale.getConfig()).toMatchObject({ dtypePolicy: 'mixed_float16' });
    expect(dtypes(new Scale({ dtype: undefined, ...exact.getConfig() })).computeDtype).toBe('float32');
    expect(own.layers.dense({ units: 1 }) instanceof own.layers.Layer).toBe(true);
  });

  it('scales the loss of models that are compiled under float16, skips what overflows, and charts it', async () => {
    train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
    const model = own.sequential({ layers: [layer({ units: 8, inputShape: [2], activation: 'relu' }), layer({ units: 1, dtype: 'float32' })] });
    model.compile({ optimizer: own.train.adam(0.01), loss: 'meanSquaredError' });
    const { optimizer } = model as unknown as { optimizer: tf.Optimizer & { readLossScale(): Promise<{ scale: number; skipped: number }> } };
    const x = tf.tensor2d([[1, 2], [3, -4], [0.5, 1], [2, 2]]);
    const { history } = await model.fit(x, x.sum(1, true).mul(100), { epochs: 12, verbose: 0, batchSize: 4 });
    const { scale, skipped } = await optimizer.readLossScale();
    expect(skipped).toBeGreaterThan(0);
    expect(scale).toBe(2 ** (15 - skipped));
    expect((history.loss as number[]).every(Number.isFinite)).toBe(true);
    expect((history.loss as number[]).at(-1)).toBeLessThan((history.loss as number[])[0] ?? 0);
    expect(model.getWeights().flatMap(valuesOf).every(Number.isFinite)).toBe(true);
    // The file names the optimizer that does the steps.
    let config: unknown;
    await model.save(tf.io.withSaveHandler((given) => Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(((config = given.trainingConfig), given)) })), { includeOptimizer: true });
    expect(JSON.stringify(config)).toContain('Adam');
    expect((model as unknown as { optimizer: unknown }).optimizer).toBe(optimizer);
  });

  it('of a Trainer holds for all layers without a dtype of their own, scales losses, and is told with the logs', async () => {
    const dense = layer({ units: 4, inputShape: [2], activation: 'relu' });
    const head = layer({ units: 1, dtype: 'float32' });
    const computed: string[] = [];
    const module = train.defineModule({
      dense,
      head,
      forward: (x: tf.Tensor) => {
        const hidden = dense.apply(x) as tf.Tensor;
        computed.push(`${dtypes(dense).computeDtype} ${dtypes(head).computeDtype}`);
        return head.apply(hidden);
      },
      loss: (y: tf.Tensor, predicted: tf.Tensor) => tf.losses.meanSquaredError(y, predicted),
      configureOptimizers: () => ({ optimizer: (rate: number) => tf.train.sgd(rate), groups: [{ of: dense, learningRate: 1e-4 }, { of: head, learningRate: 1e-3 }] }),
    });
    const x = tf.tensor2d([[1, 2], [3, -4], [0.5, 1], [2, 2]]);
    const trainer = new train.Trainer({ maxEpochs: 10, precision: 'mixed_float16', emulate: true, summary: false });
    const { history } = await trainer.fit(module, { x, y: x.sum(1, true).mul(100) });
    expect(new Set(computed)).toEqual(new Set(['float16 float32']));
    expect(history.skipped_steps?.at(-1)).toBeGreaterThan(0);
    expect(history.loss_scale?.at(-1)).toBe(2 ** (15 - (history.skipped_steps?.at(-1) ?? 0)));
    expect(history.loss?.every(Number.isFinite)).toBe(true);
    expect(test.seen.epochs.at(-1)?.logs).toHaveProperty('loss_scale');
    expect(dtypes(dense).computeDtype).toBe('float32');
    // Both groups skip the same steps, and a checkpoint holds the scale.
    const { optimizers } = (await trainer.checkpoint()) as unknown as { optimizers: Record<string, readonly { name: string; values: Float32Array }[]> };
    const states = Object.values(optimizers).map((saved) => saved.find(({ name }) => name.endsWith('lossScaleState'))?.values);
    expect(states[0]?.[0]).toBe(history.loss_scale?.at(-1));
    expect(states[1]).toEqual(states[0]);
  });

  it('gives loops of their own the scaled loss and its gradients', () => {
    const { mixedPrecision } = train;
    const w = tf.variable(tf.scalar(2 ** -12));
    const scaled = new train.LossScaleOptimizer(tf.train.sgd(1), { fixed: 1024 });
    const lossOf = (): tf.Scalar => mixedPrecision.autocast(() => w.mul(2 ** -22), { policy: 'mixed_float16', emulate: true }).toFloat() as tf.Scalar;
    for (const [optimizer, wanted] of [[scaled, 2 ** -22], [tf.train.sgd(1), 2 ** -22]] as const) {
      const { value, grads } = tf.variableGrads(() => mixedPrecision.getScaledLoss(optimizer, lossOf()), [w]);
      expect(value.dataSync()[0]).toBeLessThan(1);
      const [gradient] = Object.values(mixedPrecision.getUnscaledGradients(optimizer, grads));
      expect(valuesOf(gradient as tf.Tensor)).toEqual([wanted]);
    }
    expect(fromFloat16(toFloat16(2 ** -22))).toBe(2 ** -22);
  });
});
