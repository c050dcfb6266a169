/** The way of kept trainings to the page: changes at once, points in batches, in order. */
import type { TrackChange } from '../../../protocol/tracking';
import type { Platform } from '../output/platform';
import type { RunOutput } from '../output/run-output';
import { createMetricBuffer, type MetricPoint } from './metric-buffer';

export interface TrackFeed {
  change(change: TrackChange): void;
  point(trackId: string, metric: string, point: MetricPoint): void;
  flush(): void;
}

/** Longest that points wait for more, in milliseconds: ten messages a second. */
const WAIT = 100;

export function createTrackFeed(output: Pick<RunOutput, 'track' | 'metrics'>, { now, setTimer, clearTimer }: Pick<Platform, 'now' | 'setTimer' | 'clearTimer'>): TrackFeed {
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
    point(trackId, metric, point) {
      const at = now();
      if (buffer.size === 0) since = at;
      buffer.add(trackId, metric, point);
      // Asked of the clock as well: a busy loop lets no timer run.
      if (at - since >= WAIT) flush();
      else timer ??= setTimer(flush, WAIT);
    },
  };
}
