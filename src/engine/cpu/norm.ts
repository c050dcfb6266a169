/** Layer and root-mean-square normalisation over the last axis, with gradients. */
import type { NormAttrs } from '../kernels';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import { sumPartials } from './reduce';
import type { KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Rows whose share of dgamma and dbeta is summed by one thread. */
const CHUNK = 32;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

function forward({ inputs, attrs, cpu }: KernelCall<NormAttrs>, kernels: Kernels, centred: boolean): TensorInfo[] {
  const [x, gamma] = [required(inputs, 'x'), required(inputs, 'gamma')];
  const n = x.shape.at(-1) ?? 1;
  const rows = n === 0 ? 0 : sizeOf(x.shape) / n;
  const single = [...x.shape.slice(0, -1), 1];
  const y = cpu.allocate(x.shape, 'float32');
  const mean = centred ? cpu.allocate(single, 'float32') : null;
  const inverse = cpu.allocate(single, 'float32');
  const beta = centred ? cpu.address(required(inputs, 'beta')) : 0;
  const middle = mean === null ? 0 : cpu.address(mean);
  const values = [cpu.address(x), cpu.address(gamma), beta, cpu.address(y), middle, cpu.address(inverse), n, attrs.epsilon] as const;
  kernels.run('layerNorm', rows, rowsOf(STREAMED / 2, n), values);
  return mean === null ? [y, inverse] : [y, mean, inverse];
}

function gradient({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels, centred: boolean): TensorInfo[] {
  const [dy, x, gamma, inverse] = [required(inputs, 'dy'), required(inputs, 'x'), required(inputs, 'gamma'), required(inputs, 'inverse')];
  const n = x.shape.at(-1) ?? 1;
  const rows = n === 0 ? 0 : sizeOf(x.shape) / n;
  const chunks = Math.max(1, Math.ceil(rows / CHUNK));
  const dx = cpu.allocate(x.shape, 'float32');
  const dgamma = cpu.allocate([n], 'float32');
  const dbeta = centred ? cpu.allocate([n], 'float32') : null;
  const partials = kernels.scratch(2 * FLOAT_BYTES * chunks * n);
  const shifts = partials + FLOAT_BYTES * chunks * n;
  const mean = centred ? cpu.address(required(inputs, 'mean')) : 0;
  const tensors = [cpu.address(dy), cpu.address(x), cpu.address(gamma), mean, cpu.address(inverse), cpu.address(dx)] as const;
  kernels.run('layerNormGradient', chunks, rowsOf(STREAMED / 4, CHUNK * n), [...tensors, partials, shifts, rows, n, CHUNK]);
  sumPartials(kernels, partials, cpu.address(dgamma), chunks, n);
  if (dbeta === null) return [dx, dgamma];
  sumPartials(kernels, shifts, cpu.address(dbeta), chunks, n);
  return [dx, dgamma, dbeta];
}

export const NORM: FastKernels = {
  LayerNorm: (call: KernelCall<NormAttrs>, kernels: Kernels) => forward(call, kernels, true),
  LayerNormGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, true),
  RmsNorm: (call: KernelCall<NormAttrs>, kernels: Kernels) => forward(call, kernels, false),
  RmsNormGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, false),
};
