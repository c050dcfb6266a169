import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../api';
import { crossEntropy, dense, ones, taker, zeros } from './network';
import type { Network } from './network';

const TIME = 64;
const HEADS = 4;
const VOCABULARY = 64;

/**
 * One block of a GPT, d = 128, T = 64, four heads: token and position embeddings, causal self-attention and
 * a GELU network of 4d, both after layer normalisation and around a residual, then logits over 64 tokens.
 */
export const gpt: Network = {
  build({ batch, width }) {
    const d = HEADS * Math.max(4, Math.round((128 / HEADS) * width));
    const norm = [ones(d), zeros(d)];
    return {
      weights: [
        dense(2 * d, VOCABULARY, d), dense(2 * d, TIME, d),
        ...norm, dense(2 * d, d, 3 * d), zeros(3 * d), dense(2 * d, d, d), zeros(d),
        ...norm, dense(d, d, 4 * d), zeros(4 * d), dense(8 * d, 4 * d, d), zeros(d),
        ...norm, dense(2 * d, d, VOCABULARY),
      ],
      inputs: [{ shape: [batch, TIME], values: { classes: VOCABULARY } }, { shape: [batch, TIME], values: { classes: VOCABULARY - 3 } }],
      loss(tf, inputs, weights) {
        const [input, weight] = [taker(inputs), taker(weights)];
        const tokens = input();
        const width = d / HEADS;
        let x: Tensor = tf.gather(weight(), tokens.flatten()).reshape([batch, TIME, d]).add(weight());
        const linear = (y: Tensor, bias = true): Tensor => {
          const flat = y.reshape([batch * TIME, y.shape.at(-1) ?? d]).matMul(weight());
          return (bias ? flat.add(weight()) : flat).reshape([batch, TIME, -1]);
        };
        const projected = linear(layerNorm(tf, x, weight(), weight()));
        const [query, key, value] = tf.split(projected, 3, 2).map((part) => part.reshape([batch, TIME, HEADS, width])) as [Tensor, Tensor, Tensor];
        x = x.add(linear(attention(tf, query, key, value).reshape([batch, TIME, d])));
        x = x.add(linear(gelu(tf, linear(layerNorm(tf, x, weight(), weight())))));
        const logits = linear(layerNorm(tf, x, weight(), weight()), false).reshape([batch * TIME, VOCABULARY]);
        const targets = input();
        return tf.losses.sparseSoftmaxCrossEntropy?.(targets.flatten(), logits) ?? crossEntropy(tf, targets, logits);
      },
    };
  },
};

/** Ours where there is one; else composed, as users of stock TensorFlow.js write it. */
function layerNorm(tf: TensorFlow, x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  if (tf.layerNorm !== undefined) return tf.layerNorm(x, gamma, beta, -1, EPSILON);
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(variance.add(EPSILON).rsqrt()).mul(gamma).add(beta);
}

function gelu(tf: TensorFlow, x: Tensor): Tensor {
  return tf.gelu?.(x, false) ?? x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));
}

/** Causal attention of [batch, time, heads, width]. */
function attention(tf: TensorFlow, query: Tensor, key: Tensor, value: Tensor): Tensor {
  if (tf.dotProductAttention !== undefined) return tf.dotProductAttention(query, key, value, { isCausal: true });
  const [q, k, v] = [query, key, value].map((part) => part.transpose([0, 2, 1, 3])) as [Tensor, Tensor, Tensor];
  const length = q.shape[2] ?? 1;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(q.shape[3] ?? 1));
  const future = tf.range(0, length).expandDims(0).greater(tf.range(0, length).expandDims(1)).toFloat().mul(-1e9);
  return tf.matMul(scores.add(future).softmax(), v).transpose([0, 2, 1, 3]);
}

const EPSILON = 1e-5;
