/** Trainings of a Trainer, one of two networks against each other among them, and of a layers model with a step of its own: the losses of the CPU on the GPU runtime. */
import { expect, test } from '@playwright/test';
import { openNotebook, runAll, switchDevice, textOf } from './support/notebook';

const CELLS = [
  `const numbers = (count: number, of: (index: number) => number) => Float32Array.from({ length: count }, (_, index) => of(index));
const x = tf.tensor2d(numbers(36, (index) => Math.sin(index)), [12, 3]), y = tf.tensor2d(numbers(12, (index) => Math.cos(0.7 * index)), [12, 1]);
const net = (optimizers: () => any) => {
  const w = tf.variable(tf.tensor2d(numbers(6, (index) => Math.sin(3 * index)), [3, 2])), v = tf.variable(tf.tensor2d([1, -1], [2, 1]));
  return train.defineModule({ w, v, forward: (given: tf.Tensor) => tf.matMul(tf.tanh(tf.matMul(given, w)), v), loss: (target: tf.Tensor, predicted: tf.Tensor) => predicted.sub(target).square().mean(), configureOptimizers: optimizers });
};
const losses: number[] = [];
const fit = async (options: train.TrainerOptions, optimizers: () => any = () => tf.train.adam(0.02, 0.9, 0.999, 1e-7)) => {
  const { history } = await new train.Trainer({ summary: false, seed: 5, sanityValidationSteps: 1, ...options }).fit(net(optimizers), { train: { x, y, batchSize: 5 }, validation: { x, y } });
  losses.push(...Object.values(history).flat());
};`,
  `await fit({ maxEpochs: 3 });
await fit({ maxEpochs: 2, accumulateGradBatches: 2, gradientClip: { norm: 0.3 } });
await fit({ maxEpochs: 2, runEagerly: true, gradientClip: { value: 0.05 } }, () => tf.train.sgd(0.1));
await fit({ maxEpochs: 2, stepsPerExecution: 2, callbacks: [new train.EarlyStopping({ patience: 1 })] });`,
  `const dense = (units: number, inputs: number, at: number) => tf.layers.dense({ units, inputShape: [inputs], weights: [tf.tensor2d(numbers(inputs * units, (index) => Math.sin(at + index)), [inputs, units]), tf.zeros([units])] });
class Gan extends train.Module {
  readonly generator = tf.sequential({ layers: [dense(3, 2, 1)] });
  readonly discriminator = tf.sequential({ layers: [dense(4, 3, 2), tf.layers.leakyReLU(), dense(1, 4, 3)] });
  readonly judged = (given: tf.Tensor, isDrawn: boolean) => tf.losses.sigmoidCrossEntropy(tf.ones([given.shape[0], 1]).mul(Number(isDrawn)), this.discriminator.apply(given) as tf.Tensor) as tf.Scalar;
  made({ x }: { x: tf.Tensor }) {
    return this.generator.apply(x.slice([0, 0], [-1, 2])) as tf.Tensor;
  }
  configureOptimizers() {
    return {
      discriminator: { optimizer: tf.train.adam(0.02, 0.5, 0.999, 1e-7), of: this.discriminator, loss: (batch: { x: tf.Tensor }) => this.judged(batch.x, true).add(this.judged(this.made(batch), false)) },
      generator: { optimizer: tf.train.sgd(0.05), of: this.generator, loss: (batch: { x: tf.Tensor }) => this.judged(this.made(batch), true) },
    };
  }
}
for (const options of [{}, { accumulateGradBatches: 2 }]) {
  const { history } = await new train.Trainer({ summary: false, seed: 5, maxEpochs: 2, ...options }).fit(new Gan(), { x, batchSize: 5 });
  if (Object.keys(history).length < 2) throw new Error(Object.keys(history).join());
  losses.push(...Object.keys(history).sort().flatMap((name) => history[name] as number[]));
}`,
  `class Net extends tf.Sequential {
  trainStep({ x, y }: tf.layers.StepData) {
    const loss = this.optimizer.minimize(() => this.computeLoss(y, this.apply(x, { training: true })), true)!;
    return { loss, half: loss.div(2) };
  }
}
const model = new Net();
model.add(tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: 'ones' }));
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
const { history } = await model.fit(x, y, { epochs: 2, batchSize: 5, shuffle: false, validationData: [x, y] });
losses.push(...Object.keys(history).sort().flatMap((name) => history[name] as number[]));`,
  `console.log(runtime.device, losses.splice(0).join(' '))`,
];

test('losses of the GPU are those of the CPU', async ({ page }) => {
  test.setTimeout(240_000);
  await openNotebook(page, CELLS);
  const trained = async (): Promise<{ device: string; losses: number[] }> => {
    const ran = await runAll(page);
    expect(ran.map(({ status }, index) => (status === 'ok' ? 'ok' : `${index}: ${textOf(ran[index])}`))).toEqual(CELLS.map(() => 'ok'));
    const [device = '', ...numbers] = textOf(ran.at(-1)).trim().split(/\s+/);
    return { device, losses: numbers.map(Number) };
  };
  const here = await trained();
  await switchDevice(page, 'gpu');
  const there = await trained();
  expect([here.device, there.device]).toEqual(['cpu', 'gpu']);
  expect(here.losses.length).toBeGreaterThan(20);
  expect(there.losses).toHaveLength(here.losses.length);
  there.losses.forEach((loss, index) => expect(Math.abs(loss - (here.losses[index] ?? NaN)), `value ${index}`).toBeLessThan(1e-3 * Math.max(1, Math.abs(loss))));
});
