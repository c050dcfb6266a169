/** Fourier transforms of any length, over the last axis. */
import type { TensorInfo } from '../tensors';
import { heapOf } from '../tensors';
import type { FastKernels } from './fast';
import { sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** Complex numbers that are worth another thread's while. */
const SHARE = 1_024;
/** A complex number in double precision. */
const COMPLEX_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT;
/** Lengths whose tables are kept. */
const KEPT = 8;

/** What the kernel needs to know of a length. */
interface Tables {
  /** The power of two that is computed with. */
  readonly size: number;
  /** e^(−2πi·j/size) for j < size/2; real and imaginary parts in turn, as in all of them. */
  readonly roots: Float64Array;
  /** Null where the length is a power of two itself. */
  readonly bluestein: { readonly chirp: Float64Array; readonly filter: Float64Array } | null;
}

export const FOURIER: FastKernels = {
  FFT: (call: KernelCall<unknown>, kernels: Kernels) => transform(call, kernels, false),
  IFFT: (call: KernelCall<unknown>, kernels: Kernels) => transform(call, kernels, true),
};

function transform({ inputs, cpu }: KernelCall<unknown>, kernels: Kernels, inverse: boolean): TensorInfo | null {
  const input = required(inputs, 'input');
  const n = input.shape.at(-1) ?? 0;
  if (input.dtype !== 'complex64' || n === 0) return null;
  const tables = tablesOf(n);
  const made = cpu.allocate(input.shape, 'complex64');
  const [roots, chirp, filter] = place(cpu, kernels, tables);
  const values = [cpu.address(input), cpu.address(made), n, inverse ? 1 : 0, roots, tables.size, chirp, filter] as const;
  kernels.run('fourier', sizeOf(input.shape) / n, Math.ceil(SHARE / tables.size), values, 2 * COMPLEX_BYTES * tables.size);
  return made;
}

/** Copies the tables to where all threads can read them; 0 for what is not there. */
function place(cpu: CpuRuntime, kernels: Kernels, { roots, bluestein }: Tables): readonly [roots: number, chirp: number, filter: number] {
  const parts = [roots, ...(bluestein === null ? [] : [bluestein.chirp, bluestein.filter])];
  let at = kernels.scratch(parts.reduce((bytes, { byteLength }) => bytes + byteLength, 0));
  const addresses = parts.map((part) => {
    new Float64Array(heapOf(cpu.backend), at, part.length).set(part);
    at += part.byteLength;
    return at - part.byteLength;
  });
  return [addresses[0] ?? 0, addresses[1] ?? 0, addresses[2] ?? 0];
}

const known = new Map<number, Tables>();

function tablesOf(n: number): Tables {
  const kept = known.get(n);
  if (kept !== undefined) return kept;
  const [oldest] = known.keys();
  if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
  const made = makeTables(n);
  known.set(n, made);
  return made;
}

function makeTables(n: number): Tables {
  const powerOfTwo = (n & (n - 1)) === 0;
  const size = powerOfTwo ? n : 2 ** Math.ceil(Math.log2(2 * n - 1));
  const roots = turns(Math.max(1, size / 2), (index) => index / size);
  if (powerOfTwo) return { size, roots, bluestein: null };
  // The square modulo 2n keeps the angle exact.
  const chirp = turns(n, (index) => ((index * index) % (2 * n)) / (2 * n));
  const circle = new Float64Array(2 * size);
  for (let index = 0; index < n; index++) {
    for (const at of index === 0 ? [0] : [index, size - index]) {
      circle[2 * at] = (chirp[2 * index] ?? 0) / size;
      circle[2 * at + 1] = -(chirp[2 * index + 1] ?? 0) / size;
    }
  }
  return { size, roots, bluestein: { chirp, filter: spectrum(circle, roots) } };
}

/** e^(−2πi·t) for the turns t. */
function turns(count: number, turn: (index: number) => number): Float64Array {
  const made = new Float64Array(2 * count);
  for (let index = 0; index < count; index++) {
    const angle = -2 * Math.PI * turn(index);
    made[2 * index] = Math.cos(angle);
    made[2 * index + 1] = Math.sin(angle);
  }
  return made;
}

/** The transform of complex numbers whose count is a power of two, as the kernel computes it. */
function spectrum(values: Float64Array, roots: Float64Array): Float64Array {
  const n = values.length / 2;
  let [from, to]: [Float64Array, Float64Array] = [values, new Float64Array(values.length)];
  for (let [width, groups] = [1, n / 2]; width < n; width *= 2, groups /= 2) {
    for (let index = 0; index < n / 2; index++) {
      const group = Math.floor(index / width);
      const [at, goal] = [2 * index, 2 * (index + group * width)];
      const [rootReal, rootImag] = [roots[2 * group * width] ?? 0, roots[2 * group * width + 1] ?? 0];
      const [real, imag] = [from[at] ?? 0, from[at + 1] ?? 0];
      const [otherReal, otherImag] = [from[at + n] ?? 0, from[at + n + 1] ?? 0];
      to[goal] = real + otherReal;
      to[goal + 1] = imag + otherImag;
      const [gapReal, gapImag] = [real - otherReal, imag - otherImag];
      to[goal + 2 * width] = rootReal * gapReal - rootImag * gapImag;
      to[goal + 2 * width + 1] = rootReal * gapImag + rootImag * gapReal;
    }
    [from, to] = [to, from];
  }
  return from;
}
