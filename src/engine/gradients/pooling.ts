/** Gradients of pooling, and of its gradients. */
import type { StockTensorFlow } from '../api';
import { registerRule, registerSingle } from './register';
import type { GradientFunction, Tensor } from './tape';

type Pad = 'same' | 'valid' | number | readonly (readonly [number, number])[];
interface PoolAttrs {
  readonly filterSize: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly pad: Pad;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerPoolingGradients(tf: StockTensorFlow): void {
  for (const axes of [2, 3] as const) registerAverage(tf, axes);
  registerSingle<PoolAttrs>(tf, {
    kernelName: 'MaxPoolGrad',
    inputs: ['input', 'output'],
    gradient: (ddx, saved, attrs) => {
      const [x, y] = saved as [Tensor, Tensor];
      return {
        dy: () => atLargest(tf, x, y, ddx, attrs),
        input: () => tf.zerosLike(x),
        output: () => tf.zerosLike(y),
      };
    },
  });
  registerRule<PoolAttrs>(tf, {
    kernelName: 'MaxPoolWithArgmax',
    inputs: ['x'],
    outputs: [true, false],
    gradient: ([dy], [x, y], { filterSize, strides, pad }) => ({
      x: () => (dy ? tf.engine().runKernel('MaxPoolGrad', { dy, input: x as Tensor, output: y as Tensor }, { filterSize, strides, pad } as never) : tf.zerosLike(x as Tensor)),
    }),
  });
}

/**
 * Averages are taken over the part of a window that lies within the input, but the stock gradient kernels divide by
 * the whole window; so what they are given is multiplied by the one and divided by the other.
 */
function registerAverage(tf: StockTensorFlow, axes: 2 | 3): void {
  const [forward, backward] = axes === 2 ? ['AvgPool', 'AvgPoolGrad'] : ['AvgPool3D', 'AvgPool3DGrad'];
  const stock = tf.getGradient(forward as string).gradFunc as unknown as GradientFunction;
  registerSingle<PoolAttrs>(tf, {
    kernelName: forward as string,
    inputs: ['x'],
    gradient: (dy, saved, attrs) => {
      const share = shareInside(tf, (saved[0] as Tensor).shape, attrs, axes);
      return stock(share === null ? dy : tf.div(dy, share), saved, { ...attrs });
    },
  });
  registerSingle<PoolAttrs>(tf, {
    kernelName: backward as string,
    inputs: ['input'],
    gradient: (ddx, [x], attrs) => {
      const input = x as Tensor;
      return {
        dy: () => {
          const averages: Tensor = tf.engine().runKernel(forward as string, { x: ddx }, { ...attrs, dataFormat: 'NDHWC' } as never);
          const share = shareInside(tf, input.shape, attrs, axes);
          return share === null ? averages : tf.mul(averages, share);
        },
        input: () => tf.zerosLike(input),
      };
    },
  });
}

/** Which share of each window lies within the input: [1, ...windows, 1]; null where all of every window does. */
function shareInside(tf: StockTensorFlow, shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs, axes: 2 | 3): Tensor | null {
  const shares = axes === 2 ? windows2d(tf, shape, filterSize, strides, pad, dimRoundingMode) : windows3d(tf, shape, filterSize, strides, pad, dimRoundingMode);
  if (shares.every((axis) => axis.every((share) => share === 1))) return null;
  const grid = shares.reduce<number[]>((all, axis) => all.flatMap((outer) => axis.map((inner) => outer * inner)), [1]);
  return tf.tensor(grid, [1, ...shares.map(({ length }) => length), 1]);
}

function windows2d(tf: StockTensorFlow, shape: readonly number[], filter: unknown, strides: unknown, pad: unknown, rounding?: 'floor' | 'round' | 'ceil'): number[][] {
  const info = tf.backend_util.computePool2DInfo(shape as never, filter as never, strides as never, 1, pad as never, rounding);
  return [
    sharesAlong(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
    sharesAlong(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
  ];
}

function windows3d(tf: StockTensorFlow, shape: readonly number[], filter: unknown, strides: unknown, pad: unknown, rounding?: 'floor' | 'round' | 'ceil'): number[][] {
  const info = tf.backend_util.computePool3DInfo(shape as never, filter as never, strides as never, 1, pad as never, rounding);
  return [
    sharesAlong(info.inDepth, info.outDepth, info.filterDepth, info.strideDepth, info.padInfo.front),
    sharesAlong(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top),
    sharesAlong(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left),
  ];
}

function sharesAlong(input: number, output: number, filter: number, stride: number, before: number): number[] {
  return Array.from({ length: output }, (_, index) => {
    const start = index * stride - before;
    return (Math.min(start + filter, input) - Math.max(start, 0)) / filter;
  });
}

/** Of each window the value that `values` has where x has its first largest, which is y. All [batch, height, width, channels]. */
function atLargest(tf: StockTensorFlow, x: Tensor, y: Tensor, values: Tensor, { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Tensor {
  const info = tf.backend_util.computePool2DInfo(x.shape as never, filterSize as never, strides as never, 1, pad as never, dimRoundingMode);
  const { top, left } = info.padInfo;
  const [high, wide] = [(info.outHeight - 1) * info.strideHeight, (info.outWidth - 1) * info.strideWidth];
  const margins: [number, number][] = [
    [0, 0],
    [top, Math.max(0, high + info.filterHeight - top - info.inHeight)],
    [left, Math.max(0, wide + info.filterWidth - left - info.inWidth)],
    [0, 0],
  ];
  // Less than anything, so that a margin is never the largest.
  const [padded, paddedValues] = [tf.pad(x, margins, -3e38), tf.pad(values, margins)];
  const window = (tensor: Tensor, row: number, column: number): Tensor =>
    tf.stridedSlice(tensor, [0, row, column, 0], [info.batchSize, row + high + 1, column + wide + 1, info.inChannels], [1, info.strideHeight, info.strideWidth, 1]);
  let sum: Tensor = tf.zerosLike(y);
  let open: Tensor = tf.onesLike(y);
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const hit = tf.mul(tf.cast(tf.equal(window(padded, row, column), y), 'float32'), open);
      sum = tf.add(sum, tf.mul(hit, window(paddedValues, row, column)));
      open = tf.sub(open, hit);
    }
  }
  return sum;
}
