/** A Trainer that accumulates gradients on a server with eight devices. */
import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../../e2e/support/remote-test-bed';
import type { Train } from '../../../train/api';
import { createTrainGlobal } from './train';

let train: Train;
const said: string[] = [];
const bed = remoteTestBed({ devices: 8 }, (engine) => {
  train = createTrainGlobal(engine, { tracing: { framesOf: () => [], countOf: () => null }, say: (message) => void said.push(message), now: () => performance.now(), currentRun: () => null });
});

const exchanges = (): readonly Readonly<Record<string, number>>[] =>
  (bed.engine.remote.activity()?.graphs ?? []).filter(({ graph }) => (graph.parted ?? []).length > 0).map(({ compiled }) => compiled?.collectives ?? {});

describe('gradients that are accumulated on eight devices', () => {
  it('give the update of the large batch, and no batch has the devices exchange anything', async () => {
    const { tf } = bed;
    const x = tf.randomNormal([64, 6]);
    const y = tf.tidy(() => tf.randomNormal([64, 2]));
    const start = [tf.randomNormal([6, 8]), tf.randomNormal([8, 2])] as const;
    const trained = async (batchSize: number, accumulateGradBatches: number): Promise<Float32Array> => {
      const w = tf.variable(start[0].clone());
      const v = tf.variable(start[1].clone());
      const module = train.defineModule({ w, v, trainingStep: ({ x: given, y: wanted }: { x: typeof x; y: typeof y }) => tf.losses.meanSquaredError(wanted, given.matMul(w as never).relu().matMul(v as never)), configureOptimizers: () => tf.train.adam(0.01) } as never);
      await new train.Trainer({ maxEpochs: 4, accumulateGradBatches, summary: false }).fit(module, { x, y, batchSize });
      const values = (await w.data()) as Float32Array;
      tf.dispose([w, v]);
      return values.slice();
    };
    const large = await trained(64, 1);
    const before = exchanges().length;
    const small = await trained(16, 4);
    const made = exchanges().slice(before);
    expect(said).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
    for (const exchanged of made) expect(exchanged).toEqual({});
    small.forEach((value, index) => expect(Math.abs(value - (large[index] ?? NaN))).toBeLessThan(1e-5));
    tf.dispose([x, y, ...start]);
  }, 120_000);
});
