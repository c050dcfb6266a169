import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { createMetrics } from './create';
import type { Given, Metric } from './metric';

const metrics = createMetrics(tf);
beforeAll(() => tf.setBackend('cpu'));

const factories: Record<string, () => Metric<unknown>> = {
  accuracy: () => metrics.accuracy(),
  topK: () => metrics.topKAccuracy({ k: 2 }),
  f1: () => metrics.f1({ average: 'macro' }),
  auc: () => metrics.auc(),
  confusionMatrix: () => metrics.confusionMatrix(),
  perplexity: () => metrics.perplexity({ fromLogits: true }),
  iou: () => metrics.iou(),
  r2: () => metrics.r2(),
  rmse: () => metrics.rmse(),
};
/** [20, 3] logits, or the first 20 targets of them. */
const batch = (seed: number): [tf.Tensor, tf.Tensor] => [tf.tidy(() => tf.randomUniform([20], 0, 3, 'int32', seed)), tf.randomNormal([20, 3], 0, 1, 'float32', seed)];
const inputsOf = (name: string, seed: number): [tf.Tensor, tf.Tensor] => {
  const [labels, logits] = batch(seed);
  return name === 'r2' || name === 'rmse' ? [logits.mul(2), logits] : [labels, logits];
};

test.each(Object.keys(factories))('%s: a saved state goes on as if nothing had happened, and a reset forgets', async (name) => {
  const make = factories[name] as () => Metric<unknown>;
  const before = tf.memory().numTensors;
  const [first, second] = [inputsOf(name, 1), inputsOf(name, 2)];
  const kept = tf.memory().numTensors;
  const [through, saved, loaded] = [make(), make(), make()];
  through.update(...first);
  saved.update(...first);
  loaded.restore(JSON.parse(JSON.stringify(await saved.state())));
  for (const metric of [through, loaded]) metric.update(...second);
  const result = await through.result();
  expect(await loaded.result()).toEqual(result);
  expect(await through.result()).toEqual(result);
  through.reset();
  through.update(...second);
  saved.reset();
  saved.update(...second);
  expect(await through.result()).toEqual(await saved.result());
  for (const metric of [through, saved, loaded]) metric.dispose();
  expect(tf.memory().numTensors).toBe(kept);
  expect(() => through.update(...second)).toThrow(/disposed/);
  tf.dispose([first, second]);
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before + (name === 'r2' || name === 'rmse' ? 2 : 0));
});

test('what is gathered survives a tidy around the update, and tf.disposeVariables() is a reset', async () => {
  const mean = metrics.mean({ name: 'loss' });
  tf.tidy(() => mean.update(tf.tensor([1, 2, 3])));
  tf.tidy(() => mean.update(5, 3));
  expect(mean.name).toBe('loss');
  expect(await mean.result()).toBeCloseTo((6 + 15) / 6, 6);
  tf.disposeVariables();
  expect(await mean.result()).toBeNaN();
  mean.update(4);
  expect(await mean.result()).toBe(4);
  mean.dispose();
});

test('a metric updates without reading', async () => {
  const backend = tf.backend() as unknown as { read(id: object): Promise<unknown>; readSync(id: object): unknown };
  const all = Object.entries(factories).map(([name, make]) => ({ metric: make(), inputs: inputsOf(name, 3) }));
  const own = { read: backend.read };
  let reads = 0;
  backend.read = function (id) {
    reads++;
    return own.read.call(this, id);
  };
  for (const { metric, inputs } of all) metric.update(...inputs);
  expect(reads).toBe(0);
  for (const { metric } of all) await metric.result();
  expect(reads).toBe(all.length);
  backend.read = own.read;
  for (const { metric, inputs } of all) {
    metric.dispose();
    tf.dispose(inputs);
  }
});

