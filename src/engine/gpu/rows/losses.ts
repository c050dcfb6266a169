import type { AttrsOf, InputsOf } from '../../kernels';
import type { TensorInfo } from '../../tensors';
import type { RowRunner } from './gpu';

/** WGSL of the logarithm of the sum of a row's exponentials, `spread`; infinities stay what they are. */
const LOG_SUM_EXP = `
  var own = f32(logits[start]);
  for (var i = lane; i < n; i += 64u) { own = max(own, f32(logits[start + i])); }
  let top = largest(lane, own);
  own = 0.0;
  for (var i = lane; i < n; i += 64u) { own += exp(f32(logits[start + i]) - top); }
  let spread = top + log(total(lane, own));`;

const smoothing = ({ labelSmoothing }: AttrsOf<'SparseSoftmaxCrossEntropy'>) => [{ name: 'smoothing', type: 'f32' as const, value: labelSmoothing }];

export function sparseCrossEntropy(gpu: RowRunner, { logits, labels }: InputsOf<'SparseSoftmaxCrossEntropy', TensorInfo>, attrs: AttrsOf<'SparseSoftmaxCrossEntropy'>): TensorInfo[] {
  const [rows = 0, n = 0] = logits.shape;
  return gpu.run({
    name: 'SparseSoftmaxCrossEntropy',
    rows,
    n,
    inputs: { logits, labels },
    outputs: { loss: [rows], logSumExp: [rows] },
    numbers: smoothing(attrs),
    body: `
      ${LOG_SUM_EXP}
      own = 0.0;
      if (u.smoothing > 0.0) { for (var i = lane; i < n; i += 64u) { own += f32(logits[start + i]); } }
      let sum = total(lane, own);
      if (lane == 0u) {
        let label = i32(labels[row]);
        logSumExp[row] = spread;
        if (label < 0 || u32(label) >= n) { loss[row] = nan_of(spread); }
        else { loss[row] = spread - (1.0 - u.smoothing) * f32(logits[start + u32(label)]) - u.smoothing / f32(n) * sum; }
      }`,
  });
}

export function sparseCrossEntropyGrad(gpu: RowRunner, { dy, logits, labels, logSumExp }: InputsOf<'SparseSoftmaxCrossEntropyGrad', TensorInfo>, attrs: AttrsOf<'SparseSoftmaxCrossEntropyGrad'>): TensorInfo[] {
  const [rows = 0, n = 0] = logits.shape;
  return gpu.run({
    name: 'SparseSoftmaxCrossEntropyGrad',
    rows,
    n,
    inputs: { dy, logits, labels, logSumExp },
    outputs: { dlogits: [rows, n] },
    numbers: smoothing(attrs),
    body: `
      let label = i32(labels[row]);
      let spread = f32(logSumExp[row]);
      for (var i = lane; i < n; i += 64u) {
        let hit = select(0.0, 1.0 - u.smoothing, i == u32(label));
        let slope = f32(dy[row]) * (exp(f32(logits[start + i]) - spread) - hit - u.smoothing / f32(n));
        if (label < 0 || u32(label) >= n) { dlogits[start + i] = nan_of(slope); } else { dlogits[start + i] = slope; }
      }`,
  });
}

export function crossEntropy(gpu: RowRunner, { logits, labels }: InputsOf<'SoftmaxCrossEntropy', TensorInfo>): TensorInfo[] {
  const [rows = 0, n = 0] = logits.shape;
  return gpu.run({
    name: 'SoftmaxCrossEntropy',
    rows,
    n,
    inputs: { logits, labels },
    outputs: { loss: [rows], logSumExp: [rows] },
    body: `
      ${LOG_SUM_EXP}
      own = 0.0;
      for (var i = lane; i < n; i += 64u) { own += f32(labels[start + i]) * (spread - f32(logits[start + i])); }
      let sum = total(lane, own);
      if (lane == 0u) { loss[row] = sum; logSumExp[row] = spread; }`,
  });
}

export function crossEntropyGrad(gpu: RowRunner, { dy, logits, labels, logSumExp }: InputsOf<'SoftmaxCrossEntropyGrad', TensorInfo>): TensorInfo[] {
  const [rows = 0, n = 0] = logits.shape;
  return gpu.run({
    name: 'SoftmaxCrossEntropyGrad',
    rows,
    n,
    inputs: { dy, logits, labels, logSumExp },
    outputs: { dlogits: [rows, n] },
    body: `
      var own = 0.0;
      for (var i = lane; i < n; i += 64u) { own += f32(labels[start + i]); }
      let weight = total(lane, own);
      let spread = f32(logSumExp[row]);
      for (var i = lane; i < n; i += 64u) {
        dlogits[start + i] = f32(dy[row]) * (exp(f32(logits[start + i]) - spread) * weight - f32(labels[start + i]));
      }`,
  });
}
