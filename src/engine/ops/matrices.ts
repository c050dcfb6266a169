import type { NamedTensorMap } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import { shapeText } from '../patches/shape-errors/shapes';
import type { Given } from './arguments';
import { floats } from './arguments';

export function matrices(tf: StockTensorFlow) {
  /** Keeps what lies where `keeps(column - row)`, and puts 0 elsewhere, also for NaN. */
  function part(name: string, x: Given, keeps: (offset: number) => boolean): Tensor {
    return tf.tidy(() => {
      const values = x instanceof tf.Tensor ? x : tf.tensor(x);
      const [rows, columns] = values.shape.slice(-2);
      if (rows === undefined || columns === undefined) throw new Error(`${name}: x ${shapeText(values.shape)} must have at least 2 dimensions, [..., rows, columns]`);
      const kept = Uint8Array.from({ length: rows * columns }, (_, at) => (keeps((at % columns) - Math.floor(at / columns)) ? 1 : 0));
      return tf.where(tf.tensor(kept, [rows, columns], 'bool'), values, tf.zerosLike(values));
    });
  }

  function clipByGlobalNorm<T extends readonly Tensor[] | NamedTensorMap>(tensors: T, clipNorm: number): [T, Tensor] {
    const compute = (): [T, Tensor] => {
      const entries = Object.entries<Tensor>(tensors as NamedTensorMap);
      if (entries.length === 0) throw new Error('clipByGlobalNorm: there is no tensor to clip');
      if (!(clipNorm > 0)) throw new Error(`clipByGlobalNorm: clipNorm is ${clipNorm} and must be positive`);
      const squares = entries.map(([name, tensor]) => tf.sum(tf.square(floats(tf, tensor, `tensor ${name}`, 'clipByGlobalNorm'))));
      const norm = tf.sqrt(tf.addN(squares));
      // A norm that is not finite makes everything NaN, so that a diverged training shows.
      const factor = tf.mul(clipNorm, tf.minimum(tf.div(1, norm), 1 / clipNorm)).add(tf.mul(norm, 0));
      const clipped = entries.map(([name, tensor]) => [name, tf.mul(tensor, factor)] as const);
      return [(Array.isArray(tensors) ? clipped.map(([, tensor]) => tensor) : Object.fromEntries(clipped)) as unknown as T, norm];
    };
    // The declarations of tidy know no lists of maps; it disposes right of what they hold.
    return tf.tidy(compute as never) as [T, Tensor];
  }

  return {
    tril: (x: Given, k = 0): Tensor => part('tril', x, (offset) => offset <= k),
    triu: (x: Given, k = 0): Tensor => part('triu', x, (offset) => offset >= k),
    clipByGlobalNorm,
  };
}
