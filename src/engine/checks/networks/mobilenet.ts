import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { crossEntropy, dense, ones, taker, zeros } from './network';
import type { Network, Weight } from './network';

/** 32×32×3, convolution 3×3 with stride 2, two depthwise-separable blocks, average, dense 10; batch normalisation and ReLU6. */
export const mobilenet: Network = {
  build({ batch, width }) {
    const [narrow, middle, wide] = [16, 32, 64].map((channels) => Math.max(4, Math.round(channels * width))) as [number, number, number];
    const normed = (weight: Weight, channels: number): Weight[] => [weight, ones(channels), zeros(channels)];
    return {
      weights: [
        ...normed(dense(27, 3, 3, 3, narrow), narrow),
        ...normed(dense(9, 3, 3, narrow, 1), narrow),
        ...normed(dense(narrow, 1, 1, narrow, middle), middle),
        ...normed(dense(9, 3, 3, middle, 1), middle),
        ...normed(dense(middle, 1, 1, middle, wide), wide),
        dense(wide, wide, 10),
        zeros(10),
      ],
      inputs: [{ shape: [batch, 32, 32, 3], values: 'noise' }, { shape: [batch], values: { classes: 10 } }],
      loss(tf, inputs, weights) {
        const [input, weight] = [taker(inputs), taker(weights)];
        const normed = (x: Tensor) => {
          const { mean, variance } = tf.moments(x, [0, 1, 2]);
          const [scale, offset] = [weight(), weight()];
          return tf.batchNorm(x as Tensor4D, mean as Tensor4D, variance as Tensor4D, offset as Tensor4D, scale as Tensor4D, 1e-3).clipByValue(0, 6) as Tensor4D;
        };
        const separable = (x: Tensor4D, stride: number) => {
          const deep = normed(tf.depthwiseConv2d(x, weight() as Tensor4D, stride, 'same'));
          return normed(tf.conv2d(deep, weight() as Tensor4D, 1, 'same'));
        };
        const stem = normed(tf.conv2d(input() as Tensor4D, weight() as Tensor4D, 2, 'same'));
        const logits = separable(separable(stem, 1), 2).mean([1, 2]).matMul(weight()).add(weight());
        return crossEntropy(tf, input(), logits);
      },
    };
  },
};
