/** Assertions for checks that run in a browser worker, outside a test runner. */

/** @throws Error naming `what` unless the values lie within `tolerance` of each other, relative to the larger. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} values, expected ${expected.length}`);
  for (let index = 0; index < expected.length; index++) {
    const [is, should] = [actual[index] ?? NaN, expected[index] ?? NaN];
    if (!(Math.abs(is - should) <= tolerance * Math.max(1, Math.abs(should)))) {
      throw new Error(`${what}: value ${index} is ${is}, expected ${should}`);
    }
  }
}

export function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
