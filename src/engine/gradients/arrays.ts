/** Gradients of operations that move values about. */
import type { StockTensorFlow } from '../api';
import { around, scatterAlong } from './layouts';
import { registerRule, registerSingle } from './register';
import type { Tensor } from './tape';

interface StridedSliceAttrs {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

export function registerArrayGradients(tf: StockTensorFlow): void {
  registerSingle<{ readonly blockSize: number; readonly dataFormat: 'NHWC' | 'NCHW' }>(tf, {
    kernelName: 'DepthToSpace',
    gradient: (dy, _, { blockSize, dataFormat }) => ({ x: () => spaceToDepth(tf, dy, blockSize, dataFormat) }),
  });

  registerSingle(tf, {
    kernelName: 'Diag',
    gradient: (dy) => {
      const shape = dy.shape.slice(0, dy.rank / 2);
      const size = tf.util.sizeFromShape(shape);
      const diagonal = tf.tensor1d(Array.from({ length: size }, (_, index) => index * (size + 1)), 'int32');
      return { x: () => tf.reshape(tf.gather(tf.reshape(dy, [-1]), diagonal), shape) };
    },
  });

  registerSingle<{ readonly axis: number; readonly batchDims: number }>(tf, {
    kernelName: 'GatherV2',
    inputs: ['x', 'indices'],
    gradient: (dy, [x, indices], { axis, batchDims }) => ({ x: () => ungather(tf, dy, x as Tensor, indices as Tensor, axis, batchDims) }),
  });

  registerSingle(tf, {
    kernelName: 'GatherNd',
    inputs: ['params', 'indices'],
    gradient: (dy, [x, indices]) => ({ params: () => tf.scatterND(indices as Tensor, dy, [...(x as Tensor).shape]) }),
  });
  registerSingle(tf, {
    kernelName: 'ScatterNd',
    inputs: ['indices'],
    gradient: (dy, [indices]) => ({ updates: () => tf.gatherND(dy, indices as Tensor) }),
  });
  registerSingle(tf, {
    kernelName: 'TensorScatterUpdate',
    inputs: ['indices', 'updates'],
    gradient: (dy, saved) => {
      const [indices, updates] = saved as [Tensor, Tensor];
      return {
        tensor: () => tf.tensorScatterUpdate(dy, indices, tf.zeros(updates.shape)),
        updates: () => tf.gatherND(dy, indices),
      };
    },
  });

  registerSingle<{ readonly paddings: readonly (readonly [number, number])[]; readonly mode: 'reflect' | 'symmetric' }>(tf, {
    kernelName: 'MirrorPad',
    inputs: ['x'],
    gradient: (dy, [x], { paddings, mode }) => ({
      x: () => paddings.reduce((sum, [before], axis) => {
        const size = (x as Tensor).shape[axis] ?? 1;
        const places = Array.from({ length: dy.shape[axis] ?? 1 }, (_, index) => mirrored(index - before, size, mode === 'reflect' ? 0 : 1));
        return scatterAlong(tf, sum, axis, places, size);
      }, dy),
    }),
  });

  registerSingle<StridedSliceAttrs>(tf, {
    kernelName: 'StridedSlice',
    inputs: ['x'],
    gradient: (dy, [x], attrs) => ({ x: () => unslice(tf, dy, x as Tensor, attrs) }),
  });

  registerRule(tf, {
    kernelName: 'TopK',
    inputs: ['x'],
    outputs: [false, true],
    gradient: ([dy], [x, indices]) => ({ x: () => (dy ? placeInRows(tf, dy, indices as Tensor, x as Tensor) : tf.zerosLike(x as Tensor)) }),
  });

  registerSingle(tf, { kernelName: 'FlipLeftRight', gradient: (dy) => ({ image: () => tf.reverse(dy, 2) }) });
}

/** Undoes `depthToSpace`: [batch, height, width, channels] → channels · block² of them on a grid coarser by the block. */
function spaceToDepth(tf: StockTensorFlow, x: Tensor, block: number, format: 'NHWC' | 'NCHW'): Tensor {
  if (format === 'NCHW') return tf.transpose(spaceToDepth(tf, tf.transpose(x, [0, 2, 3, 1]), block, 'NHWC'), [0, 3, 1, 2]);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / block, width / block];
  const split = tf.reshape(x, [batch * rows, block, columns, block * channels]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [batch, rows, columns, block * block * channels]);
}

/** Adds up what was gathered from the same place; `batchDims` leading axes are walked together. */
function ungather(tf: StockTensorFlow, dy: Tensor, x: Tensor, indices: Tensor, axis: number, batchDims: number): Tensor {
  const [along, batches] = [axis < 0 ? axis + x.rank : axis, batchDims < 0 ? batchDims + indices.rank : batchDims];
  const batch = around(x.shape, batches)[0];
  const [before, size, after] = around(x.shape, along);
  const outer = before / batch;
  const many = indices.size / batch;
  const values = tf.reshape(tf.transpose(tf.reshape(dy, [batch, outer, many, after]), [0, 2, 1, 3]), [batch * many, outer * after]);
  const starts = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(size, 'int32'));
  const places = batch === 1 ? tf.reshape(indices, [many]) : tf.reshape(tf.add(tf.reshape(indices, [batch, many]), tf.reshape(starts, [batch, 1])), [-1]);
  const added = tf.unsortedSegmentSum(values, places as never, batch * size);
  return tf.reshape(tf.transpose(tf.reshape(added, [batch, size, outer, after]), [0, 2, 1, 3]), x.shape);
}

/** Where a place outside 0…size−1 is reflected to; `edge` 1 repeats the outermost value, 0 does not. */
function mirrored(place: number, size: number, edge: 0 | 1): number {
  if (place < 0) return -place - edge;
  return place < size ? place : 2 * (size - 1) + edge - place;
}

function unslice(tf: StockTensorFlow, dy: Tensor, { shape }: Tensor, attrs: StridedSliceAttrs): Tensor {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = tf.slice_util.sliceInfo([...shape], begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
  const counts = shape.map((_, axis) => Math.max(0, Math.ceil(((info.end[axis] ?? 0) - (info.begin[axis] ?? 0)) / (info.strides[axis] ?? 1))));
  if (counts.includes(0)) return tf.zeros([...shape]);
  return shape.reduce<Tensor>((sum, size, axis) => {
    const places = Array.from({ length: counts[axis] ?? 0 }, (_, index) => (info.begin[axis] ?? 0) + index * (info.strides[axis] ?? 1));
    return scatterAlong(tf, sum, axis, places, size);
  }, tf.reshape(dy, counts));
}

/** Values [..., k] at the places `indices` [..., k] of rows shaped like x [..., n], zeros elsewhere. */
function placeInRows(tf: StockTensorFlow, values: Tensor, indices: Tensor, { shape, size }: Tensor): Tensor {
  const width = shape.at(-1) ?? 1;
  const starts = tf.reshape(tf.mul(tf.range(0, size / width, 1, 'int32'), tf.scalar(width, 'int32')), [-1, 1]);
  const places = tf.add(tf.reshape(indices, [size / width, -1]), starts);
  return tf.reshape(tf.unsortedSegmentSum(tf.reshape(values, [-1]), tf.reshape(places, [-1]) as never, size), [...shape]);
}
