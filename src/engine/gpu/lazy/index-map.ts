/**
 * Where an operand's element lies, given the flat index of the element that is computed: the index is taken apart
 * along `lengths`, outermost first, and each part is worth its stride. No map at all means the same index.
 */
export interface IndexMap {
  readonly offset: number;
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
}

/** Merges dimensions that lie in one piece; null where every element keeps its place. */
function simplified(offset: number, lengths: readonly number[], strides: readonly number[]): IndexMap | null {
  const map = { offset, lengths: [] as number[], strides: [] as number[] };
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const [length, stride] = [lengths[axis] ?? 1, strides[axis] ?? 0];
    if (length === 1) continue;
    const [inner, innerStride] = [map.lengths[0], map.strides[0]];
    if (inner !== undefined && stride === (innerStride ?? 0) * inner) map.lengths[0] = inner * length;
    else {
      map.lengths.unshift(length);
      map.strides.unshift(stride);
    }
  }
  if (map.strides.every((stride) => stride === 0)) return { offset, lengths: [], strides: [] };
  return offset === 0 && map.strides.length === 1 && map.strides[0] === 1 ? null : map;
}

/** The strides of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Reads `from` as if it were broadcast to `to`. */
export function broadcast(from: readonly number[], to: readonly number[]): IndexMap | null {
  if (sizeOf(from) === sizeOf(to)) return null;
  const own = stridesOf(from);
  const lead = to.length - from.length;
  return simplified(0, to, to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : (own[axis - lead] ?? 0))));
}

/** Reads the part of `shape` that begins at `begin` and is as large as `size`. */
export function slice(shape: readonly number[], begin: readonly number[], size: readonly number[]): IndexMap | null {
  const strides = stridesOf(shape);
  return simplified(begin.reduce((offset, at, axis) => offset + at * (strides[axis] ?? 0), 0), size, strides);
}

/** Reads `shape` with its axes in the order `permutation`. */
export function transpose(shape: readonly number[], permutation: readonly number[]): IndexMap | null {
  const strides = stridesOf(shape);
  return simplified(0, permutation.map((axis) => shape[axis] ?? 1), permutation.map((axis) => strides[axis] ?? 0));
}

/** Reads the elements along some axes of `shape`, the others staying at 0. */
export function along(shape: readonly number[], axes: readonly number[]): IndexMap | null {
  const strides = stridesOf(shape);
  return simplified(0, axes.map((axis) => shape[axis] ?? 1), axes.map((axis) => strides[axis] ?? 0));
}
