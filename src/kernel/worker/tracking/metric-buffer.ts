/** Collects points of kept trainings until they travel together. */
import type { MetricBatch } from '../../../protocol/tracking';

/** Where in its training a step stands. */
export interface MetricMoment {
  readonly step: number;
  /** NaN where there are none. */
  readonly epoch: number;
  /** Seconds since the training began. */
  readonly time: number;
}

export interface MetricBuffer {
  /** A point of each metric. */
  add(trackId: string, values: Readonly<Record<string, number>>, moment: MetricMoment): void;
  readonly size: number;
  /** Everything since the last call; the arrays are the receiver's. */
  take(): MetricBatch[];
}

const FIRST = 64;

/** Stays between two calls of `take`, so that a step costs four stores a metric and nothing else. */
interface Columns {
  step: Float64Array<ArrayBuffer>;
  epoch: Float64Array<ArrayBuffer>;
  time: Float64Array<ArrayBuffer>;
  value: Float64Array<ArrayBuffer>;
  length: number;
}

export function createMetricBuffer(): MetricBuffer {
  const tracks = new Map<string, Map<string, Columns>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(trackId, values, { step, epoch, time }) {
      let metrics = tracks.get(trackId);
      if (metrics === undefined) tracks.set(trackId, (metrics = new Map<string, Columns>()));
      for (const metric in values) {
        let columns = metrics.get(metric);
        if (columns === undefined) metrics.set(metric, (columns = emptyColumns()));
        const at = columns.length++;
        if (at === columns.step.length) grow(columns);
        columns.step[at] = step;
        columns.epoch[at] = epoch;
        columns.time[at] = time;
        columns.value[at] = values[metric] as number;
        size++;
      }
    },
    take() {
      const batches: MetricBatch[] = [];
      for (const [trackId, metrics] of tracks) {
        const before = batches.length;
        for (const [metric, columns] of metrics) {
          const { length, step, epoch, time, value } = columns;
          if (length === 0) continue;
          batches.push({ trackId, metric, step: step.slice(0, length), epoch: epoch.slice(0, length), time: time.slice(0, length), value: value.slice(0, length) });
          columns.length = 0;
        }
        // One that said nothing for so long may have ended.
        if (batches.length === before) tracks.delete(trackId);
      }
      size = 0;
      return batches;
    },
  };
}

const emptyColumns = (): Columns => ({ step: new Float64Array(FIRST), epoch: new Float64Array(FIRST), time: new Float64Array(FIRST), value: new Float64Array(FIRST), length: 0 });

function grow(columns: Columns): void {
  for (const name of ['step', 'epoch', 'time', 'value'] as const) {
    const larger = new Float64Array(columns[name].length * 2);
    larger.set(columns[name]);
    columns[name] = larger;
  }
}
