/** Softmax, masked softmax, cross-entropies, and their gradients; rows are the last axis. */
import type { SoftmaxAttrs } from '@tensorflow/tfjs-core';
import type { MaskedSoftmaxAttrs, ScaleAttrs, SmoothingAttrs } from '../kernels';
import type { TensorInfo } from '../tensors';
import { planBroadcast } from './broadcast';
import type { FastKernels } from './fast';
import { COMPUTED, STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

interface Rows {
  readonly rows: number;
  /** Values a row. */
  readonly n: number;
}

function rowsIn({ shape }: TensorInfo): Rows {
  const n = shape.at(-1) ?? 1;
  return { n, rows: n === 0 ? 0 : sizeOf(shape) / n };
}

function softmax({ inputs, attrs, cpu }: KernelCall<SoftmaxAttrs>, kernels: Kernels): TensorInfo | null {
  const logits = required(inputs, 'logits');
  if (logits.dtype !== 'float32' || (attrs.dim !== -1 && attrs.dim !== logits.shape.length - 1)) return null;
  const { rows, n } = rowsIn(logits);
  const made = cpu.allocate(logits.shape, 'float32');
  kernels.run('softmax', rows, rowsOf(COMPUTED, n), [cpu.address(logits), cpu.address(made), n]);
  return made;
}

function maskedSoftmax({ inputs, attrs, cpu }: KernelCall<MaskedSoftmaxAttrs>, kernels: Kernels): TensorInfo {
  const x = required(inputs, 'x');
  const { scale, causal } = attrs;
  const { rows, n } = rowsIn(x);
  const made = cpu.allocate(x.shape, 'float32');
  const mask = inputs['mask'] == null ? null : walkable(cpu, required(inputs, 'mask'), x.shape);
  const queries = causal ? (x.shape.at(-2) ?? 1) : 0;
  const walk = mask?.walk ?? [0, 1, 0, 1, 0, 0] as const;
  const place = mask === null ? 0 : cpu.address(mask.tensor);
  kernels.run('maskedSoftmax', rows, rowsOf(COMPUTED, n), [cpu.address(x), cpu.address(made), n, scale, queries, place, ...walk]);
  if (mask?.owned) cpu.release(mask.tensor);
  return made;
}

type MaskWalk = readonly [step: number, n1: number, m1: number, n2: number, m2: number, m3: number];

/** A mask with its steps, first broadcast to `shape` where it has more axes than the kernel walks. */
function walkable(cpu: CpuRuntime, mask: TensorInfo, shape: readonly number[]): { tensor: TensorInfo; owned: boolean; walk: MaskWalk } {
  // Rows and columns are walked apart, so the rows' plan must not swallow the last axis.
  const [outer, columns] = [mask.shape.slice(0, -1), mask.shape.at(-1) ?? 1];
  const plan = planBroadcast(shape.slice(0, -1), outer);
  if (plan !== null) {
    const [n1, , m1, n2, , m2, n3, , m3] = plan.walk;
    const walk = [columns === 1 ? 0 : 1, n1, m1 * columns, n2, m2 * columns, m3 * columns] as const;
    if (n1 * n2 * n3 >= plan.size) return { tensor: mask, owned: false, walk };
  }
  const whole = cpu.run('Tile', { x: mask }, { reps: shape.map((length, axis) => (mask.shape[axis] === 1 ? length : 1)) });
  const n = shape.at(-1) ?? 1;
  return { tensor: whole, owned: true, walk: [1, sizeOf(shape.slice(0, -1)) || 1, n, 1, 0, 0] };
}

function softmaxGradient({ inputs, attrs, cpu }: KernelCall<ScaleAttrs>, kernels: Kernels): TensorInfo {
  const [dy, y] = [required(inputs, 'dy'), required(inputs, 'y')];
  const { rows, n } = rowsIn(y);
  const made = cpu.allocate(y.shape, 'float32');
  kernels.run('softmaxGradient', rows, rowsOf(STREAMED / 2, n), [cpu.address(dy), cpu.address(y), cpu.address(made), n, attrs.scale]);
  return made;
}

function sparse({ inputs, attrs, cpu }: KernelCall<SmoothingAttrs>, kernels: Kernels): TensorInfo[] {
  const [logits, labels] = [required(inputs, 'logits'), required(inputs, 'labels')];
  const { n } = rowsIn(logits);
  const rows = logits.shape[0] ?? 0;
  const [loss, logSumExp] = [cpu.allocate([rows], 'float32'), cpu.allocate([rows], 'float32')];
  const values = [cpu.address(logits), cpu.address(labels), cpu.address(loss), cpu.address(logSumExp), n, attrs.labelSmoothing] as const;
  kernels.run('sparseCrossEntropy', rows, rowsOf(COMPUTED, n), values);
  return [loss, logSumExp];
}

function sparseGradient({ inputs, attrs, cpu }: KernelCall<SmoothingAttrs>, kernels: Kernels): TensorInfo {
  const [dy, logits, labels, logSumExp] = [required(inputs, 'dy'), required(inputs, 'logits'), required(inputs, 'labels'), required(inputs, 'logSumExp')];
  const { rows, n } = rowsIn(logits);
  const made = cpu.allocate(logits.shape, 'float32');
  const tensors = [cpu.address(dy), cpu.address(logits), cpu.address(labels), cpu.address(logSumExp), cpu.address(made)] as const;
  kernels.run('sparseCrossEntropyGradient', rows, rowsOf(COMPUTED, n), [...tensors, n, attrs.labelSmoothing]);
  return made;
}

function dense({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels): TensorInfo[] {
  const [logits, labels] = [required(inputs, 'logits'), required(inputs, 'labels')];
  const { n } = rowsIn(logits);
  const rows = logits.shape[0] ?? 0;
  const [loss, logSumExp] = [cpu.allocate([rows], 'float32'), cpu.allocate([rows], 'float32')];
  const values = [cpu.address(logits), cpu.address(labels), cpu.address(loss), cpu.address(logSumExp), n] as const;
  kernels.run('crossEntropy', rows, rowsOf(COMPUTED, n), values);
  return [loss, logSumExp];
}

function denseGradient({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels): TensorInfo {
  const [dy, logits, labels, logSumExp] = [required(inputs, 'dy'), required(inputs, 'logits'), required(inputs, 'labels'), required(inputs, 'logSumExp')];
  const { rows, n } = rowsIn(logits);
  const made = cpu.allocate(logits.shape, 'float32');
  const values = [cpu.address(dy), cpu.address(logits), cpu.address(labels), cpu.address(logSumExp), cpu.address(made), n] as const;
  kernels.run('crossEntropyGradient', rows, rowsOf(COMPUTED, n), values);
  return made;
}

export const SOFTMAX: FastKernels = {
  Softmax: softmax,
  MaskedSoftmax: maskedSoftmax,
  MaskedSoftmaxGrad: softmaxGradient,
  SparseSoftmaxCrossEntropy: sparse,
  SparseSoftmaxCrossEntropyGrad: sparseGradient,
  SoftmaxCrossEntropy: dense,
  SoftmaxCrossEntropyGrad: denseGradient,
};
