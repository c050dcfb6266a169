/** Sum, Mean, Max, Min and Prod of floats over any axes, without a transpose. */
import type { MaxAttrs, SumAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernel, FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** In the order of assembly/reduce.ts. */
const REDUCTIONS = ['Sum', 'Max', 'Min', 'Prod'] as const;
/** What nothing at all comes to. */
const NEUTRAL = [0, -Infinity, Infinity, 1] as const;
/** Floats that reduceColumns takes side by side. */
const COLUMNS = 16;
/** Rows of columns that are added in single precision before their sums are. */
const CHUNK = 256;
/** A row longer than two of these is reduced in parts, so that threads share it. */
const PART = 16_384;

/** Adjacent axes that are all reduced, or all kept, as one; outermost first. */
interface Group {
  readonly reduced: boolean;
  readonly length: number;
}

interface Job {
  readonly cpu: CpuRuntime;
  readonly kernels: Kernels;
  readonly operation: number;
}

const reduction = (name: (typeof REDUCTIONS)[number] | 'Mean'): FastKernel<SumAttrs | MaxAttrs> => {
  const operation = REDUCTIONS.indexOf(name === 'Mean' ? 'Sum' : name);
  return ({ inputs, attrs, cpu }, kernels) => {
    const x = required(inputs, 'x');
    if (x.dtype !== 'float32') return null;
    const axes = new Set(cpu.tf.util.parseAxisParam('axis' in attrs ? attrs.axis : attrs.reductionIndices, x.shape));
    const shape = x.shape.flatMap((length, axis) => (!axes.has(axis) ? [length] : attrs.keepDims ? [1] : []));
    const divisor = name === 'Mean' ? sizeOf(x.shape) / sizeOf(shape) : 1;
    const job = { cpu, kernels, operation };
    const made = cpu.allocate(shape, 'float32');
    if (sizeOf(x.shape) === 0) cpu.view(made).fill(name === 'Mean' ? NaN : (NEUTRAL[operation] ?? 0));
    else reduceGroups(job, x, made, groupsOf(x.shape, axes), divisor);
    return made;
  };
};

export const REDUCE: FastKernels = {
  Sum: reduction('Sum'),
  Mean: reduction('Mean'),
  Max: reduction('Max'),
  Min: reduction('Min'),
  Prod: reduction('Prod'),
};

function groupsOf(shape: readonly number[], axes: ReadonlySet<number>): Group[] {
  const groups: Group[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const reduced = axes.has(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) groups[groups.length - 1] = { reduced, length: last.length * length };
    else groups.push({ reduced, length });
  });
  return groups;
}

/** Reduces the innermost reduced group, then the next, until none is left. */
function reduceGroups(job: Job, x: TensorInfo, made: TensorInfo, groups: readonly Group[], divisor: number): void {
  const { cpu } = job;
  const at = groups.findLastIndex(({ reduced }) => reduced);
  const group = groups[at];
  if (group === undefined) {
    // Axes of length 1 only: nothing to join.
    cpu.view(made).set(cpu.view(x));
    return;
  }
  const lengthOf = (some: readonly Group[]): number => some.reduce((size, { length }) => size * length, 1);
  const [before, after] = [groups.slice(0, at), groups.slice(at + 1)];
  const [outer, inner] = [lengthOf(before), lengthOf(after)];
  const last = !before.some(({ reduced }) => reduced);
  const goal = last ? made : cpu.allocate([outer, inner], 'float32');
  const by = last ? divisor : 1;
  if (inner === 1) reduceRows(job, cpu.address(x), cpu.address(goal), outer, group.length, by);
  else reduceColumns(job, cpu.address(x), cpu.address(goal), outer, group.length, inner, by);
  if (last) return;
  reduceGroups(job, goal, made, [...before, ...after], divisor);
  cpu.release(goal);
}

/** x [outer, n] → out [outer]. */
function reduceRows({ kernels, operation }: Job, x: number, out: number, outer: number, n: number, divisor: number): void {
  if (outer > 1 || n < 2 * PART) {
    kernels.run('reduceRows', outer, rowsOf(STREAMED, n), [operation, x, out, n, divisor]);
    return;
  }
  const parts = Math.floor(n / PART);
  const rest = n - parts * PART;
  const partials = kernels.scratch(Float32Array.BYTES_PER_ELEMENT * (parts + 1));
  kernels.run('reduceRows', parts, 2, [operation, x, partials, PART, 1]);
  if (rest > 0) kernels.run('reduceRows', 1, 1, [operation, x + 4 * parts * PART, partials + 4 * parts, rest, 1]);
  kernels.run('reduceRows', 1, 1, [operation, partials, out, parts + (rest > 0 ? 1 : 0), divisor]);
}

/** x [outer, n, inner] → out [outer, inner]. */
function reduceColumns({ kernels, operation }: Job, x: number, out: number, outer: number, n: number, inner: number, divisor: number): void {
  const blocks = Math.ceil(inner / COLUMNS);
  const width = Math.min(inner, COLUMNS);
  const chunks = Math.ceil(n / CHUNK);
  if (chunks === 1) {
    kernels.run('reduceColumns', outer * blocks, rowsOf(STREAMED, n * width), [operation, x, out, n, inner, n, 1, divisor]);
    return;
  }
  const partials = kernels.scratch(Float32Array.BYTES_PER_ELEMENT * outer * chunks * inner);
  kernels.run('reduceColumns', outer * chunks * blocks, rowsOf(STREAMED, CHUNK * width), [operation, x, partials, n, inner, CHUNK, chunks, 1]);
  kernels.run('reduceColumns', outer * blocks, rowsOf(STREAMED, chunks * width), [operation, partials, out, chunks, inner, chunks, 1, divisor]);
}

/** Sums x [rows, columns], in the heap, over its rows, as other kernels' partial sums want it. */
export function sumPartials(kernels: Kernels, x: number, out: number, rows: number, columns: number): void {
  const blocks = Math.ceil(columns / COLUMNS);
  kernels.run('reduceColumns', blocks, rowsOf(STREAMED, rows * Math.min(columns, COLUMNS)), [0, x, out, rows, columns, rows, 1, 1]);
}
