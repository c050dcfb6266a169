import { beforeAll, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { startOracle } from '../../cpu/oracle';
import { LAYER_CHECKS } from './index';

let tf: TensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
  await tf.setBackend('wasm');
}, 60_000);

for (const { name, run } of LAYER_CHECKS) {
  it(name, async () => {
    await expect(run(tf)).resolves.toBeUndefined();
  });
}
