/** Batch normalisation over the last axis, and all its gradients in one pass over the data. */
import type { FusedBatchNormAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import { sumPartials } from './reduce';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Rows whose sums are taken in single precision before they are added up. */
const CHUNK = 256;
/** Columns that one item of batchNormSums takes. */
const COLUMNS = 8;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What normalises each channel: `factor` = scale / √(variance + epsilon). */
interface Channels {
  readonly factor: TensorInfo;
  readonly inverse: Float32Array;
}

/** Whether there is one mean a channel, the channels being the last axis. */
function byChannel(x: TensorInfo, ...given: readonly (TensorInfo | null)[]): boolean {
  const n = x.shape.at(-1);
  return x.dtype === 'float32' && given.every((one) => one === null || (one.dtype === 'float32' && one.shape.length === 1 && one.shape[0] === n));
}

const optional = (inputs: KernelCall<unknown>['inputs'], name: string): TensorInfo | null => inputs[name] ?? null;

/** The caller releases `factor`. */
function channels(cpu: CpuRuntime, variance: TensorInfo, scale: TensorInfo | null, epsilon: number): Channels {
  const factor = cpu.allocate(variance.shape, 'float32');
  const inverse = Float32Array.from(cpu.view(variance), (value) => 1 / Math.sqrt(value + epsilon));
  const scales = scale === null ? null : cpu.view(scale);
  cpu.view(factor).set(scales === null ? inverse : inverse.map((value, channel) => value * (scales[channel] ?? 1)));
  return { factor, inverse };
}

function forward({ inputs, attrs, cpu }: KernelCall<FusedBatchNormAttrs>, kernels: Kernels): TensorInfo | null {
  const [x, mean, variance] = [required(inputs, 'x'), required(inputs, 'mean'), required(inputs, 'variance')];
  const [scale, offset] = [optional(inputs, 'scale'), optional(inputs, 'offset')];
  if (!byChannel(x, mean, variance, scale, offset)) return null;
  const n = x.shape.at(-1) ?? 1;
  const rows = n === 0 ? 0 : sizeOf(x.shape) / n;
  const made = cpu.allocate(x.shape, 'float32');
  const { factor } = channels(cpu, variance, scale, attrs.varianceEpsilon);
  const shift = offset ?? cpu.allocate([n], 'float32');
  if (offset === null) cpu.view(shift).fill(0);
  const tensors = [cpu.address(x), cpu.address(mean), cpu.address(factor), cpu.address(shift), cpu.address(made)] as const;
  kernels.run('batchNorm', rows, rowsOf(STREAMED, n), [...tensors, n]);
  cpu.release(factor);
  if (offset === null) cpu.release(shift);
  return made;
}

/**
 * dy, x [..., n], mean, variance, scale? [n] → dx [..., n], dmean, dvariance, dscale, doffset [n]. With inverse =
 * 1/√(variance + epsilon), s = Σ dy and t = Σ dy·(x − mean): dx = dy·scale·inverse, dmean = −scale·inverse·s,
 * dvariance = −½·scale·inverse³·t, dscale = inverse·t, doffset = s. Null unless there is one mean a channel.
 */
function gradient({ inputs, attrs, cpu }: KernelCall<FusedBatchNormAttrs>, kernels: Kernels): TensorInfo[] | null {
  const [dy, x, mean, variance] = [required(inputs, 'dy'), required(inputs, 'x'), required(inputs, 'mean'), required(inputs, 'variance')];
  const scale = optional(inputs, 'scale');
  if (!byChannel(x, mean, variance, scale)) return null;
  const n = x.shape.at(-1) ?? 1;
  const rows = n === 0 ? 0 : sizeOf(x.shape) / n;
  const chunks = Math.max(1, Math.ceil(rows / CHUNK));
  const dx = cpu.allocate(x.shape, 'float32');
  const small = Array.from({ length: 4 }, () => cpu.allocate([n], 'float32'));
  const [dmean, dvariance, dscale, doffset] = small as [TensorInfo, TensorInfo, TensorInfo, TensorInfo];
  const { factor, inverse } = channels(cpu, variance, scale, attrs.varianceEpsilon);
  const flat = kernels.scratch(2 * FLOAT_BYTES * chunks * n);
  const along = flat + FLOAT_BYTES * chunks * n;
  const tensors = [cpu.address(dy), cpu.address(x), cpu.address(mean)] as const;
  kernels.run('batchNormSums', chunks * Math.ceil(n / COLUMNS), rowsOf(STREAMED, CHUNK * COLUMNS), [...tensors, flat, along, rows, n, CHUNK]);
  sumPartials(kernels, flat, cpu.address(doffset), chunks, n);
  sumPartials(kernels, along, cpu.address(dscale), chunks, n);
  const multiply = 2;
  const walk = [n || 1, 1, 1, rows || 1, n, 0, 1, 0, 0, 0, 0] as const;
  kernels.run('binary', rows * n, STREAMED, [multiply, cpu.address(dy), cpu.address(factor), cpu.address(dx), ...walk]);
  const [factors, sums, products, means, variances] = [factor, doffset, dscale, dmean, dvariance].map((one) => cpu.view(one));
  for (let channel = 0; channel < n; channel++) {
    const [slope, by] = [factors?.[channel] ?? 0, inverse[channel] ?? 0];
    const product = products?.[channel] ?? 0;
    if (means) means[channel] = -slope * (sums?.[channel] ?? 0);
    if (variances) variances[channel] = -0.5 * slope * by * by * product;
    if (products) products[channel] = by * product;
  }
  cpu.release(factor);
  return [dx, dmean, dvariance, dscale, doffset];
}

export const BATCH_NORM: FastKernels = {
  FusedBatchNorm: forward,
  FusedBatchNormGrad: gradient,
};
