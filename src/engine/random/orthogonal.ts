/**
 * A matrix [rows, columns] whose columns, or rows if there are fewer, are orthonormal, drawn evenly from all such: the Q of
 * normal numbers, R having a positive diagonal (Mezzadri, "How to Generate Random Matrices from the Classical Compact
 * Groups", Notices of the AMS 54, 2007). By Gram-Schmidt, twice, in 64 bits, so that no device's rounding shows.
 * @param normal as many normal numbers, each run of `max(rows, columns)` of which becomes one vector
 */
export function orthonormal(normal: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const [length, count] = [Math.max(rows, columns), Math.min(rows, columns)];
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, (_, at) => normal[index * length + at] ?? 0);
    // What the first round leaves of the others by rounding, the second takes away.
    for (let round = 0; round < 2; round++) for (const other of vectors) subtractAlong(vector, other);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vectors.push(vector.map((value) => value / norm));
  }
  const made = new Float32Array(rows * columns);
  for (const [index, vector] of vectors.entries()) {
    for (const [at, value] of vector.entries()) made[rows >= columns ? at * columns + index : index * columns + at] = value;
  }
  return made;
}

function subtractAlong(vector: Float64Array, unit: Float64Array): void {
  let product = 0;
  for (let at = 0; at < vector.length; at++) product += (vector[at] ?? 0) * (unit[at] ?? 0);
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) - product * (unit[at] ?? 0);
}
