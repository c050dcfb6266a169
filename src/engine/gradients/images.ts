/** Gradients of resizing and cropping: both are products of the image with matrices of weights, one for each axis. */
import type { StockTensorFlow } from '../api';
import { vectorJacobian } from './backpropagation';
import { registerSingle } from './register';
import type { Tensor } from './tape';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
}
interface CropAttrs {
  readonly cropSize: readonly [number, number];
  readonly method: 'bilinear' | 'nearest';
}

export function registerImageGradients(tf: StockTensorFlow): void {
  for (const [kernelName, weights] of [['ResizeBilinear', bilinear], ['ResizeNearestNeighbor', nearest]] as const) {
    registerSingle<ResizeAttrs>(tf, {
      kernelName,
      inputs: ['images'],
      gradient: (dy, [images], attrs) => {
        const [batch, height, width, channels] = (images as Tensor).shape as [number, number, number, number];
        const [rows, columns] = attrs.size;
        const across = (length: number, size: number): Tensor => tf.transpose(weights(tf, length, size, attrs));
        return {
          images: () => {
            const upright = tf.matMul(tf.tile(tf.expandDims(across(height, rows), 0), [batch, 1, 1]), tf.reshape(dy, [batch, rows, columns * channels]));
            const flat = tf.reshape(upright, [batch * height, columns, channels]);
            const sideways = tf.matMul(tf.tile(tf.expandDims(across(width, columns), 0), [batch * height, 1, 1]), flat);
            return tf.reshape(sideways, [batch, height, width, channels]);
          },
        };
      },
    });
  }

  registerSingle<CropAttrs>(tf, {
    kernelName: 'CropAndResize',
    inputs: ['image', 'boxes', 'boxInd'],
    gradient: (dy, saved, attrs) => {
      const [image, boxes, boxOf] = saved as [Tensor, Tensor, Tensor];
      const [dImage, dBoxes] = vectorJacobian(tf, ([pixels, corners]) => [crop(tf, pixels as Tensor, corners as Tensor, boxOf, attrs)], [image, boxes], [dy]);
      return { image: () => dImage as Tensor, boxes: () => dBoxes as Tensor };
    },
  });
}

/** How much of each of `length` places is in each of `size` new ones: [size, length]. */
function bilinear(tf: StockTensorFlow, length: number, size: number, attrs: ResizeAttrs): Tensor {
  return matrix(tf, length, size, (index, add) => {
    const place = Math.max(0, placeOf(index, length, size, attrs));
    const [below, above] = [Math.floor(place), Math.min(length - 1, Math.ceil(place))];
    add(below, 1 - (place - below));
    add(above, place - below);
  });
}

function nearest(tf: StockTensorFlow, length: number, size: number, attrs: ResizeAttrs): Tensor {
  return matrix(tf, length, size, (index, add) => {
    const { alignCorners, halfPixelCenters } = attrs;
    const place = halfPixelCenters ? (length / size) * (index + 0.5) : placeOf(index, length, size, attrs);
    add(Math.min(length - 1, alignCorners ? Math.round(place) : Math.floor(place)), 1);
  });
}

function placeOf(index: number, length: number, size: number, { alignCorners, halfPixelCenters }: ResizeAttrs): number {
  const scale = alignCorners && size > 1 ? (length - 1) / (size - 1) : length / size;
  return halfPixelCenters ? scale * (index + 0.5) - 0.5 : scale * index;
}

function matrix(tf: StockTensorFlow, length: number, size: number, fill: (index: number, add: (place: number, weight: number) => void) => void): Tensor {
  const values = new Float32Array(size * length);
  for (let index = 0; index < size; index++) fill(index, (place, weight) => (values[index * length + place] = (values[index * length + place] ?? 0) + weight));
  return tf.tensor2d(values, [size, length]);
}

/** What `tf.image.cropAndResize` computes, 0 outside the image, in steps that have gradients. */
function crop(tf: StockTensorFlow, image: Tensor, boxes: Tensor, boxOf: Tensor, { cropSize, method }: CropAttrs): Tensor {
  const [, height, width, channels] = image.shape as [number, number, number, number];
  const count = boxes.shape[0] ?? 0;
  const [rows, columns] = cropSize;
  const [top, left, bottom, right] = tf.split(boxes, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const vertical = cropWeights(tf, top, bottom, height, rows, method);
  const horizontal = cropWeights(tf, left, right, width, columns, method);
  const pixels = tf.reshape(tf.gather(image, boxOf as never), [count, height, width * channels]);
  const upright = tf.reshape(tf.matMul(vertical, pixels), [count * rows, width, channels]);
  const repeated = tf.reshape(tf.tile(tf.expandDims(horizontal, 1), [1, rows, 1, 1]), [count * rows, columns, width]);
  return tf.reshape(tf.matMul(repeated, upright), [count, rows, columns, channels]);
}

/** `from` and `to` [boxes, 1] as shares of the axis → weights [boxes, size, length]. */
function cropWeights(tf: StockTensorFlow, from: Tensor, to: Tensor, length: number, size: number, method: CropAttrs['method']): Tensor {
  const steps = size > 1 ? tf.linspace(0, 1, size) : tf.tensor1d([0.5]);
  const places = tf.mul(tf.add(from, tf.mul(tf.sub(to, from), tf.reshape(steps, [1, size]))), length - 1);
  const inside = tf.cast(tf.logicalAnd(tf.greaterEqual(places, 0), tf.lessEqual(places, length - 1)), 'float32');
  const near = method === 'bilinear' ? places : tf.floor(tf.add(places, 0.5));
  const distances = tf.abs(tf.sub(tf.expandDims(near, 2), tf.reshape(tf.range(0, length), [1, 1, length])));
  return tf.mul(tf.relu(tf.sub(1, distances)), tf.expandDims(inside, 2));
}
