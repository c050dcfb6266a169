import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { workload } from './networks';

const STEPS = 12;
/** Small, for devices that compute in software. */
const BATCH = 4;

/** The small convolutional network loses the same on CPU, WebGPU (to 1e-5) and WebGL (to 1e-4). */
export async function losesTheSameEverywhere({ tf }: Engine): Promise<void> {
  const expected = await losses(tf, 'wasm');
  expectTrue((expected.at(-1) ?? NaN) < 0.9 * (expected[0] ?? NaN), `the loss does not fall: ${expected.join(', ')}`);
  expectClose(await losses(tf, 'webgpu'), expected, 1e-5, 'losses on WebGPU');
  expectClose(await losses(tf, 'webgl'), expected, 1e-4, 'losses on WebGL');
}

async function losses(tf: Engine['tf'], backend: string): Promise<number[]> {
  expectTrue(await tf.setBackend(backend), `${backend} did not start`);
  const network = workload(tf, { network: 'cnn', batch: BATCH });
  const lost: number[] = [];
  for (let step = 0; step < STEPS; step++) lost.push(await network.step());
  network.dispose();
  return lost;
}
