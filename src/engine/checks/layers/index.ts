/** The layers of TensorFlow.js, whose package brings no tests of its own, against closed forms on every device. */
import type { Engine } from '../../api';
import { expectTrue } from '../expect';
import type { LayerCheck } from './check';
import { LEARNING } from './learning';
import { PLAIN } from './plain';
import { SEQUENCES } from './sequences';
import { SPATIAL } from './spatial';

export const LAYER_CHECKS: readonly LayerCheck[] = [...PLAIN, ...SPATIAL, ...SEQUENCES, ...LEARNING];

const onDevice = (backend: string) => async ({ tf }: Engine): Promise<void> => {
  expectTrue(await tf.setBackend(backend), `${backend} did not start`);
  const problems: string[] = [];
  for (const { name, run } of LAYER_CHECKS) {
    await run(tf).catch((failure: unknown) => problems.push(failure instanceof Error ? failure.message : `${name}: ${String(failure)}`));
  }
  expectTrue(problems.length === 0, problems.join('\n'));
};

export const layersHoldOnCpu = onDevice('wasm');
export const layersHoldOnWebgpu = onDevice('webgpu');
export const layersHoldOnWebgl = onDevice('webgl');
