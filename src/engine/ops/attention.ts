import type { AttentionOptions } from '../additions';
import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import { shapeText } from '../patches/shape-errors/shapes';
import type { Given } from './arguments';
import { floats } from './arguments';
import { runCustom } from './run';

const NAME = 'dotProductAttention';

export function attention(tf: StockTensorFlow) {
  function dotProductAttention(query: Given, key: Given, value: Given, { bias, mask, scale, isCausal = false, dropout = 0 }: AttentionOptions = {}): Tensor {
    return tf.tidy(() => {
      const [q, k, v] = [floats(tf, query, 'query', NAME), floats(tf, key, 'key', NAME), floats(tf, value, 'value', NAME)];
      expectMatching(q, k, v);
      const [queries, keys, values] = [q, k, v].map((part) => tf.transpose(part, [0, 2, 1, 3])) as [Tensor, Tensor, Tensor];
      const products = tf.matMul(queries, keys, false, true);
      const factor = scale ?? 1 / Math.sqrt(q.shape[3] ?? 1);
      const scores = bias === undefined ? products : tf.add(tf.mul(products, factor), fourDimensional(bias, 'bias', products));
      const seen = mask === undefined ? undefined : tf.cast(fourDimensional(mask, 'mask', products), 'bool');
      const attrs = { scale: bias === undefined ? factor : 1, causal: isCausal };
      const [weights] = runCustom(tf, 'MaskedSoftmax', { x: scores, ...(seen && { mask: seen }) }, attrs);
      const kept = dropout > 0 ? tf.dropout(weights, dropout) : weights;
      return tf.transpose(tf.matMul(kept, values), [0, 2, 1, 3]);
    });
  }

  /** With leading axes of size 1 as needed. @throws Error unless it broadcasts to the scores. */
  function fourDimensional(given: Tensor, argument: string, { shape: scores }: Tensor): Tensor {
    const shape = [...new Array<number>(Math.max(0, 4 - given.rank)).fill(1), ...given.shape];
    if (shape.length > 4 || shape.some((size, axis) => size !== 1 && size !== scores[axis])) {
      throw new Error(`${NAME}: ${argument} ${shapeText(given.shape)} does not broadcast to ${shapeText(scores)}, [batch, heads, queries, keys]`);
    }
    return given.rank === 4 ? given : tf.reshape(given, shape);
  }

  return { dotProductAttention };
}

function expectMatching(query: Tensor, key: Tensor, value: Tensor): void {
  for (const [argument, { shape }] of Object.entries({ query, key, value })) {
    if (shape.length !== 4) throw new Error(`${NAME}: ${argument} ${shapeText(shape)} must have 4 dimensions, [batch, time, heads, width]`);
  }
  const said = `${NAME}: query ${shapeText(query.shape)}, key ${shapeText(key.shape)} and value ${shapeText(value.shape)}`;
  for (const [axis, what] of [[0, 'batch sizes'], [2, 'numbers of heads']] as const) {
    const sizes = [query, key, value].map(({ shape }) => shape[axis]);
    if (new Set(sizes).size > 1) throw new Error(`${said}: ${what} ${sizes.join(', ')} must be equal`);
  }
  if (query.shape[3] !== key.shape[3]) throw new Error(`${said}: widths ${query.shape[3]} of query and ${key.shape[3]} of key must be equal`);
  if (key.shape[1] !== value.shape[1]) throw new Error(`${said}: ${key.shape[1]} keys and ${value.shape[1]} values must be equally many`);
}
