import type { GradientCase } from '../gradient-case';

type Pad = 'same' | 'valid' | number;

const conv2d = (name: string, input: readonly number[], filter: readonly number[], strides: number | [number, number], pad: Pad, format: 'NHWC' | 'NCHW' = 'NHWC', dilations: number | [number, number] = 1): GradientCase => ({
  name: `conv2d ${name}`,
  inputs: [{ shape: input }, { shape: filter }],
  compute: (tf, x, w) => tf.conv2d(x as never, w as never, strides, pad, format, dilations),
});
const depthwise = (name: string, input: readonly number[], filter: readonly number[], strides: number | [number, number], pad: Pad, dilations: number | [number, number] = 1): GradientCase => ({
  name: `depthwiseConv2d ${name}`,
  inputs: [{ shape: input }, { shape: filter }],
  compute: (tf, x, w) => tf.depthwiseConv2d(x as never, w as never, strides, pad, 'NHWC', dilations),
});

export const convolutionCases: readonly GradientCase[] = [
  conv2d('same', [1, 4, 3, 2], [3, 2, 2, 2], 1, 'same'),
  conv2d('strided', [2, 5, 4, 1], [2, 3, 1, 2], [2, 1], 'valid'),
  conv2d('1 x 1', [1, 3, 2, 3], [1, 1, 3, 2], 1, 'valid'),
  conv2d('NCHW', [1, 2, 4, 4], [3, 3, 2, 2], 1, 'same', 'NCHW'),
  conv2d('dilated', [1, 6, 6, 2], [3, 2, 2, 2], 1, 'same', 'NHWC', 2),
  conv2d('dilated by two sizes', [2, 6, 5, 1], [2, 2, 1, 2], 1, 'valid', 'NHWC', [3, 2]),
  conv2d('dilated NCHW', [1, 2, 5, 5], [2, 2, 2, 1], 1, 'valid', 'NCHW', 2),
  conv2d('padded by a number', [1, 3, 3, 1], [2, 2, 1, 2], 2, 1),
  depthwise('same', [1, 4, 4, 2], [3, 3, 2, 2], 1, 'same'),
  depthwise('strided', [1, 5, 5, 2], [2, 2, 2, 1], 2, 'valid'),
  depthwise('dilated', [1, 6, 5, 2], [2, 3, 2, 2], 1, 'same', 2),
  { name: 'separableConv2d', inputs: [{ shape: [1, 4, 4, 2] }, { shape: [2, 2, 2, 1] }, { shape: [1, 1, 2, 3] }], compute: (tf, x, d, p) => tf.separableConv2d(x as never, d as never, p as never, 1, 'same') },
  { name: 'conv1d causal', inputs: [{ shape: [1, 6, 2] }, { shape: [3, 2, 2] }], compute: (tf, x, w) => tf.conv1d(tf.pad(x, [[0, 0], [4, 0], [0, 0]]) as never, w as never, 1, 'valid', 'NWC', 2) },
  { name: 'conv1d', inputs: [{ shape: [2, 5, 2] }, { shape: [2, 2, 3] }], compute: (tf, x, w) => tf.conv1d(x as never, w as never, 2, 'same') },
  { name: 'conv2dTranspose', inputs: [{ shape: [1, 3, 3, 2] }, { shape: [2, 2, 1, 2] }], compute: (tf, x, w) => tf.conv2dTranspose(x as never, w as never, [1, 6, 6, 1], 2, 'same') },
  { name: 'conv3d', inputs: [{ shape: [1, 3, 3, 3, 1] }, { shape: [2, 2, 2, 1, 2] }], compute: (tf, x, w) => tf.conv3d(x as never, w as never, 1, 'same') },
  { name: 'conv3d dilated', inputs: [{ shape: [1, 4, 4, 3, 1] }, { shape: [2, 2, 2, 1, 1] }], compute: (tf, x, w) => tf.conv3d(x as never, w as never, 1, 'valid', 'NDHWC', 2) },
  { name: 'conv3dTranspose', inputs: [{ shape: [1, 2, 2, 2, 1] }, { shape: [2, 2, 2, 1, 1] }], compute: (tf, x, w) => tf.conv3dTranspose(x as never, w as never, [1, 4, 4, 4, 1], 2, 'same') },
  { name: 'fused conv2d', inputs: [{ shape: [1, 4, 4, 1] }, { shape: [2, 2, 1, 2] }, { shape: [2] }], compute: (tf, x, filter, bias) => tf.fused.conv2d({ x: x as never, filter: filter as never, strides: 1, pad: 'same', bias, activation: 'sigmoid' as never }) },
  { name: 'fused conv2d dilated', inputs: [{ shape: [1, 4, 4, 1] }, { shape: [2, 2, 1, 2] }, { shape: [2] }], compute: (tf, x, filter, bias) => tf.fused.conv2d({ x: x as never, filter: filter as never, strides: 1, pad: 'same', dilations: 2, bias: bias.add(3), activation: 'relu' }) },
  { name: 'fused depthwiseConv2d dilated', inputs: [{ shape: [1, 4, 4, 2] }, { shape: [2, 2, 2, 1] }, { shape: [2] }], compute: (tf, x, filter, bias) => tf.fused.depthwiseConv2d({ x: x as never, filter: filter as never, strides: 1, pad: 'same', dilations: 2, bias: bias.add(3), activation: 'relu' }) },
  { name: 'maxPool', inputs: [{ shape: [1, 5, 4, 2] }], compute: (tf, x) => tf.maxPool(x as never, [3, 2], 1, 'same') },
  { name: 'maxPool strided', inputs: [{ shape: [2, 4, 4, 1] }], compute: (tf, x) => tf.maxPool(x as never, 2, 2, 'valid') },
  { name: 'avgPool', inputs: [{ shape: [1, 5, 4, 2] }], compute: (tf, x) => tf.avgPool(x as never, [3, 2], 2, 'same') },
  { name: 'maxPool dilated', inputs: [{ shape: [1, 6, 6, 1] }], compute: (tf, x) => tf.pool(x as never, [2, 2], 'max', 'valid', [2, 2], 1) },
  { name: 'avgPool dilated', inputs: [{ shape: [1, 6, 6, 1] }], compute: (tf, x) => tf.pool(x as never, [2, 2], 'avg', 'same', [2, 1], 1) },
  { name: 'maxPool3d', inputs: [{ shape: [1, 3, 4, 3, 1] }], compute: (tf, x) => tf.maxPool3d(x as never, 2, 1, 'same') },
  { name: 'maxPool3d of unequal sides', inputs: [{ shape: [1, 3, 4, 4, 1] }], compute: (tf, x) => tf.maxPool3d(x as never, [2, 1, 3], 1, 'same') },
  { name: 'avgPool3d', inputs: [{ shape: [1, 3, 4, 3, 1] }], compute: (tf, x) => tf.avgPool3d(x as never, 2, 2, 'same') },
  { name: 'maxPoolWithArgmax', inputs: [{ shape: [1, 4, 4, 1] }], compute: (tf, x) => tf.maxPoolWithArgmax(x as never, 2, 2, 'valid')['result'] as never },
  { name: 'dilation2d', inputs: [{ shape: [1, 4, 4, 1] }, { shape: [2, 2, 1] }], compute: (tf, x, w) => tf.dilation2d(x as never, w as never, 1, 'valid') },
];