test('many small batches sum as one large batch does', async () => {
  const accuracy = metrics.accuracy();
  for (let batch = 0; batch < 1000; batch++) accuracy.update([batch % 2, 1], [0.1, 0.9]);
  expect(await accuracy.result()).toBe(0.75);
  accuracy.dispose();
});

test('values that count nothing may be infinite', async () => {
  const mse = metrics.mse();
  mse.update([1, 2], tf.tensor1d([Infinity, 4]), [0, 1]);
  expect(await mse.result()).toBe(4);
  const perplexity = metrics.perplexity({ fromLogits: true, ignoreClass: -1 });
  perplexity.update([0, -1], tf.tensor2d([[0, 0, -Infinity], [NaN, 1, 2]]));
  expect(await perplexity.result()).toBeCloseTo(2, 5);
  for (const metric of [mse, perplexity]) metric.dispose();
});

test('a score that is not a number is not among the best', async () => {
  const top = metrics.topKAccuracy({ k: 1 });
  top.update([0, 0, 1], tf.tensor2d([[NaN, 1], [2, NaN], [1, 1]]));
  expect(await top.result()).toBeCloseTo(1 / 3, 6);
  top.dispose();
});

test('sequences and pixels: weights of examples count for all of their values', async () => {
  const accuracy = metrics.accuracy({ ignoreClass: 255 });
  accuracy.update(tf.tensor2d([[0, 1], [1, 255]], [2, 2], 'int32'), tf.tensor3d([[[1, 0], [1, 0]], [[0, 1], [0, 1]]]), [1, 3]);
  expect(await accuracy.result()).toBeCloseTo((1 + 3) / (2 + 3), 6);
  accuracy.dispose();
});

test('without examples of one kind there is no area', async () => {
  for (const metric of [metrics.auc(), metrics.prAuc()]) {
    metric.update([0, 0], [0.1, 0.2]);
    expect(await metric.result()).toBeNaN();
    metric.dispose();
  }
});

test.each<[string, () => Metric<unknown>, [Given, Given, Given?], RegExp]>([
  ['labels of another length', () => metrics.accuracy(), [[0, 1, 2], tf.zeros([4, 3])], /labels have shape \[3\] and predictions \[4, 3\]; .*\[4\] or one-hot \[4, 3\]/],
  ['labels of one score', () => metrics.f1(), [[0, 1], tf.zeros([3, 1])], /labels have shape \[2\] and predictions \[3, 1\]; .* 0 or 1 \[3\]/],
  ['regression', () => metrics.mse(), [tf.zeros([3, 2]), tf.zeros([2, 3])], /yTrue has shape \[3, 2\] and yPred \[2, 3\]/],
  ['targets that would broadcast', () => metrics.mae(), [tf.zeros([3]), tf.zeros([3, 3])], /yTrue has shape \[3\] and yPred \[3, 3\]/],
  ['weights', () => metrics.accuracy(), [[0, 1], tf.zeros([2, 3]), [1, 2, 3]], /sampleWeight has shape \[3\], but there are \[2\] values/],
  ['class numbers without a count', () => metrics.precision(), [[0, 2], [0, 1]], /pass numClasses/],
  ['something else', () => metrics.accuracy(), [null as never, tf.zeros([2, 3])], /yTrue is null, not a tensor/],
  ['auc', () => metrics.auc(), [[0, 1], [0.1, 0.2, 0.3]], /labels have shape \[2\] and predictions \[3\]/],
  ['perplexity', () => metrics.perplexity(), [[0, 1], tf.zeros([3, 4])], /labels have shape \[2\] and predictions \[3, 4\]/],
])('what does not fit is refused with both shapes: %s', (_, make, pairs, message) => {
  const metric = make();
  expect(() => metric.update(...pairs)).toThrow(message);
  metric.dispose();
});

