import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { crossEntropy, dense, taker, zeros } from './network';
import type { Network } from './network';

/** 28×28×1, convolution 8@5×5, pool 2, convolution 16@5×5, pool 2, dense 10; ReLU. */
export const cnn: Network = {
  build: ({ batch }) => ({
    weights: [dense(25, 5, 5, 1, 8), zeros(8), dense(200, 5, 5, 8, 16), zeros(16), dense(256, 256, 10), zeros(10)],
    inputs: [{ shape: [batch, 28, 28, 1], values: 'noise' }, { shape: [batch], values: { classes: 10 } }],
    loss(tf, inputs, weights) {
      const [input, weight] = [taker(inputs), taker(weights)];
      const block = (image: Tensor) =>
        tf.maxPool(tf.conv2d(image as Tensor4D, weight() as Tensor4D, 1, 'valid').add(weight()).relu() as Tensor4D, 2, 2, 'valid');
      const logits = block(block(input())).reshape([-1, 256]).matMul(weight()).add(weight());
      return crossEntropy(tf, input(), logits);
    },
  }),
};
