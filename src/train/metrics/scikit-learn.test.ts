/** Metrics against scikit-learn's numbers; `fixtures/scikit-learn.py` makes them. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics } from './create';
import fixture from './fixtures/scikit-learn.json';
import type { Metric, Pairs } from './metric';

const metrics = createMetrics(tf);
const { classes, binary, regression } = fixture;

let before = 0;
beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => void (before = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(before));

type Rows = number[] | number[][];

/** Updates batch by batch, of unequal sizes. */
async function over<R>(metric: Metric<R>, labels: Rows, predictions: Rows, weights?: number[], make = tf.tensor as (values: Rows) => tf.Tensor): Promise<R> {
  for (const [from, to] of [[0, 7], [7, 40], [40, 60]] as const) {
    tf.tidy(() => {
      const part: Pairs = [tf.tensor(labels.slice(from, to) as number[]), make(predictions.slice(from, to)), weights?.slice(from, to)];
      metric.update(...part);
    });
  }
  const result = await metric.result();
  metric.dispose();
  return result;
}

const expectClose = (actual: unknown, expected: unknown): void => {
  const [a, b] = [[actual], [expected]].map((value) => value.flat(3) as number[]) as [number[], number[]];
  expect(a.length).toBe(b.length);
  a.forEach((value, index) => expect(Math.abs(value - (b[index] as number))).toBeLessThan(2e-6 * Math.max(1, Math.abs(b[index] as number))));
};

describe.each(['plain', 'weighted'] as const)('%s examples of several classes', (kind) => {
  const weights = kind === 'weighted' ? classes.weights : undefined;
  const expected = classes[kind];
  const { labels, logits } = classes;

  test('accuracy', async () => expectClose(await over(metrics.accuracy(), labels, logits, weights), expected.accuracy));
  test('top-k accuracy', async () => expectClose(await over(metrics.topKAccuracy({ k: 2 }), labels, logits, weights), expected.top2Accuracy));
  test('perplexity', async () => {
    expectClose(await over(metrics.perplexity({ fromLogits: true }), labels, logits, weights), expected.perplexity);
    expectClose(await over(metrics.perplexity(), labels, logits, weights, (values) => tf.softmax(tf.tensor(values))), expected.perplexity);
  });
  test('confusion matrix', async () => {
    expectClose(await over(metrics.confusionMatrix(), labels, logits, weights), expected.confusionMatrix);
    expectClose(await over(metrics.confusionMatrix({ normalize: 'true' }), labels, logits, weights), expected.confusionMatrixTrue);
  });
  test.each(['precision', 'recall', 'f1'] as const)('%s, averaged in every way', async (name) => {
    for (const average of ['micro', 'macro', 'weighted'] as const) expectClose(await over(metrics[name]({ average }), labels, logits, weights), expected[name][average]);
    expectClose(await over(metrics[name]({ average: 'none' }), labels, logits, weights), expected[name].none);
  });
  test('intersection over union', async () => {
    for (const average of ['macro', 'weighted'] as const) expectClose(await over(metrics.iou({ average }), labels, logits, weights), expected.iou[average]);
    expectClose(await over(metrics.iou({ average: 'none' }), labels, logits, weights), expected.iou.none);
  });
  test('class numbers and one-hot labels give the same', async () => {
    const chosen = logits.map((row) => row.indexOf(Math.max(...row)));
    const oneHot = labels.map((label) => [0, 1, 2, 3].map((number) => Number(number === label)));
    const asClasses = (values: Rows) => tf.tensor(values, undefined, 'int32');
    expectClose(await over(metrics.f1({ numClasses: 4 }), labels, chosen, weights, asClasses), expected.f1.macro);
    expectClose(await over(metrics.confusionMatrix({ numClasses: 4 }), labels, chosen, weights, asClasses), expected.confusionMatrix);
    expectClose(await over(metrics.f1(), oneHot, logits, weights), expected.f1.macro);
    expectClose(await over(metrics.perplexity({ fromLogits: true }), oneHot, logits, weights), expected.perplexity);
  });
});

describe.each(['auc', 'prAuc'] as const)('%s of several classes', (name) => {
  test('each against the rest, averaged in every way', async () => {
    const { ranked, scores } = classes;
    for (const average of ['macro', 'weighted', 'micro'] as const) expectClose(await over(metrics[name]({ average }), ranked, scores), classes.areas[name][average]);
    expectClose(await over(metrics[name]({ average: 'none' }), ranked, scores), classes.areas[name].none);
    const logits = scores.map((row) => row.map((score) => Math.log(score) + 3));
    expectClose(await over(metrics[name]({ fromLogits: true }), ranked, logits), classes.areas[name].macro);
  });
});

describe.each(['plain', 'weighted'] as const)('%s examples of single scores, many of which tie', (kind) => {
  const weights = kind === 'weighted' ? binary.weights : undefined;
  const { labels, scores } = binary;
  const { accuracy, precision, recall, f1, auc, prAuc } = metrics;
  const makers: Record<string, () => Metric> = { accuracy, precision, recall, f1, auc, prAuc };
  test.each(['accuracy', 'precision', 'recall', 'f1', 'auc', 'prAuc'] as const)('%s', async (name) => {
    const make = makers[name] as () => Metric;
    expectClose(await over(make(), labels, scores, weights), binary[kind][name]);
    expectClose(await over(make(), labels, scores.map((score) => [score]), weights), binary[kind][name]);
    expectClose(await over(make(), labels.map((label) => [label]), scores, weights), binary[kind][name]);
  });
  test('binary accuracy, and intersection over union of class 1', async () => {
    expectClose(await over(metrics.binaryAccuracy(), labels, scores, weights), binary[kind].accuracy);
    expectClose(await over(metrics.iou({ average: 'binary' }), labels, scores, weights), binary[kind].iou);
  });
  test('two columns mean the second', async () => {
    const columns = scores.map((score) => [1 - score, score]);
    for (const name of ['auc', 'prAuc'] as const) expectClose(await over(metrics[name](), labels, columns, weights), binary[kind][name]);
  });
});

describe.each(['plain', 'weighted'] as const)('%s examples of regression', (kind) => {
  const weights = kind === 'weighted' ? regression.weights : undefined;
  const { targets, predicted } = regression;
  // Targets are near 300, so that float32 holds their differences to 5 digits.
  const near = (actual: unknown, expected: unknown) => expectClose([actual].flat().map((value) => Math.round((value as number) * 1e4) / 1e4), [expected].flat().map((value) => Math.round((value as number) * 1e4) / 1e4));
  test.each(['mae', 'mse', 'rmse'] as const)('%s', async (name) => near(await over(metrics[name](), targets, predicted, weights), regression[kind][name]));
  test('R² of targets far from 0', async () => {
    for (const average of ['uniform', 'variance'] as const) near(await over(metrics.r2({ average }), targets, predicted, weights), regression[kind].r2[average]);
    near(await over(metrics.r2({ average: 'none' }), targets, predicted, weights), regression[kind].r2.none);
  });
});
