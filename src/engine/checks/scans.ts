import type { Engine } from '../api';
import { expectClose } from './expect';

/** Gradients of cumulative sums and of products are right on WebGPU, also after scans of another length. */
export async function scansEveryLength({ tf }: Engine): Promise<void> {
  await tf.setBackend('webgpu');
  for (const length of [5, 9, 3]) {
    const x = tf.range(1, length + 1).div(3);
    const summed = tf.grad((a) => tf.cumsum(a).sum())(x);
    const multiplied = tf.grad((a) => tf.prod(a))(x);
    const values = Float32Array.from(await x.data());
    const product = values.reduce((all, value) => all * value, 1);
    expectClose(await summed.data(), values.map((_, index) => length - index), 1e-4, `the gradient of cumsum over ${length}`);
    expectClose(await multiplied.data(), values.map((value) => product / value), 1e-4, `the gradient of prod over ${length}`);
    tf.dispose([x, summed, multiplied]);
  }
}
