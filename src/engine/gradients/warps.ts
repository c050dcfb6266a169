/** Gradients of rotating and of projecting images. */
import type { StockTensorFlow } from '../api';
import type { NamedAttrMap } from '../tensors';
import { vectorJacobian } from './backpropagation';
import { registerSingle } from './register';
import type { Tensor } from './tape';

interface TransformAttrs {
  readonly interpolation: 'nearest' | 'bilinear';
  readonly fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest';
  readonly fillValue: number;
  /** Height and width; null for those of the image. */
  readonly outputShape?: readonly [number, number] | null;
}

export function registerWarpGradients(tf: StockTensorFlow): void {
  registerSingle<NamedAttrMap>(tf, {
    kernelName: 'RotateWithOffset',
    gradient: (dy, _, attrs) => ({
      image: () => {
        const sources = tf.engine().runKernel<Tensor>('RotateWithOffset', { image: numbered(tf, [1, ...dy.shape.slice(1, 3)]) }, { ...attrs, fillValue: 0 });
        return putBack(tf, dy, sources, dy.shape);
      },
    }),
  });

  registerSingle<TransformAttrs>(tf, {
    kernelName: 'Transform',
    inputs: ['image', 'transforms'],
    gradient: (dy, saved, attrs) => {
      const [image, transforms] = saved as [Tensor, Tensor];
      if (attrs.interpolation === 'bilinear') {
        const [dImage, dTransforms] = vectorJacobian(tf, ([pixels, matrices]) => [interpolated(tf, pixels as Tensor, matrices as Tensor, attrs)], [image, transforms], [dy]);
        return { image: () => dImage as Tensor, transforms: () => dTransforms as Tensor };
      }
      return {
        image: () => {
          const pixels = numbered(tf, [transforms.shape[0] ?? 1, ...image.shape.slice(1, 3)]);
          const sources = tf.engine().runKernel<Tensor>('Transform', { image: pixels, transforms }, { ...attrs, fillValue: 0 } as unknown as NamedAttrMap);
          return putBack(tf, dy, sources, image.shape);
        },
        // A step of the coordinates short of the next pixel changes nothing.
        transforms: () => tf.zerosLike(transforms),
      };
    },
  });
}

/** Images whose pixels hold their own number, from 1: what a device takes from them tells where it read, however it rounds. */
function numbered(tf: StockTensorFlow, [count = 1, height = 1, width = 1]: readonly number[]): Tensor {
  return tf.tile(tf.range(1, height * width + 1).reshape([1, height, width, 1]), [count, 1, 1, 1]);
}

/** Adds dy [batch, ..., channels] up at the pixels of `shape` that `sources` [batch or 1, rows, columns, 1] names from 1; 0 names none. */
function putBack(tf: StockTensorFlow, dy: Tensor, sources: Tensor, shape: readonly number[]): Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = shape;
  const count = sources.shape[0] ?? 1;
  const [size, taken] = [height * width, sources.size / count];
  const ids = sources.reshape([count, taken]).round().cast('int32');
  const starts = tf.range(0, count, 1, 'int32').mul(tf.scalar(size + 1, 'int32')).reshape([count, 1]);
  // Where all images are read alike they are channels of one.
  const rows = tf.transpose(dy.reshape([count, batch / count, taken, channels]), [0, 2, 1, 3]).reshape([count * taken, -1]);
  const sums = tf.unsortedSegmentSum(rows, ids.add(starts).reshape([-1]) as never, count * (size + 1));
  const kept = tf.slice(sums.reshape([count, size + 1, batch / count, channels]), [0, 1, 0, 0], [count, size, batch / count, channels]);
  return tf.transpose(kept, [0, 2, 1, 3]).reshape([...shape]);
}

/** What `tf.image.transform` computes when it interpolates, in steps that have gradients. */
function interpolated(tf: StockTensorFlow, image: Tensor, transforms: Tensor, { fillMode, fillValue, outputShape }: TransformAttrs): Tensor {
  const [batch, height, width, channels] = image.shape as [number, number, number, number];
  const [rows, columns] = outputShape ?? [height, width];
  const places = rows * columns;
  const [x, y] = [tf.tile(tf.range(0, columns), [rows]), tf.tile(tf.range(0, rows).reshape([rows, 1]), [1, columns]).reshape([places])];
  const [a0, a1, a2, b0, b1, b2, c0, c1] = tf.split(transforms, 8, 1) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const depth = c0.mul(x).add(c1.mul(y)).add(1);
  const isFar = tf.equal(depth, 0);
  const safe = tf.where(isFar, tf.onesLike(depth), depth);
  const across = mapped(tf, a0.mul(x).add(a1.mul(y)).add(a2).div(safe), width, fillMode);
  const down = mapped(tf, b0.mul(x).add(b1.mul(y)).add(b2).div(safe), height, fillMode);
  const [left, top] = [tf.floor(across), tf.floor(down)];
  const pixels = image.reshape([batch * height * width, channels]);
  const starts = tf.range(0, batch).mul(height * width).reshape([batch, 1]);
  const corners = ([[0, 0], [0, 1], [1, 0], [1, 1]] as const).map(([lower, righter]) => {
    const [row, column] = [top.add(lower), left.add(righter)];
    const weight = tf.sub(1, tf.abs(down.sub(row))).mul(tf.sub(1, tf.abs(across.sub(column))));
    const isInside = [tf.greaterEqual(row, 0), tf.less(row, height), tf.greaterEqual(column, 0), tf.less(column, width), tf.logicalNot(isFar)].reduce((all, one) => tf.logicalAnd(all, one));
    const at = tf.where(isInside, row.mul(width).add(column), tf.zerosLike(row)).add(starts);
    const value = tf.gather(pixels, at.round().cast('int32').reshape([-1]) as never).reshape([batch, places, channels]);
    const inside = tf.expandDims(isInside.cast('float32'), 2);
    return value.mul(inside).add(tf.sub(1, inside).mul(fillValue)).mul(tf.expandDims(weight, 2));
  });
  return tf.addN(corners.map((corner) => corner.reshape([batch, rows, columns, channels])));
}

/** Where in the image a coordinate is read, as TensorFlow maps it; kept within what can be counted. */
function mapped(tf: StockTensorFlow, coordinate: Tensor, length: number, mode: TransformAttrs['fillMode']): Tensor {
  const last = length - 1;
  const within = (place: Tensor): Tensor => tf.clipByValue(place, 0, last);
  const size = tf.abs(coordinate);
  const isNegative = tf.less(coordinate, 0);
  switch (mode) {
    case 'nearest':
      return within(coordinate);
    case 'reflect': {
      // abcd → dcbaabcddcba: every second length runs backwards.
      const period = 2 * length;
      const rest = size.sub(tf.floor(size.div(period)).mul(period));
      const before = tf.where(tf.greater(rest, length), tf.sub(period, rest), rest.sub(1));
      const after = tf.where(tf.greaterEqual(rest, length), tf.sub(period - 1, rest), rest);
      return within(tf.where(isNegative, before, after));
    }
    case 'wrap': {
      if (last === 0) return tf.zerosLike(coordinate);
      const turns = tf.floor(size.div(last));
      const after = tf.where(tf.greater(coordinate, last), coordinate.sub(turns.mul(length)), coordinate);
      return within(tf.where(isNegative, coordinate.add(turns.add(1).mul(length)), after));
    }
    case 'constant':
      return tf.clipByValue(coordinate, -2, length + 1);
  }
}
