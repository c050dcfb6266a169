import type { TensorInfo } from '../../tensors';
import type { Arithmetic } from '../arithmetic';
import type { Formula } from '../formulas';

const sparseSoftmaxCrossEntropy: Formula<'SparseSoftmaxCrossEntropy'> = (m, { logits, labels }, { labelSmoothing }) => {
  const row = [logits.shape[0] ?? 0];
  const logSumExp = logSumExpOf(m, logits);
  const targets = sparseTargets(m, labels, logits.shape[1] ?? 0, labelSmoothing);
  const chosen = m.sumLast(m.mul(targets, logits));
  return [m.reshape(m.sub(logSumExp, chosen), row), m.reshape(logSumExp, row)];
};

const sparseSoftmaxCrossEntropyGrad: Formula<'SparseSoftmaxCrossEntropyGrad'> = (m, { dy, logits, labels, logSumExp }, { labelSmoothing }) => {
  const column = [logits.shape[0] ?? 0, 1];
  const probabilities = m.exp(m.sub(logits, m.reshape(logSumExp, column)));
  const targets = sparseTargets(m, labels, logits.shape[1] ?? 0, labelSmoothing);
  return [m.mul(m.reshape(dy, column), m.sub(probabilities, targets))];
};

const softmaxCrossEntropy: Formula<'SoftmaxCrossEntropy'> = (m, { logits, labels }) => {
  const row = [logits.shape[0] ?? 0];
  const logSumExp = logSumExpOf(m, logits);
  const loss = m.sumLast(m.mul(labels, m.sub(logSumExp, logits)));
  return [m.reshape(loss, row), m.reshape(logSumExp, row)];
};

const softmaxCrossEntropyGrad: Formula<'SoftmaxCrossEntropyGrad'> = (m, { dy, logits, labels, logSumExp }) => {
  const column = [logits.shape[0] ?? 0, 1];
  const probabilities = m.exp(m.sub(logits, m.reshape(logSumExp, column)));
  return [m.mul(m.reshape(dy, column), m.sub(m.mul(probabilities, m.sumLast(labels)), labels))];
};

/** log Σ exp over the last axis, which stays with size 1. */
function logSumExpOf<T extends TensorInfo>(m: Arithmetic<T>, logits: T): T {
  const largest = m.maxLast(logits);
  return m.add(m.log(m.sumLast(m.exp(m.sub(logits, largest)))), largest);
}

/** Smoothed one-hot rows [n, classes]; NaN where the label names no class. */
function sparseTargets<T extends TensorInfo>(m: Arithmetic<T>, labels: T, classes: number, smoothing: number): T {
  const numbers = m.cast(labels, 'float32');
  const known = m.mul(m.atLeast(numbers, 0), m.less(numbers, classes));
  const shape = labels.shape;
  const share = m.select(known, m.fill(shape, smoothing / classes), m.fill(shape, NaN));
  const hot = m.oneHot(labels, classes);
  return m.add(m.mul(hot, 1 - smoothing), m.reshape(share, [...shape, 1]));
}

export const crossEntropyFormulas = {
  SparseSoftmaxCrossEntropy: sparseSoftmaxCrossEntropy,
  SparseSoftmaxCrossEntropyGrad: sparseSoftmaxCrossEntropyGrad,
  SoftmaxCrossEntropy: softmaxCrossEntropy,
  SoftmaxCrossEntropyGrad: softmaxCrossEntropyGrad,
};
