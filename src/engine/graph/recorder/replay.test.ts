import { beforeAll, describe, expect, it } from 'vitest';
import type { TensorFlow } from '../../api';
import { NETWORK_NAMES, workload } from '../../checks/networks';
import { startRecording } from '../testing';
import { layersWorkloads } from './workloads';

let parts: Awaited<ReturnType<typeof startRecording>>;
beforeAll(async () => {
  parts = await startRecording();
}, 60_000);

const STEPS = 12;

describe('a recorded training run is the eager one, bit for bit', () => {
  it.each(NETWORK_NAMES)('%s with Adam', async (network) => {
    const train = async (tf: TensorFlow): Promise<number[]> => {
      const trained = workload(tf, { network, batch: 2, width: 0.125 });
      const values: number[] = [];
      for (let step = 0; step < STEPS; step++) values.push(await trained.step());
      for (const variable of trained.variables) for (const value of await variable.data()) values.push(value);
      trained.dispose();
      return values;
    };
    await expectSame(train);
  }, 60_000);

  it.each(Object.entries(layersWorkloads))('%s', async (_, train) => {
    await expectSame(train);
  }, 60_000);
});

async function expectSame(train: (tf: TensorFlow) => Promise<number[]>): Promise<void> {
  const { tf, name, recorder } = parts;
  await tf.setBackend('wasm');
  const before = tf.memory().numTensors;
  const eager = await train(tf);
  // Stock momentum keeps a scalar of its own for ever.
  const leaked = tf.memory().numTensors - before;
  await tf.setBackend(name);
  const [graphs, data] = [recorder.graphs.length, recorder.numDataIds()];
  const recorded = await train(tf);
  expect(tf.memory().numTensors).toBe(before + 2 * leaked);
  expect(recorder.numDataIds()).toBe(data + leaked);
  expect(recorder.pendingNodes).toBe(0);
  await tf.setBackend('wasm');
  expect(recorded.length).toBe(eager.length);
  expect(recorded.findIndex((value, index) => !Object.is(value, eager[index]))).toBe(-1);
  expect(eager.every(Number.isFinite)).toBe(true);
  // The first step also makes the optimizer's slots.
  expect(recorder.graphs.length - graphs).toBeLessThanOrEqual(2);
}
