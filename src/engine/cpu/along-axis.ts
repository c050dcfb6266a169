/** Running sums and products along an axis, and where its largest or smallest value lies. */
import type { ArgMaxAttrs, CumsumAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernel, FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime } from './runtime';
import { required } from './runtime';

/** x taken as [outer, n, inner], and its type's place after the name in the lists below. */
interface Along {
  readonly axis: number;
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
  readonly whole: boolean;
}

function along(cpu: CpuRuntime, x: TensorInfo, given: number): Along | null {
  if (x.dtype !== 'float32' && x.dtype !== 'int32') return null;
  const axis = cpu.tf.util.parseAxisParam(given, x.shape)[0] ?? 0;
  const [outer, inner] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
  return { axis, outer, n: x.shape[axis] ?? 1, inner, whole: x.dtype === 'int32' };
}

/** In the order of assembly/cumulate.ts; whole numbers two further. */
const CUMULATIONS = ['Cumsum', 'Cumprod'] as const;
/** In the order of assembly/argument.ts; whole numbers two further. */
const ARGUMENTS = ['ArgMax', 'ArgMin'] as const;

/** Columns that are taken side by side. */
const LANES = 4;

const cumulation = (name: (typeof CUMULATIONS)[number]): FastKernel<CumsumAttrs> => ({ inputs, attrs, cpu }, kernels) => {
  const x = required(inputs, 'x');
  const work = along(cpu, x, attrs.axis);
  if (work === null) return null;
  const { outer, n, inner, whole } = work;
  const made = cpu.allocate(x.shape, x.dtype);
  const operation = CUMULATIONS.indexOf(name) + (whole ? 2 : 0);
  const [exclusive, reverse] = [attrs.exclusive ? 1 : 0, attrs.reverse ? 1 : 0];
  if (inner === 1) {
    // Whole groups of four rows, which are gone through at once.
    const grain = Math.ceil(rowsOf(STREAMED / 2, n) / LANES) * LANES;
    kernels.run('cumulateRows', outer, grain, [operation, cpu.address(x), cpu.address(made), n, exclusive, reverse]);
  } else {
    kernels.run('cumulateColumns', outer * Math.ceil(inner / LANES), rowsOf(STREAMED, n * LANES), [operation, cpu.address(x), cpu.address(made), n, inner, exclusive, reverse]);
  }
  return made;
};

const argument = (name: (typeof ARGUMENTS)[number]): FastKernel<ArgMaxAttrs> => ({ inputs, attrs, cpu }, kernels) => {
  const x = required(inputs, 'x');
  const work = along(cpu, x, attrs.axis);
  if (work === null || work.n === 0) return null;
  const { axis, outer, n, inner, whole } = work;
  const made = cpu.allocate(x.shape.filter((_, index) => index !== axis), 'int32');
  const operation = ARGUMENTS.indexOf(name) + (whole ? 2 : 0);
  if (inner === 1) kernels.run('argumentRows', outer, rowsOf(STREAMED, n), [operation, cpu.address(x), cpu.address(made), n]);
  else kernels.run('argumentColumns', outer * Math.ceil(inner / LANES), rowsOf(STREAMED, n * LANES), [operation, cpu.address(x), cpu.address(made), n, inner]);
  return made;
};

export const ALONG_AXIS: FastKernels = {
  Cumsum: cumulation('Cumsum'),
  Cumprod: cumulation('Cumprod'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
};
