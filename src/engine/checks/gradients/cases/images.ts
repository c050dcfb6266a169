import type { FullTensorFlow } from '../../../api';
import type { GradientCase, Tensor } from '../gradient-case';

const one = (name: string, shape: readonly number[], compute: (tf: FullTensorFlow, x: Tensor) => Tensor): GradientCase => ({ name, inputs: [{ shape }], compute });

const bilinear = (mode: 'constant' | 'reflect' | 'wrap' | 'nearest', matrix: number[]): GradientCase => one(`transform bilinear, ${mode}`, [1, 4, 3, 2], (tf, x) => tf.image.transform(x as never, tf.tensor2d([matrix]), 'bilinear', mode, 0.3, [5, 4]));
const turned = [0.8, -0.5, 0.37, 0.45, 0.9, -1.21, 0.03, -0.02];

export const imageCases: readonly GradientCase[] = [
  one('resizeBilinear up', [1, 2, 3, 2], (tf, x) => tf.image.resizeBilinear(x as never, [5, 4])),
  one('resizeBilinear down with aligned corners', [1, 5, 4, 1], (tf, x) => tf.image.resizeBilinear(x as never, [3, 2], true)),
  one('resizeBilinear with half pixels', [1, 3, 3, 1], (tf, x) => tf.image.resizeBilinear(x as never, [5, 2], false, true)),
  one('resizeNearestNeighbor', [1, 3, 2, 1], (tf, x) => tf.image.resizeNearestNeighbor(x as never, [5, 4])),
  one('resizeNearestNeighbor with half pixels', [1, 3, 4, 1], (tf, x) => tf.image.resizeNearestNeighbor(x as never, [5, 2], false, true)),
  one('cropAndResize bilinear', [2, 4, 4, 2], (tf, x) => tf.image.cropAndResize(x as never, tf.tensor2d([[0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], [0.6, -0.2, 0.1, 0.7]]), tf.tensor1d([1, 0, 1], 'int32'), [3, 2], 'bilinear', 0.3)),
  one('cropAndResize nearest', [1, 4, 4, 1], (tf, x) => tf.image.cropAndResize(x as never, tf.tensor2d([[0.1, 0.1, 0.8, 0.95]]), tf.tensor1d([0], 'int32'), [3, 3], 'nearest')),
  one('cropAndResize to one pixel', [1, 4, 4, 1], (tf, x) => tf.image.cropAndResize(x as never, tf.tensor2d([[0.1, 0.1, 0.8, 0.9]]), tf.tensor1d([0], 'int32'), [1, 1])),
  { name: 'cropAndResize: the boxes', inputs: [{ shape: [2, 4], domain: 'unit' }], compute: (tf, boxes) => tf.image.cropAndResize(tf.range(0, 32).square().mul(0.01).reshape([1, 4, 4, 2]) as never, boxes.mul(0.1).add(tf.tensor2d([[0.17, 0.12, 0.71, 0.79], [0.23, 0.31, 0.83, 0.77]])) as never, tf.tensor1d([0, 0], 'int32'), [2, 2]) },
  one('rotateWithOffset', [2, 4, 5, 3], (tf, x) => tf.image.rotateWithOffset(x as never, 0.6, [0.2, 0.1, 0.4], [0.4, 0.7])),
  one('rotateWithOffset of a picture with opacity', [1, 4, 3, 4], (tf, x) => tf.image.rotateWithOffset(x as never, -0.8, [0.2, 0.1, 0.4])),
  one('rotateWithOffset, filled with one value', [1, 3, 4, 4], (tf, x) => tf.image.rotateWithOffset(x as never, 0.5, 0.375)),
  one('transform to the nearest pixel', [1, 4, 4, 2], (tf, x) => tf.image.transform(x as never, tf.tensor2d([turned]), 'nearest', 'constant', 0.5, [3, 5])),
  one('transform to the nearest pixel, reflected', [1, 4, 3, 1], (tf, x) => tf.image.transform(x as never, tf.tensor2d([[1.7, 0.2, -2.34, 0.1, 1.6, -3.37, 0, 0]]), 'nearest', 'reflect')),
  bilinear('constant', turned),
  { name: 'transform of two images alike', inputs: [{ shape: [2, 3, 3, 1] }, { shape: [1, 8], domain: 'unit' }], compute: (tf, x, matrix) => tf.image.transform(x as never, matrix.mul(0.01).add(tf.tensor2d([turned])) as never, 'bilinear') },
  bilinear('nearest', turned),
  bilinear('reflect', [1.9, 0.3, -2.63, 0.2, 1.7, -3.38, 0, 0]),
  bilinear('wrap', [1.9, 0.3, -2.63, 0.2, 1.7, -3.38, 0, 0]),
  { name: 'transform: the matrices', inputs: [{ shape: [1, 8], domain: 'unit' }], compute: (tf, matrix) => tf.image.transform(tf.range(0, 32).square().mul(0.01).reshape([1, 4, 4, 2]) as never, matrix.mul(0.01).add(tf.tensor2d([turned])) as never, 'bilinear', 'constant', 0.2) },
  one('flipLeftRight', [1, 2, 3, 1], (tf, x) => tf.image.flipLeftRight(x as never)),
  one('grayscaleToRGB', [1, 2, 2, 1], (tf, x) => tf.image.grayscaleToRGB(x as never)),
];
