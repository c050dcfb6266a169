/** Principal components: the directions in which points differ most. */
import { seededRandom } from './random';

export interface Components {
  /** [n, count], row by row. */
  readonly points: Float64Array;
  /** Share of all variance, by component, largest first. */
  readonly explained: readonly number[];
}

const MOST_ROUNDS = 300;
const TOLERANCE = 1e-12;
/** Directions beyond those wanted make the wanted ones settle sooner. */
const EXTRA = 6;

/**
 * The leading components of points [n, d], by subspace iteration with a Rayleigh–Ritz step on the covariance (Golub and Van
 * Loan, "Matrix Computations", §8.2), which is never formed: a round costs 2·n·d·(count + 6) multiplications. Signs are such
 * that each direction's largest entry is positive.
 */
export function pca(values: ArrayLike<number>, [n, d]: readonly [n: number, d: number], count: number): Components {
  const centred = centre(values, n, d);
  let total = 0;
  for (const value of centred) total += value * value;
  const width = Math.min(count + EXTRA, d);
  let basis = orthonormal(Float64Array.from({ length: d * width }, seededRandom(1)), d, width);
  let strengths: Float64Array = new Float64Array(width);
  for (let round = 0; round < MOST_ROUNDS && total > 0; round++) {
    const spread = backward(centred, forward(centred, basis, n, d, width), n, d, width);
    const { vectors, values: found } = symmetricEigen(product(basis, spread, d, width), width);
    const moved = Math.max(...Array.from({ length: count }, (_, index) => Math.abs((found[index] ?? 0) - (strengths[index] ?? 0)) / total));
    strengths = found;
    basis = orthonormal(multiplied(spread, vectors, d, width), d, width);
    if (moved < TOLERANCE) break;
  }
  orient(basis, d, width);
  const projected = forward(centred, basis, n, d, width);
  const points = new Float64Array(n * count);
  for (let row = 0; row < n; row++) for (let column = 0; column < count; column++) points[row * count + column] = projected[row * width + column] ?? 0;
  return { points, explained: Array.from({ length: count }, (_, index) => (total === 0 ? 0 : (strengths[index] ?? 0) / total)) };
}

function centre(values: ArrayLike<number>, n: number, d: number): Float64Array {
  const means = new Float64Array(d);
  for (let row = 0; row < n; row++) for (let column = 0; column < d; column++) means[column] = (means[column] ?? 0) + (values[row * d + column] ?? 0) / n;
  return Float64Array.from({ length: n * d }, (_, at) => (values[at] ?? 0) - (means[at % d] ?? 0));
}

/** X·B: [n, d] · [d, w]. */
function forward(x: Float64Array, basis: Float64Array, n: number, d: number, width: number): Float64Array {
  const result = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < d; inner++) {
      const value = x[row * d + inner] as number;
      if (value === 0) continue;
      for (let column = 0; column < width; column++) result[row * width + column] = (result[row * width + column] as number) + value * (basis[inner * width + column] as number);
    }
  }
  return result;
}

/** Xᵀ·Y: [d, n] · [n, w]. */
function backward(x: Float64Array, y: Float64Array, n: number, d: number, width: number): Float64Array {
  const result = new Float64Array(d * width);
  for (let row = 0; row < n; row++) {
    for (let inner = 0; inner < d; inner++) {
      const value = x[row * d + inner] as number;
      if (value === 0) continue;
      for (let column = 0; column < width; column++) result[inner * width + column] = (result[inner * width + column] as number) + value * (y[row * width + column] as number);
    }
  }
  return result;
}

/** Aᵀ·B of two [d, w]. */
const product = (a: Float64Array, b: Float64Array, d: number, width: number): Float64Array => backward(a, b, d, width, width);

/** [d, w] · [w, w]. */
const multiplied = (a: Float64Array, b: Float64Array, d: number, width: number): Float64Array => forward(a, b, d, width, width);

/** Gram–Schmidt, twice for the sake of rounding; columns that are nothing become 0. */
function orthonormal(columns: Float64Array, d: number, width: number): Float64Array {
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < d; row++) sum += (columns[row * width + a] as number) * (columns[row * width + b] as number);
    return sum;
  };
  for (let column = 0; column < width; column++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < column; before++) {
        const along = dot(column, before);
        for (let row = 0; row < d; row++) columns[row * width + column] = (columns[row * width + column] as number) - along * (columns[row * width + before] as number);
      }
      const length = Math.sqrt(dot(column, column));
      for (let row = 0; row < d; row++) columns[row * width + column] = length > 1e-150 ? (columns[row * width + column] as number) / length : 0;
    }
  }
  return columns;
}

/** Eigenvalues, largest first, and eigenvectors (columns) of a small symmetric matrix, by Jacobi's rotations. */
function symmetricEigen(given: Float64Array, size: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = Float64Array.from(given);
  const v = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const at = (matrix: Float64Array, row: number, column: number): number => matrix[row * size + column] as number;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let row = 0; row < size; row++) for (let column = row + 1; column < size; column++) off += at(a, row, column) ** 2;
    if (off < 1e-300) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const beside = at(a, p, q);
        if (beside === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * beside);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        const turn = (matrix: Float64Array, i: number, j: number): void => {
          const [x, y] = [matrix[i] as number, matrix[j] as number];
          matrix[i] = c * x - s * y;
          matrix[j] = s * x + c * y;
        };
        for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q);
        for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k);
        for (let k = 0; k < size; k++) turn(v, k * size + p, k * size + q);
      }
    }
  }
  const order = Array.from({ length: size }, (_, index) => index).sort((p, q) => at(a, q, q) - at(a, p, p));
  const vectors = new Float64Array(size * size);
  for (let row = 0; row < size; row++) order.forEach((from, column) => (vectors[row * size + column] = at(v, row, from)));
  return { values: Float64Array.from(order, (index) => at(a, index, index)), vectors };
}

function orient(basis: Float64Array, d: number, width: number): void {
  for (let column = 0; column < width; column++) {
    let largest = 0;
    for (let row = 0; row < d; row++) if (Math.abs(basis[row * width + column] as number) > Math.abs(largest)) largest = basis[row * width + column] as number;
    if (largest < 0) for (let row = 0; row < d; row++) basis[row * width + column] = -(basis[row * width + column] as number);
  }
}
