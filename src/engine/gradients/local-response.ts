import type { StockTensorFlow } from '../api';
import { vectorJacobian } from './backpropagation';
import { registerSingle } from './register';
import type { Tensor } from './tape';

interface ResponseAttrs {
  readonly depthRadius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** The gradient of local response normalisation has one too: that of its formula. */
export function registerLocalResponseGradient(tf: StockTensorFlow): void {
  registerSingle<ResponseAttrs>(tf, {
    kernelName: 'LRNGrad',
    inputs: ['x', 'dy'],
    gradient: (ddx, saved, attrs) => {
      const [x, dy] = saved as [Tensor, Tensor];
      const [dX, dDy] = vectorJacobian(tf, ([values, given]) => [backward(tf, values as Tensor, given as Tensor, attrs)], [x, dy], [ddx]);
      // y is taken for a function of x, so that what it owes is in dX already.
      return { x: () => dX as Tensor, dy: () => dDy as Tensor, y: () => tf.zerosLike(x) };
    },
  });
}

/** With s = bias + alpha·Σ x² over the channels around: dx = dy·s^−beta − 2·alpha·beta·x·Σ dy·x·s^(−beta − 1). x, dy [batch, height, width, channels]. */
function backward(tf: StockTensorFlow, x: Tensor, dy: Tensor, { depthRadius, bias, alpha, beta }: ResponseAttrs): Tensor {
  const channels = x.shape[3] ?? 1;
  const band = tf.tensor2d(Float32Array.from({ length: channels ** 2 }, (_, at) => (Math.abs((at % channels) - Math.floor(at / channels)) <= depthRadius ? 1 : 0)), [channels, channels]);
  const around = (values: Tensor): Tensor => tf.matMul(values.reshape([-1, channels]), band).reshape(values.shape);
  const scale = around(tf.square(x)).mul(alpha).add(bias);
  const owed = around(dy.mul(x).mul(tf.pow(scale, -beta - 1)));
  return dy.mul(tf.pow(scale, -beta)).sub(x.mul(owed).mul(2 * alpha * beta));
}
