import { expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import type { FullTensorFlow } from '../api';
import { memoryNeed } from './reports/memory';

const bed = remoteTestBed({ args: ['--max-memory', '96M'] });

type Tensor = ReturnType<FullTensorFlow['tensor']>;
const [ROWS, WIDTH, LAYERS, BLOCKS] = [2048, 64, 4, 8];

/** The gradient of a deep network's weights, and what the program needs of the device. */
async function deep(wrap: FullTensorFlow['remat']): Promise<{ readonly gradient: Float32Array; readonly loss: number; readonly temporaries: number }> {
  const { tf } = bed.engine;
  const weight = tf.tidy(() => tf.variable(tf.mul(tf.randomNormal([WIDTH, WIDTH], 0, 1, 'float32', 3), 0.1)));
  const x = tf.randomNormal([ROWS, WIDTH], 0, 1, 'float32', 4);
  const block = wrap((h: Tensor) => {
    for (let layer = 0; layer < LAYERS; layer++) h = tf.sin(tf.matMul(h as never, weight as never)) as Tensor;
    return h;
  });
  const { value, grads } = tf.variableGrads(() => {
    let h: Tensor = x;
    for (let index = 0; index < BLOCKS; index++) h = block(h);
    return tf.mean(tf.square(h)) as never;
  }, [weight] as never);
  const [gradient, [loss]] = await Promise.all([grads[weight.name]?.data(), value.data()]);
  tf.dispose([weight, x, value, grads] as never);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const largest = (bed.engine.remote.activity()?.graphs ?? []).flatMap(({ compiled }) => compiled?.memory ?? []).toSorted((a, b) => memoryNeed(b) - memoryNeed(a))[0];
  return { gradient: gradient as Float32Array, loss: loss ?? NaN, temporaries: largest?.temporaries ?? NaN };
}

it('what is computed again takes no memory on the server, and the gradients are the same', async () => {
  // The smaller one first: the larger one's memory is asked for as the largest so far.
  const again = await deep((fn) => bed.engine.tf.remat(fn));
  const kept = await deep((fn) => fn);
  expect(again.loss).toBeCloseTo(kept.loss, 6);
  const most = Math.max(...kept.gradient.map(Math.abs));
  kept.gradient.forEach((value, index) => expect(Math.abs((again.gradient[index] ?? NaN) - value)).toBeLessThan(1e-5 * most));
  expect(kept.temporaries).toBeGreaterThan(LAYERS * BLOCKS * ROWS * WIDTH * 4);
  expect(again.temporaries).toBeLessThan(0.5 * kept.temporaries);
}, 60_000);

it('a program that has no room says so before it runs: its largest tensors, with lines, and a batch that fits', async () => {
  const { tf } = bed.engine;
  const w = tf.variable(tf.ones([16, 8192]));
  const x = tf.tensor2d(new Float32Array(4096 * 16), [4096, 16]);
  const grads = tf.variableGrads(() => tf.sum(tf.sin(tf.matMul(x, w as never))), [w] as never);
  await expect(grads.grads[w.name]?.data()).rejects.toThrow(/^The program needs \d+ MiB, and a device has 96 MiB for it\. Largest: .*\[4096,8192\] float32 \(.*remat\.test\.ts:\d+\).*A batch of \d+ instead of 4096 would fit; tf\.remat\(fn\)/);
  tf.dispose([w, x, grads] as never);
  // The session goes on.
  expect(await tf.add(1, 2).data()).toEqual(new Float32Array([3]));
}, 60_000);
