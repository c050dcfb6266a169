/** The way of kept trainings to the page: changes at once, points in batches, in order. */
import type { TrackChange } from '../../../protocol/tracking';
import type { Platform } from '../output/platform';
import type { RunOutput } from '../output/run-output';
import { createMetricBuffer, type MetricMoment } from './metric-buffer';

export interface TrackFeed {
  change(change: TrackChange): void;
  /** @param at when they were measured, in milliseconds as `now()`; calls for one training come in the order of their times */
  points(trackId: string, values: Readonly<Record<string, number>>, moment: MetricMoment, at: number): void;
  flush(): void;
}

/** Longest that points wait for more, in milliseconds: ten messages a second. */
const WAIT = 100;

export function createTrackFeed(output: Pick<RunOutput, 'track' | 'metrics'>, { setTimer, clearTimer }: Pick<Platform, 'setTimer' | 'clearTimer'>): TrackFeed {
  const buffer = createMetricBuffer();
  let since = 0;
  let timer: number | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimer(timer);
    timer = null;
    if (buffer.size > 0) output.metrics(buffer.take());
  };
  return {
    flush,
    change(change) {
      flush();
      output.track(change);
    },
    points(trackId, values, moment, at) {
      if (buffer.size === 0) since = at;
      buffer.add(trackId, values, moment);
      // The times of the points are asked as well: a busy loop lets no timer run, and asking the clock would cost more than all the rest.
      if (at - since >= WAIT) flush();
      else timer ??= setTimer(flush, WAIT);
    },
  };
}
