import type { Engine } from '../api';
import { expectClose } from './expect';

/** `dataSync` on WebGPU is right or names the way that is; it never returns wrong numbers. */
export async function readsRightOrThrows({ tf }: Engine): Promise<void> {
  await tf.setBackend('webgpu');
  for (const length of [1, 1_000, 1_024, 70_000]) {
    const x = tf.range(0, length).add(1);
    try {
      expectClose(x.dataSync(), Float32Array.from({ length }, (_, index) => index + 1), 0, `dataSync of ${length} values`);
    } catch (failure) {
      if (!(failure instanceof Error) || !failure.message.includes('await x.data()')) throw failure;
    }
    expectClose(await x.data(), Float32Array.from({ length }, (_, index) => index + 1), 0, `data of ${length} values`);
    // Read once, the values are known and can be had at once.
    expectClose(x.dataSync(), await x.data(), 0, `dataSync of ${length} known values`);
    x.dispose();
  }
}
