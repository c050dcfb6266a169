import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { NETWORK_NAMES, workload } from './networks';
import type { NetworkName } from './networks';

const STEPS = 12;
/** Small, for devices that compute in software; those whose width is fixed are small enough. */
const sizeOf = (network: NetworkName) => ({ network, batch: network === 'gpt' ? 1 : 2, width: network === 'cnn' || network === 'mlp' ? 1 : 0.125 });

/** Every network takes 12 steps of Adam on WebGPU with the losses of the CPU, to 1e-5. */
export const losesTheSameOnWebgpu = (engine: Engine): Promise<void> => losesTheSame(engine, 'webgpu', 1e-5);
/** And on WebGL, to 1e-4. */
export const losesTheSameOnWebgl = (engine: Engine): Promise<void> => losesTheSame(engine, 'webgl', 1e-4);

async function losesTheSame({ tf }: Engine, backend: string, tolerance: number): Promise<void> {
  for (const network of NETWORK_NAMES) {
    const expected = await losses(tf, 'wasm', network);
    expectTrue((expected.at(-1) ?? NaN) < (expected[0] ?? NaN), `the loss of ${network} does not fall: ${expected.join(', ')}`);
    expectClose(await losses(tf, backend, network), expected, tolerance, `losses of ${network} on ${backend}`);
  }
}

async function losses(tf: Engine['tf'], backend: string, name: NetworkName): Promise<number[]> {
  expectTrue(await tf.setBackend(backend), `${backend} did not start`);
  const network = workload(tf, sizeOf(name));
  const lost: number[] = [];
  for (let step = 0; step < STEPS; step++) lost.push(await network.step());
  network.dispose();
  return lost;
}
