/** How fast steps go and how long the rest will take. Times are milliseconds. */
export class FitPace {
  private readonly marks: { readonly steps: number; readonly at: number }[];

  constructor(
    private readonly startedAt: number,
    private readonly windowMs = 10_000,
  ) {
    this.marks = [{ steps: 0, at: startedAt }];
  }

  /** `steps` steps are done at `at`. */
  mark(steps: number, at: number): void {
    this.marks.push({ steps, at });
    // One mark older than the window stays as its left edge.
    while (this.marks.length > 2 && at - (this.marks[1]?.at ?? at) > this.windowMs) this.marks.shift();
  }

  /**
   * Mean over the last ten seconds. The very first step compiles shaders and plans memory, so it is left out as soon as
   * there are others.
   */
  msPerStep(): number | undefined {
    const last = this.marks.at(-1);
    const first = this.marks[0]?.steps === 0 && this.marks.length > 2 ? this.marks[1] : this.marks[0];
    if (!first || !last || last.steps <= first.steps) return undefined;
    return (last.at - first.at) / (last.steps - first.steps);
  }

  elapsedSeconds(at: number): number {
    return (at - this.startedAt) / 1000;
  }
}
