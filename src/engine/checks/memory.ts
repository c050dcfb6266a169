import type { Engine } from '../api';
import { expectTrue } from './expect';

const MIB = 2 ** 20;

/** Each device tells what it allocates, refuses what is beyond its limit naming the largest tensors, and goes on. */
export async function refusesBeyondItsLimit(engine: Engine): Promise<void> {
  const { tf } = engine;
  for (const backend of ['wasm', 'webgpu', 'webgl']) {
    expectTrue(await tf.setBackend(backend), `${backend} did not start`);
    const before = engine.memory().device;
    expectTrue(before !== undefined && before.limit > 512 * MIB, `${backend} tells ${JSON.stringify(before)}`);
    // On the device, not on the host alone.
    const large = tf.fill([1024, 1024], 1).add(1);
    await large.slice(0, 1).data();
    const used = engine.memory().device?.used ?? 0;
    expectTrue(used >= (before?.used ?? 0) + 4 * MIB, `${backend}: 4 MiB more is ${used} after ${before?.used}`);

    engine.memoryLimit((engine.memory().device?.allocated ?? 0) + MIB);
    const failure: unknown = await Promise.resolve()
      .then(async () => {
        const refused = tf.fill([2048, 2048], 1).add(1);
        await refused.data();
      })
      .catch((error: unknown) => error);
    const words = String(failure);
    expectTrue(words.includes('OutOfMemoryError: out of memory: a tensor of'), `${backend}: ${words}`);
    expectTrue(words.includes('[1024, 1024], 4.2 MB'), `${backend} names the largest: ${words}`);
    engine.memoryLimit(before?.limit ?? 2 ** 30);
    const sum = large.sum();
    expectTrue((await sum.data())[0] === 2 * 1024 * 1024, `${backend} goes on`);
    tf.dispose([large, sum]);
  }
}
