/** How fast steps go. Times are milliseconds. */
export class FitPace {
  private readonly marks: { readonly steps: number; readonly at: number }[];

  constructor(
    steps: number,
    at: number,
    private readonly windowMs = 10_000,
  ) {
    this.marks = [{ steps, at }];
  }

  /** `steps` steps are done at `at`. */
  mark(steps: number, at: number): void {
    this.marks.push({ steps, at });
    // One mark older than the window stays as its left edge.
    while (this.marks.length > 2 && at - (this.marks[1]?.at ?? at) > this.windowMs) this.marks.shift();
  }

  /**
   * Mean over the last ten seconds. The first steps compile shaders and plan memory, so they are left out as soon as
   * there are others.
   */
  msPerStep(): number | undefined {
    const last = this.marks.at(-1);
    const first = this.marks.length > 2 ? this.marks.find(({ steps }) => steps > (this.marks[0]?.steps ?? 0)) : this.marks[0];
    const from = first && last && last.steps > first.steps ? first : this.marks[0];
    if (!from || !last || last.steps <= from.steps) return undefined;
    return (last.at - from.at) / (last.steps - from.steps);
  }
}
