import type { ModelCompileArgs } from '@tensorflow/tfjs';
import type { Engine } from '../api';
import { compiled } from '../graph/compiled/compiled';
import { compileTraining } from '../graph/training/install';
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

/** On WebGPU `model.fit` by compiled steps loses what the eager one does, goes on after a switch of the device, and leaves nothing behind. */
export async function fitsAsEager({ tf, seed }: Engine): Promise<void> {
  expectTrue(await tf.setBackend('webgpu'), 'webgpu did not start');
  const said: string[] = [];
  compileTraining(tf, { lineOf: () => null, say: (message) => said.push(message) });
  const before = tf.memory().numTensors;
  const [x, y] = tf.tidy(() => [tf.randomNormal([10, 4, 4, 1], 0, 1, 'float32', 3), tf.oneHot(tf.tensor1d([0, 1, 1, 0, 1, 0, 0, 1, 1, 0], 'int32'), 2).toFloat()]);
  const train = async (runEagerly: boolean): Promise<number[]> => {
    seed(5);
    const { conv2d, batchNormalization, dropout, flatten, dense } = tf.layers;
    const model = tf.sequential({ layers: [conv2d({ filters: 2, kernelSize: 3, inputShape: [4, 4, 1] }), batchNormalization(), dropout({ rate: 0.3 }), flatten(), dense({ units: 2, activation: 'softmax' })] });
    const compile: ModelCompileArgs & { runEagerly: boolean } = { optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'], runEagerly };
    model.compile(compile);
    const { history } = await model.fit(x, y, {
      epochs: 4,
      batchSize: 5,
      verbose: 0,
      callbacks: { onEpochBegin: async (epoch) => void (await tf.setBackend(epoch === 2 ? 'wasm' : 'webgpu')) },
    });
    const values = (await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]))).flat();
    model.dispose();
    return [...(history['loss'] as number[]), ...values];
  };
  const random = Math.random;
  try {
    const expected = await train(true);
    expectClose(await train(false), expected, 1e-4, 'losses and weights of a fit');
  } finally {
    Math.random = random;
  }
  expectTrue(said.length === 0, said.join());
  tf.dispose([x, y]);
  expectTrue(tf.memory().numTensors === before, `${tf.memory().numTensors - before} tensors more after a fit`);
}
