/** What a server compiles for `fit`. */
import { expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import { compileTraining } from '../../engine/graph/training/install';
import { watchFit } from '../../train/fit';

let read = 0;
const bed = remoteTestBed({}, ({ tf }) => {
  compileTraining(tf, { lineOf: () => null, say: () => undefined });
  watchFit(tf, () => ({ begin: () => ({ batch: () => void read++, epoch: () => undefined, end: () => undefined }), shouldStop: () => false }));
});

it('once its shapes have been seen, however losses happen to be read, nothing is compiled any more', async () => {
  const { tf, engine } = bed;
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [6] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  const x = tf.randomNormal([200, 6]);
  const y = tf.randomNormal([200, 1]);
  const programs = () => engine.remote.activity()?.graphs.length;
  const made: unknown[] = [];
  for (let fit = 0; fit < 8; fit++) {
    await model.fit(x, y, { batchSize: 16, epochs: 3, validationSplit: 0.2, verbose: 0 });
    made.push(programs());
  }
  expect(read).toBe(8 * 3 * 10);
  expect(made.slice(1)).toEqual(made.slice(1).map(() => made[1]));
  model.dispose();
  tf.dispose([x, y]);
}, 120_000);