test.each(Object.keys(factories))('%s: after a reset there may be other classes or outputs', async (name) => {
  const [metric, other] = [(factories[name] as () => Metric<unknown>)(), (factories[name] as () => Metric<unknown>)()];
  const inputs = inputsOf(name, 4);
  metric.update(...inputs);
  metric.reset();
  const wider = name === 'r2' || name === 'rmse' ? [tf.randomNormal([6, 5]), tf.randomNormal([6, 5])] : [tf.tensor1d([0, 1, 2, 3, 4, 0], 'int32'), tf.randomNormal([6, 5])];
  for (const one of [metric, other]) one.update(...(wider as [tf.Tensor, tf.Tensor]));
  expect(await metric.result()).toEqual(await other.result());
  tf.dispose([inputs, wider]);
  for (const one of [metric, other]) one.dispose();
});

test.each(Object.entries(factories).filter(([name]) => name !== 'confusionMatrix'))('%s of nothing is not a number, before the first batch and after a reset', async (name, make) => {
  const metric = make();
  expect(await metric.result()).toBeNaN();
  metric.update(...inputsOf(name, 5));
  metric.reset();
  expect(await metric.result()).toBeNaN();
  metric.dispose();
});

test('classes may not change between batches', () => {
  const matrix = metrics.confusionMatrix();
  matrix.update([0, 1], tf.zeros([2, 3]));
  expect(() => matrix.update([0, 1], tf.zeros([2, 4]))).toThrow(/\[4, 4\] numbers, those before it \[3, 3\]/);
  matrix.dispose();
});

test.each<[string, () => Metric<unknown>]>(Object.entries({ ...factories, precision: () => metrics.precision() }).filter(([name]) => !['r2', 'rmse'].includes(name)))(
  '%s tells of labels that name no class',
  async (_, make) => {
    const metric = make();
    metric.update([0, 3, -1], tf.tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1]]));
    await expect(metric.result()).rejects.toThrow(/2 labels or predictions name no class; class numbers are 0 to 2/);
    metric.dispose();
  },
);

test('scores that are NaN have no area', async () => {
  const auc = metrics.auc();
  auc.update([0, 1], tf.tensor1d([NaN, 1]));
  await expect(auc.result()).rejects.toThrow(/1 of 2 scores are NaN/);
  auc.dispose();
});

test('of more than two classes there is no binary average', async () => {
  const f1 = metrics.f1({ average: 'binary' });
  f1.update([0, 1], tf.zeros([2, 3]));
  await expect(f1.result()).rejects.toThrow(/'binary' is of two classes, but there are 3/);
  expect(() => metrics.f1({ average: 'mean' as never })).toThrow(/averages are: binary, micro/);
  f1.dispose();
});

class Bias extends metrics.Metric {
  readonly total = this.addWeight('total');
  readonly count = this.addWeight('count');
  override updateState(yTrue: Given, yPred: Given): void {
    const difference = tf.sub(yPred, yTrue);
    this.total.assign(this.total.add(difference.sum()));
    this.count.assign(this.count.add(difference.size));
  }
  override result(): tf.Tensor {
    return tf.div(this.total, this.count);
  }
}

test('an own metric works as ours do', async () => {
  const before = tf.memory().numTensors;
  const [bias, other] = [metrics.of(new Bias('bias')), metrics.of(new Bias())];
  expect([bias.name, other.name]).toEqual(['bias', 'Bias']);
  bias.update([1, 2], [3, 3]);
  other.restore(await bias.state());
  for (const one of [bias, other]) expect(await one.result()).toBe(1.5);
  bias.reset();
  bias.update([1], [2]);
  expect(await bias.result()).toBe(1);
  for (const one of [bias, other]) one.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const plain = metrics.of({ name: 'three', updateState: () => undefined, result: () => 3, resetStates: () => undefined });
  expect([plain.name, await plain.result()]).toEqual(['three', 3]);
  const built = metrics.mean();
  expect(metrics.of(built as never)).toBe(built);
  expect(() => metrics.of({ result: () => 3 } as never)).toThrow(/needs updateState\(\)/);
});
