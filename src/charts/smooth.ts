/**
 * Exponential moving average that goes on where it ended as a series grows. Divided by 1 − weightⁿ, so that the first
 * values are not drawn towards 0 (Kingma & Ba, "Adam", section 3). Values that are not finite stay gaps and do not count.
 */
export class Smoothing {
  private values = new Float64Array(256);
  private length = 0;
  private average = 0;
  private correction = 1;

  /** `weight` in [0, 1): 0 changes nothing. */
  constructor(readonly weight: number) {}

  /** `y` is the series so far: what an earlier call had seen, and more. The result is valid until the next call. */
  extend(y: Float64Array): Float64Array {
    if (y.length < this.length) this.restart();
    if (y.length > this.values.length) {
      const grown = new Float64Array(Math.max(y.length, this.values.length * 2));
      grown.set(this.values.subarray(0, this.length));
      this.values = grown;
    }
    for (let index = this.length; index < y.length; index++) this.values[index] = this.next(y[index] ?? NaN);
    this.length = y.length;
    return this.values.subarray(0, this.length);
  }

  private next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    this.average = this.weight * this.average + (1 - this.weight) * value;
    this.correction *= this.weight;
    return this.average / (1 - this.correction);
  }

  private restart(): void {
    this.length = 0;
    this.average = 0;
    this.correction = 1;
  }
}
