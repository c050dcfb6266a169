import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import { convolutionReference } from './convolution-reference';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  await oracle.tf.setBackend('wasm');
});

const axis = fc.record({
  size: fc.integer({ min: 1, max: 13 }),
  filter: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 3 }),
  after: fc.integer({ min: 0, max: 3 }),
});

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    rows: axis,
    columns: axis,
    inChannels: fc.constantFrom(1, 2, 3, 5, 8),
    outChannels: fc.constantFrom(1, 2, 3, 4, 7, 8, 9, 17),
    dataFormat: fc.constantFrom('NHWC' as const, 'NCHW' as const),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  // At least one place for the filter.
  .filter(({ rows, columns }) => [rows, columns].every((a) => (a.filter - 1) * a.dilation + 1 <= a.size + a.before + a.after));

it('convolutions and their gradients match those of double precision, whatever the size, stride, padding, dilation and data format', async () => {
  const { tf } = oracle;
  await fc.assert(
    fc.asyncProperty(geometry, async (g) => {
      const { rows, columns, batch, inChannels, outChannels, dataFormat } = g;
      const noise = new Noise(g.seed);
      const reference = convolutionReference(g);
      const { outHeight, outWidth } = reference;
      const inShape: Shape4 = [batch, rows.size, columns.size, inChannels];
      const outShape: Shape4 = [batch, outHeight, outWidth, outChannels];
      const filterShape: Shape4 = [rows.filter, columns.filter, inChannels, outChannels];
      const [x, w, dy] = [inShape, filterShape, outShape].map((shape) => noise.normal(size(shape), 1)) as [Float32Array, Float32Array, Float32Array];
      const spatial = [[rows.before, rows.after], [columns.before, columns.after]];
      const first = dataFormat === 'NCHW';
      const pad = first ? [[0, 0], [0, 0], ...spatial] : [[0, 0], ...spatial, [0, 0]];
      const common = { strides: [rows.stride, columns.stride], dilations: [rows.dilation, columns.dilation], pad, dataFormat, dimRoundingMode: 'floor' };
      const inFormat = (tensor: Tensor): Tensor => (first ? tensor.transpose([0, 3, 1, 2]) : tensor);
      const last = (tensor: Tensor): Tensor => (first ? tensor.transpose([0, 2, 3, 1]) : tensor);
      const made = tf.tidy(() => {
        const image = inFormat(tf.tensor4d(x, inShape));
        const filter = tf.tensor4d(w, filterShape);
        const delta = inFormat(tf.tensor4d(dy, outShape));
        const run = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor => tf.engine().runKernel(name, inputs, { ...common, ...attrs });
        return [
          last(run('Conv2D', { x: image, filter }, {})),
          last(run('Conv2DBackpropInput', { dy: delta, filter }, { inputShape: image.shape })),
          run('Conv2DBackpropFilter', { x: image, dy: delta }, { filterShape }),
        ];
      });
      const expected = [reference.forward(x, w), reference.inputGradient(dy, w), reference.filterGradient(x, dy)];
      expect(made.map(({ shape }) => shape)).toEqual([outShape, inShape, filterShape]);
      for (const [index, values] of expected.entries()) expect(difference((await made[index]?.data()) ?? [], values)).toBeLessThan(1e-5);
      tf.dispose(made);
    }),
    { numRuns: 300 },
  );
});

it('bias and activation are fused as the plain backend computes them', async () => {
  const options = fc.record({
    channels: fc.constantFrom(1, 3, 8, 10),
    filter: fc.integer({ min: 1, max: 3 }),
    bias: fc.constantFrom('none', 'vector', 'whole'),
    activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const, 'elu' as const, 'leakyrelu' as const, 'sigmoid' as const, 'prelu' as const),
    depthwise: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1000 }),
  });
  await fc.assert(
    fc.asyncProperty(options, async ({ channels, filter, bias, activation, depthwise, seed }) => {
      const noise = new Noise(seed);
      const [inChannels, filterShape]: [number, Shape4] = depthwise ? [channels, [filter, filter, channels, 1]] : [3, [filter, filter, 3, channels]];
      const [x, w, b, slopes] = [2 * 5 * 6 * inChannels, size(filterShape), 2 * 5 * 6 * channels, channels].map((count) => noise.normal(count, 1)) as [Float32Array, Float32Array, Float32Array, Float32Array];
      const off = await oracle.difference((tf) => {
        const config = {
          x: tf.tensor4d(x, [2, 5, 6, inChannels]),
          filter: tf.tensor4d(w, filterShape),
          strides: 1,
          pad: 'same' as const,
          activation,
          leakyreluAlpha: 0.1,
          ...(bias === 'vector' && { bias: tf.tensor1d(b.slice(0, channels)) }),
          ...(bias === 'whole' && { bias: tf.tensor4d(b, [2, 5, 6, channels]) }),
          ...(activation === 'prelu' && { preluActivationWeights: tf.tensor1d(slopes) }),
        };
        return depthwise ? tf.fused.depthwiseConv2d(config) : tf.fused.conv2d(config);
      });
      expect(off).toBeLessThan(1e-5);
    }),
    { numRuns: 80 },
  );
  await oracle.tf.setBackend('wasm');
});

it('what is not a number stays within reach of the filter', async () => {
  const off = await oracle.difference((tf) => {
    const x = tf.tensor4d([...Array(24).fill(1), NaN], [1, 5, 5, 1]);
    return [tf.conv2d(x as Tensor4D, tf.ones([3, 3, 1, 9]), 1, 'same'), tf.depthwiseConv2d(x as Tensor4D, tf.ones([3, 3, 1, 1]), 1, 'same')];
  });
  expect(off).toBe(0);
});

it('an empty batch gives an empty image', async () => {
  const off = await oracle.difference((tf) => tf.conv2d(tf.zeros([0, 5, 5, 2]) as Tensor4D, tf.ones([3, 3, 2, 4]), 1, 'same'));
  expect(off).toBe(0);
});

type Shape4 = [number, number, number, number];

const size = (shape: readonly number[]): number => shape.reduce((total, length) => total * length, 1);

/** The largest difference, relative to the largest value. */
function difference(actual: ArrayLike<number>, expected: Float64Array): number {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return expected.reduce((most, value, index) => Math.max(most, Math.abs((actual[index] ?? NaN) - value) / scale), 0);
}
