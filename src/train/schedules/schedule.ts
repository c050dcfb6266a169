/** What every schedule of `train.schedules` is: a learning rate by the step that is about to be done. */

/** JSON, for checkpoints; empty for schedules that depend on the step only. */
export type ScheduleState = Readonly<Record<string, number | null>>;

export interface Schedule {
  /** The learning rate of a step, counted from 0. Pure, but for schedules that have `report`. @throws RangeError for a step below 0 or not finite */
  at(step: number): number;
  /** Only of schedules that follow a metric (`reduceOnPlateau`): takes its newest value, once an epoch or validation. */
  report?(metric: number): void;
  state(): ScheduleState;
  /** Goes on from `state()` of a schedule made with the same options. */
  restore(state: ScheduleState): void;
}
