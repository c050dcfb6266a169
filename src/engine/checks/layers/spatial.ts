/** Convolutions, pooling and normalisations against their definitions. */
import type { LayerCheck, Values } from './check';
import { applied, gives, values, waves } from './check';
import type { Geometry } from './reference';
import { convolved, spread } from './reference';

const image = waves(2, 5, 4, 3);
const taps = waves(3, 2, 3, 2);
const zeros = (count: number): Values => values([count], new Array<number>(count).fill(0));

const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  valid: { padding: 'valid' },
  same: { padding: 'same' },
  'valid, strided': { padding: 'valid', stride: 2 },
  'same, strided': { padding: 'same', stride: 2 },
  'same, dilated': { padding: 'same', dilation: 2 },
};

const convolutions = Object.entries(GEOMETRIES).map(([name, geometry]) => {
  const { stride = 1, dilation = 1, padding = 'valid' } = geometry;
  return gives(
    `conv2d ${name}`,
    (tf) => applied(tf, tf.layers.conv2d({ filters: 2, kernelSize: [3, 2], strides: stride, dilationRate: dilation, padding }), image, [taps, zeros(2)]),
    convolved(image, taps, geometry),
  );
});

const shaped = (shape: readonly number[], { data }: Values): Values => values(shape, data);
const series = values([1, 4, 1], [1, 2, 3, 4]);
const square = values([1, 2, 2, 1], [1, 2, 3, 4]);
const each = ({ shape, data }: Values, f: (x: number, index: number) => number): Values => values(shape, Array.from(data, f));

const depthwise = waves(3, 3, 3, 2);
const pointwise = waves(1, 1, 6, 2);
const transposed = waves(3, 3, 2, 3);
const [gamma, beta, mean, variance] = [values([3], [1, 2, 0.5]), values([3], [0, 1, -1]), values([3], [0.1, 0.2, 0.3]), values([3], [1, 4, 0.25])];
const of = ({ data }: Values, index: number): number => data[index] ?? NaN;
/** Rows of three, each normalised by its own mean and variance. */
const standardised = (x: Values): Values =>
  each(x, (value, index) => {
    const row = Array.from({ length: 3 }, (_, channel) => of(x, 3 * Math.floor(index / 3) + channel));
    const middle = row.reduce((sum, y) => sum + y, 0) / 3;
    const spreadOut = row.reduce((sum, y) => sum + (y - middle) ** 2, 0) / 3;
    return ((value - middle) / Math.sqrt(spreadOut + 1e-3)) * of(gamma, index % 3) + of(beta, index % 3);
  });

export const SPATIAL: readonly LayerCheck[] = [
  ...convolutions,
  gives('conv1d', (tf) => applied(tf, tf.layers.conv1d({ filters: 1, kernelSize: 2 }), series, [values([2, 1, 1], [1, -1]), values([1], [0.5])]), values([1, 3, 1], [-0.5, -0.5, -0.5])),
  gives('conv1d dilated', (tf) => applied(tf, tf.layers.conv1d({ filters: 1, kernelSize: 2, dilationRate: 2 }), series, [values([2, 1, 1], [1, 1]), zeros(1)]), values([1, 2, 1], [4, 6])),
  gives('conv3d', (tf) => applied(tf, tf.layers.conv3d({ filters: 1, kernelSize: 2 }), values([1, 2, 2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8]), [values([2, 2, 2, 1, 1], [1, 0, 0, 0, 0, 0, 0, 1]), values([1], [0.5])]), values([1, 1, 1, 1, 1], [9.5])),
  gives('conv2dTranspose', (tf) => applied(tf, tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), image, [transposed, zeros(2)]), spread(image, transposed, 2)),
  gives('depthwiseConv2d', (tf) => applied(tf, tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same' }), image, [depthwise, zeros(6)]), convolved(image, depthwise, { padding: 'same' }, true)),
  gives(
    'separableConv2d',
    (tf) => applied(tf, tf.layers.separableConv2d({ filters: 2, kernelSize: 3, depthMultiplier: 2, padding: 'same' }), image, [depthwise, pointwise, zeros(2)]),
    convolved(convolved(image, depthwise, { padding: 'same' }, true), pointwise),
  ),
  gives('maxPooling1d', (tf) => applied(tf, tf.layers.maxPooling1d({ poolSize: 2, strides: 2 }), series), values([1, 2, 1], [2, 4])),
  gives('averagePooling1d', (tf) => applied(tf, tf.layers.averagePooling1d({ poolSize: 2, strides: 1 }), series), values([1, 3, 1], [1.5, 2.5, 3.5])),
  gives('maxPooling2d', (tf) => applied(tf, tf.layers.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }), square), values([1, 2, 2, 1], [4, 4, 4, 4])),
  // Places beyond the edge count neither in the sum nor in the number.
  gives('averagePooling2d', (tf) => applied(tf, tf.layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }), square), values([1, 2, 2, 1], [2.5, 3, 3.5, 4])),
  gives('maxPooling3d', (tf) => applied(tf, tf.layers.maxPooling3d({ poolSize: 2 }), shaped([1, 2, 2, 2, 1], waves(8))), values([1, 1, 1, 1, 1], [Math.max(...Array.from(waves(8).data))])),
  gives('averagePooling3d', (tf) => applied(tf, tf.layers.averagePooling3d({ poolSize: 2 }), values([1, 2, 2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8])), values([1, 1, 1, 1, 1], [4.5])),
  gives('globalMaxPooling1d', (tf) => applied(tf, tf.layers.globalMaxPooling1d(), series), values([1, 1], [4])),
  gives('globalAveragePooling1d', (tf) => applied(tf, tf.layers.globalAveragePooling1d({}), series), values([1, 1], [2.5])),
  gives('globalMaxPooling2d', (tf) => applied(tf, tf.layers.globalMaxPooling2d({}), square), values([1, 1], [4])),
  gives('globalAveragePooling2d', (tf) => applied(tf, tf.layers.globalAveragePooling2d({}), square), values([1, 1], [2.5])),
  gives(
    'batchNormalization at inference',
    (tf) => applied(tf, tf.layers.batchNormalization({}), image, [gamma, beta, mean, variance]),
    each(image, (x, i) => ((x - of(mean, i % 3)) / Math.sqrt(of(variance, i % 3) + 1e-3)) * of(gamma, i % 3) + of(beta, i % 3)),
  ),
  gives('layerNormalization', (tf) => applied(tf, tf.layers.layerNormalization({}), image, [gamma, beta]), standardised(image)),
];
