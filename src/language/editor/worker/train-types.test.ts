/** What the editor knows of `train`. */
import { expect, test } from 'vitest';
import { TestNotebook } from './notebook-fixture';

test('a module, a Trainer with callbacks and what fit gives have types', async () => {
  const cell = `class Net extends train.Module {
  net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  override forward(x: tf.Tensor) { return this.net.apply(x) as tf.Tensor; }
  override trainingStep({ x, y }: train.Batch) { return tf.losses.meanSquaredError(y, this.forward(x)); }
  override configureOptimizers() { return { optimizer: tf.train.adam(1e-3), schedule: train.schedules.cosine({ learningRate: 1e-3, decaySteps: 100 }) }; }
}
const trainer = new train.Trainer({ maxEpochs: 3, gradientClip: { norm: 1 }, callbacks: [new train.EarlyStopping({ patience: 2 }), { onEpochEnd({ logs }) { console.log(logs.loss); } }] });
const { history } = await trainer.fit(new Net(), { x: [[1]], y: [[2]] });
history.loss.map((loss) => loss.toFixed(2));
const accuracy = train.metrics.accuracy();
const own = train.defineModule({ w: tf.variable(tf.scalar(0)), trainingStep({ x }: train.Batch) { return x.mul(this.w).mean(); } });
own.w.dispose();`;
  expect(await new TestNotebook(cell).problems(0)).toEqual([]);
  expect(await new TestNotebook('new train.Trainer({ maxEpoch: 3 })').problems(0)).toEqual([expect.stringContaining("'maxEpoch' does not exist")]);
  expect(await new TestNotebook("import { Trainer, Module } from 'gradbook/train'; [Trainer, Module]").problems(0)).toEqual([]);
}, 60_000);
