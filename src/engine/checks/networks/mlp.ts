import { crossEntropy, dense, taker, zeros } from './network';
import type { Network } from './network';

/** 784-256-128-10; ReLU. */
export const mlp: Network = {
  build: ({ batch }) => ({
    weights: [dense(784, 784, 256), zeros(256), dense(256, 256, 128), zeros(128), dense(128, 128, 10), zeros(10)],
    inputs: [{ shape: [batch, 784], values: 'noise' }, { shape: [batch], values: { classes: 10 } }],
    loss(tf, inputs, weights) {
      const [input, weight] = [taker(inputs), taker(weights)];
      const logits = input()
        .matMul(weight()).add(weight()).relu()
        .matMul(weight()).add(weight()).relu()
        .matMul(weight()).add(weight());
      return crossEntropy(tf, input(), logits);
    },
  }),
};
