import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { crossEntropy, dense, taker, zeros } from './network';
import type { Network } from './network';

const STEPS = 28;
const FEATURES = 28;

/** An image read row by row: 28 steps of 28 features, LSTM of 64 units, dense 10. */
export const lstm: Network = {
  build({ batch, width }) {
    const units = Math.max(4, Math.round(64 * width));
    return {
      weights: [dense(2 * (FEATURES + units), FEATURES + units, 4 * units), zeros(4 * units), dense(units, units, 10), zeros(10)],
      inputs: [{ shape: [batch, STEPS, FEATURES], values: 'noise' }, { shape: [batch], values: { classes: 10 } }],
      loss(tf, inputs, weights) {
        const [input, weight] = [taker(inputs), taker(weights)];
        const [kernel, bias] = [weight() as Tensor2D, weight()];
        const rows = tf.unstack(input() as Tensor3D, 1);
        let hidden: Tensor = tf.zeros([batch, units]);
        let cell: Tensor = tf.zeros([batch, units]);
        for (const row of rows) {
          const gates = tf.concat([row, hidden], 1).matMul(kernel).add(bias);
          const [open, fresh, forget, out] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
          cell = cell.mul(forget.add(1).sigmoid()).add(open.sigmoid().mul(fresh.tanh()));
          hidden = cell.tanh().mul(out.sigmoid());
        }
        return crossEntropy(tf, input(), hidden.matMul(weight()).add(weight()));
      },
    };
  },
};
