/**
 * The rule by which TensorBoard keeps a scalar: of all points so far a uniform sample, and always the newest
 * (reservoir sampling: Vitter, "Random sampling with a reservoir", 1985).
 */
export class Reservoir {
  private readonly kept: { step: number; value: number }[] = [];
  private seen = 0;
  private seed = 1;

  constructor(private readonly size: number) {}

  add(step: number, value: number): void {
    const point = { step, value };
    this.seen++;
    if (this.kept.length < this.size) {
      this.kept.push(point);
      return;
    }
    this.seed = (this.seed * 48_271) % 2_147_483_647;
    const chosen = this.seed % this.seen;
    // The newest is always there: it takes the place of one chosen at random, or of the newest before it.
    if (chosen < this.size) {
      this.kept.splice(chosen, 1);
      this.kept.push(point);
    } else this.kept[this.size - 1] = point;
  }

  columns(): { x: Float64Array; y: Float64Array } {
    return { x: Float64Array.from(this.kept, ({ step }) => step), y: Float64Array.from(this.kept, ({ value }) => value) };
  }
}
