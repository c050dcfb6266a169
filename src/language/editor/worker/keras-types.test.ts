/** What the editor knows of steps of layers models, and of the tools of training around data. */
import { expect, test } from 'vitest';
import { TestNotebook } from './notebook-fixture';

test('steps that are overridden, losses that are added and data that is made ahead have types', async () => {
  const cell = `class Net extends tf.Sequential {
  trainStep({ x, y }: tf.layers.StepData, context?: tf.layers.KerasStepContext) {
    const loss = this.optimizer.minimize(() => this.computeLoss(y, this.apply(x, { training: context?.training })), true)!;
    return { ...(super.testStep({ x, y } as tf.layers.StepData) as Record<string, tf.Tensor>), loss };
  }
}
const model = new Net();
class Penalty extends tf.layers.Layer {
  call(inputs: tf.Tensor) { this.addLoss(inputs.square().mean()); return inputs; }
}
const { x, y } = data.digits({ count: 10, size: 14 });
await model.fit(x, y, { callbacks: [new train.LogPredictions({ data: x, labels: y }), { onEpochEnd: (epoch) => console.log(epoch) }] });
const { suggestion } = await train.findLearningRate(model, { x, y: tf.oneHot(y, 10) }, { steps: 10 });
for await (const batch of train.infeed({ x, y }, { prefetch: 3 })) tf.dispose(batch);
const { itemsPerSecond, stallShare } = await train.benchmarkDataset({ x, y }, { msPerStep: 5 });
new train.Trainer({ classWeight: { 0: 2 }, labelSmoothing: 0.1, maxSteps: Math.round(itemsPerSecond + (stallShare ?? 0) + (suggestion ?? 0)) });`;
  expect(await new TestNotebook(cell).problems(0)).toEqual([]);
  expect(await new TestNotebook('data.digits({ counts: 3 })').problems(0)).toEqual([expect.stringContaining('counts')]);
}, 60_000);
