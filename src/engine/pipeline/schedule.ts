/** In which order the stages of a pipeline do their work. */

export type Schedule = 'grouped' | 'interleaved' | 'sequential';

export interface Work {
  readonly stage: number;
  readonly microBatch: number;
  readonly direction: 'forward' | 'backward';
}

const SCHEDULES: Readonly<Record<Schedule, (stage: number, stages: number, count: number) => readonly Work[]>> = {
  /** All forward passes, then all backward passes: GPipe, Huang et al., arXiv:1811.06965. */
  grouped: (stage, _stages, count) => [...range(count).map((microBatch) => work(stage, microBatch, 'forward')), ...range(count).map((microBatch) => work(stage, microBatch, 'backward'))],
  /**
   * One forward, one backward, after as many forward passes as there are stages behind: PipeDream-Flush, Narayanan et
   * al., arXiv:2006.09503. As fast as `grouped`, and no stage keeps more micro-batches than there are stages.
   */
  interleaved: (stage, stages, count) => {
    const ahead = Math.min(stages - stage - 1, count);
    return [
      ...range(ahead).map((microBatch) => work(stage, microBatch, 'forward')),
      ...range(count).flatMap((microBatch) => [...(microBatch + ahead < count ? [work(stage, microBatch + ahead, 'forward')] : []), work(stage, microBatch, 'backward')]),
    ];
  },
  /** One micro-batch after another through all stages: least memory, no two stages at work at once. */
  sequential: (stage, _stages, count) => range(count).flatMap((microBatch) => [work(stage, microBatch, 'forward'), work(stage, microBatch, 'backward')]),
};

/**
 * All the work of one step, each piece after those that it needs: as stages that take one unit of time for each piece
 * would begin it.
 */
export function orderOf(schedule: Schedule, stages: number, microBatches: number): readonly Work[] {
  const waiting = range(stages).map((stage) => [...SCHEDULES[schedule](stage, stages, microBatches)]);
  const done = new Set<string>();
  const order: Work[] = [];
  while (order.length < 2 * stages * microBatches) {
    const ready = waiting.flatMap(([next]) => (next !== undefined && needsOf(next, stages).every((needed) => done.has(nameOf(needed))) ? [next] : []));
    if (ready.length === 0) throw new Error(`the ${schedule} schedule waits for itself`);
    for (const piece of ready) {
      waiting[piece.stage]?.shift();
      order.push(piece);
    }
    for (const piece of ready) done.add(nameOf(piece));
  }
  return order;
}

/** What has to be there before. */
export function needsOf({ stage, microBatch, direction }: Work, stages: number): readonly Work[] {
  if (direction === 'forward') return stage === 0 ? [] : [work(stage - 1, microBatch, 'forward')];
  return [work(stage, microBatch, 'forward'), ...(stage === stages - 1 ? [] : [work(stage + 1, microBatch, 'backward')])];
}

export const isSchedule = (name: unknown): name is Schedule => typeof name === 'string' && Object.hasOwn(SCHEDULES, name);
export const SCHEDULE_NAMES: readonly string[] = Object.keys(SCHEDULES);

const work = (stage: number, microBatch: number, direction: Work['direction']): Work => ({ stage, microBatch, direction });
const nameOf = ({ stage, microBatch, direction }: Work): string => `${direction} ${stage} ${microBatch}`;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
