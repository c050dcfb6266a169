import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { givesTheSameBits } from './same-bits';

/** The CPU device computes on several threads after the right to start workers has been taken away, with the bits of one. */
export async function keepsItsThreads({ tf, current }: Engine): Promise<void> {
  expectTrue(!('Worker' in globalThis), 'the check must run in a locked worker');
  await tf.setBackend('wasm');
  const threads = current().facts.find(({ label }) => label === 'Threads')?.value;
  expectTrue(Number(threads) >= 2, `${threads} thread`);
  const x = tf.ones([256, 256]);
  const product = x.matMul(x);
  expectClose(await product.data(), new Float32Array(256 * 256).fill(256), 0, 'a matrix product on threads');
  tf.dispose([x, product]);
  await givesTheSameBits(tf);
}
