import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { NETWORK_NAMES, workload } from './index';

beforeAll(() => tf.setBackend('cpu'));

describe('every network of the benchmarks', () => {
  it.each(NETWORK_NAMES)('%s learns its batch and leaks nothing', async (network) => {
    const before = tf.memory().numTensors;
    const trained = workload(tf, { network, batch: 2, width: 0.125 });
    const losses = [];
    for (let step = 0; step < 3; step++) losses.push(await trained.step());
    expect(losses[2]).toBeLessThan(losses[0] ?? NaN);
    trained.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);
});
