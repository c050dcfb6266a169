import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { Given } from './arguments';
import { floats } from './arguments';
import { runCustom } from './run';

export function activations(tf: StockTensorFlow) {
  return {
    gelu: (x: Given, approximate = true): Tensor => tf.tidy(() => runCustom(tf, 'Gelu', { x: floats(tf, x, 'x', 'gelu') }, { approximate })[0]),
    silu: (x: Given): Tensor => tf.tidy(() => runCustom(tf, 'Silu', { x: floats(tf, x, 'x', 'silu') }, {})[0]),
    mish: (x: Given): Tensor =>
      tf.tidy(() => {
        const values = floats(tf, x, 'x', 'mish');
        return tf.mul(values, tf.tanh(tf.softplus(values)));
      }),
  };
}
