import { crossEntropy, dense, taker, zeros } from './network';
import type { Network } from './network';

const WORDS = 20;
const VOCABULARY = 500;

/** A bag of words: embeddings of 20 words of 500, averaged, dense 32, dense 2; tanh. */
export const bag: Network = {
  build({ batch }) {
    return {
      weights: [dense(32, VOCABULARY, 16), dense(16, 16, 32), zeros(32), dense(32, 32, 2), zeros(2)],
      inputs: [{ shape: [batch, WORDS], values: { classes: VOCABULARY } }, { shape: [batch], values: { classes: 2 } }],
      loss(tf, inputs, weights) {
        const [input, weight] = [taker(inputs), taker(weights)];
        const words = tf.gather(weight(), input().flatten()).reshape([batch, WORDS, 16]).mean(1);
        const logits = words.matMul(weight()).add(weight()).tanh().matMul(weight()).add(weight());
        return crossEntropy(tf, input(), logits);
      },
    };
  },
};
