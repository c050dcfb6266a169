/** Collects points of kept trainings until they travel together. */
import type { MetricBatch } from '../../../protocol/tracking';

export interface MetricPoint {
  readonly step: number;
  /** NaN where there are none. */
  readonly epoch: number;
  /** Seconds since the training began. */
  readonly time: number;
  readonly value: number;
}

export interface MetricBuffer {
  add(trackId: string, metric: string, point: MetricPoint): void;
  readonly size: number;
  /** Everything since the last call; the arrays are the receiver's. */
  take(): MetricBatch[];
}

const FIRST = 16;
/** Values of a point. */
const WIDTH = 4;

interface Rows {
  readonly trackId: string;
  readonly metric: string;
  /** Points one after the other. */
  values: Float64Array<ArrayBuffer>;
  length: number;
}

export function createMetricBuffer(): MetricBuffer {
  const tracks = new Map<string, Map<string, Rows>>();
  let size = 0;

  const rowsOf = (trackId: string, metric: string): Rows => {
    let metrics = tracks.get(trackId);
    if (metrics === undefined) tracks.set(trackId, (metrics = new Map()));
    let rows = metrics.get(metric);
    if (rows === undefined) metrics.set(metric, (rows = { trackId, metric, values: new Float64Array(FIRST * WIDTH), length: 0 }));
    return rows;
  };

  return {
    get size() {
      return size;
    },
    add(trackId, metric, { step, epoch, time, value }) {
      const rows = rowsOf(trackId, metric);
      const at = rows.length * WIDTH;
      if (at === rows.values.length) {
        const larger = new Float64Array(rows.values.length * 2);
        larger.set(rows.values);
        rows.values = larger;
      }
      const { values } = rows;
      values[at] = step;
      values[at + 1] = epoch;
      values[at + 2] = time;
      values[at + 3] = value;
      rows.length++;
      size++;
    },
    take() {
      const batches = [...tracks.values()].flatMap((metrics) => [...metrics.values()].map(batchOf));
      tracks.clear();
      size = 0;
      return batches;
    },
  };
}

function batchOf({ trackId, metric, values, length }: Rows): MetricBatch {
  const column = (offset: number): Float64Array<ArrayBuffer> => {
    const taken = new Float64Array(length);
    for (let index = 0; index < length; index++) taken[index] = values[index * WIDTH + offset] as number;
    return taken;
  };
  return { trackId, metric, step: column(0), epoch: column(1), time: column(2), value: column(3) };
}
