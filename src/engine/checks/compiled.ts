import type { Engine } from '../api';
import { compiled } from '../graph/compiled/compiled';
import { expectClose, expectTrue } from './expect';
import { NETWORK_NAMES, workload } from './networks';

const STEPS = 12;
const parts = {
  lineOf: () => null,
  say: (message: string): void => {
    throw new Error(message);
  },
};

/** Compiled steps of every network lose what the eager ones do over 12 steps, and leave nothing behind. */
export const compilesAsEager =
  (backend: 'wasm' | 'webgpu') =>
  async ({ tf }: Engine): Promise<void> => {
    expectTrue(await tf.setBackend(backend), `${backend} did not start`);
    for (const network of NETWORK_NAMES) {
      const options = { network, batch: 1, width: 0.125 } as const;
      const before = tf.memory().numTensors;
      const [eager, other] = [workload(tf, options), workload(tf, options)];
      const step = compiled(tf, () => other.train(), {}, parts);
      const [expected, got]: [number[], number[]] = [[], []];
      let alive = 0;
      for (let count = 0; count < STEPS; count++) {
        expected.push(await eager.step());
        const loss = step();
        got.push(...(await loss.data()));
        loss.dispose();
        if (count === 5) alive = tf.memory().numTensors;
      }
      expectTrue(tf.memory().numTensors === alive, `${network}: ${tf.memory().numTensors - alive} tensors more after the steps`);
      const { runs, retraces } = step.report();
      expectTrue(runs >= STEPS - 2, `${network}: only ${runs} of ${STEPS} steps ran from a recording: ${JSON.stringify(retraces)}`);
      expectClose(got, expected, 1e-5, `losses of ${network}`);
      step.dispose();
      eager.dispose();
      other.dispose();
      expectTrue(tf.memory().numTensors === before, `${network} left ${tf.memory().numTensors - before} tensors`);
    }
  };
