/** Gradients of histograms, sparse values and segments. */
import type { StockTensorFlow } from '../api';
import { registerRule, registerSingle } from './register';
import type { Tensor } from './tape';

export function registerSparseGradients(tf: StockTensorFlow): void {
  registerSingle(tf, {
    kernelName: 'Bincount',
    inputs: ['x', 'weights'],
    gradient: (dy, saved) => {
      const [x, weights] = saved as [Tensor, Tensor];
      return { weights: () => (weights.size === 0 ? tf.zerosLike(weights) : pick(tf, dy, x.flatten(), dy.size).reshape(weights.shape)) };
    },
  });
  registerSingle<{ readonly size: number; readonly binaryOutput: boolean }>(tf, {
    kernelName: 'DenseBincount',
    inputs: ['x', 'weights'],
    gradient: (dy, saved, { size, binaryOutput }) => {
      const [x, weights] = saved as [Tensor, Tensor];
      return {
        weights: () => {
          // Whether a bin has anything in it does not depend on the weights.
          if (weights.size === 0 || binaryOutput) return tf.zerosLike(weights);
          if (x.rank === 1) return pick(tf, dy, x, size).reshape(weights.shape);
          const [rows, columns] = x.shape as [number, number];
          const starts = tf.range(0, rows, 1, 'int32').mul(tf.scalar(size, 'int32')).reshape([rows, 1]);
          const bins = tf.where(tf.logicalAnd(tf.greaterEqual(x, 0), tf.less(x, size)), x.add(starts), tf.fill(x.shape, -1, 'int32'));
          return pick(tf, dy.flatten(), bins.flatten(), rows * size).reshape([rows, columns]);
        },
      };
    },
  });

  for (const kernelName of ['SparseSegmentSum', 'SparseSegmentMean']) {
    registerSingle(tf, {
      kernelName,
      inputs: ['data', 'indices', 'segmentIds'],
      gradient: (dy, saved) => {
        const [data, indices, segments] = saved as [Tensor, Tensor, Tensor];
        return {
          data: () => {
            if (segments.size === 0) return tf.zerosLike(data);
            const count = dy.shape[0] ?? 0;
            const sizes = tf.unsortedSegmentSum(tf.ones(segments.shape), segments as never, count);
            const shares = kernelName.endsWith('Mean') ? dy.div(tf.maximum(sizes, 1).reshape([count, ...dy.shape.slice(1).map(() => 1)])) : dy;
            return tf.unsortedSegmentSum(tf.gather(shares, segments as never), indices as never, data.shape[0] ?? 0);
          },
        };
      },
    });
  }

  registerSingle(tf, {
    kernelName: 'SparseToDense',
    inputs: ['sparseIndices', 'sparseValues'],
    gradient: (dy, saved) => {
      const [indices, values] = saved as [Tensor, Tensor];
      const places = indices.rank === 2 ? indices : indices.reshape([-1, 1]);
      const taken = (): Tensor => tf.gatherND(dy, places);
      return {
        sparseValues: () => (values.rank === 0 ? tf.sum(taken()) : taken().reshape(values.shape)),
        defaultValue: () => tf.sub(tf.sum(dy), tf.sum(taken())),
      };
    },
  });

  registerRule(tf, {
    kernelName: 'SparseFillEmptyRows',
    inputs: ['values'],
    outputs: [false, false, false, true],
    gradient: ([, dy], saved) => {
      const [values, places] = saved as [Tensor, Tensor];
      const given = (): Tensor => (dy ? tf.gather(dy, places as never) : tf.zerosLike(values));
      return {
        values: given,
        defaultValue: () => (dy ? tf.sub(tf.sum(dy), tf.sum(given())) : tf.scalar(0)),
      };
    },
  });
}

/** The values [size] at the indices, 0 for those that name none. */
function pick(tf: StockTensorFlow, values: Tensor, indices: Tensor, size: number): Tensor {
  const exists = tf.logicalAnd(tf.greaterEqual(indices, 0), tf.less(indices, size));
  return tf.mul(tf.gather(values, tf.where(exists, indices, tf.zerosLike(indices)).cast('int32') as never), exists.cast('float32'));
}
