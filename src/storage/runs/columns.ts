/** Points of one metric in arrays that grow: of a run that is going on. */
import type { MetricSeries } from './types';

const FIRST = 256;
const empty = (length: number) => ({ step: new Float64Array(length), epoch: new Float64Array(length), time: new Float64Array(length), value: new Float64Array(length) });

export class GrowingSeries {
  #columns: MetricSeries;
  #length: number;

  /** @param begun points that it begins with, which are not copied until more come */
  constructor(begun?: MetricSeries) {
    this.#columns = begun ?? empty(FIRST);
    this.#length = begun?.value.length ?? 0;
  }

  get length(): number {
    return this.#length;
  }

  append(batch: MetricSeries): void {
    const needed = this.#length + batch.value.length;
    if (needed > this.#columns.value.length) {
      const larger = empty(Math.max(needed, this.#columns.value.length * 2));
      copyInto(larger, this.view(), 0);
      this.#columns = larger;
    }
    copyInto(this.#columns, batch, this.#length);
    this.#length = needed;
  }

  /** The points from one index on, without copying them; later points do not show in it. */
  view(from = 0): MetricSeries {
    const { step, epoch, time, value } = this.#columns;
    const to = this.#length;
    return { step: step.subarray(from, to), epoch: epoch.subarray(from, to), time: time.subarray(from, to), value: value.subarray(from, to) };
  }
}

export function joinSeries(parts: readonly MetricSeries[]): MetricSeries {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const joined = empty(parts.reduce((sum, part) => sum + part.value.length, 0));
  let at = 0;
  for (const part of parts) {
    copyInto(joined, part, at);
    at += part.value.length;
  }
  return joined;
}

/** The points up to a step, itself included; the same object where none is beyond. */
export function upTo(series: MetricSeries, after: number): MetricSeries {
  if (!series.step.some((step) => step > after)) return series;
  const stays = (_: number, index: number): boolean => !((series.step[index] as number) > after);
  return { step: series.step.filter(stays), epoch: series.epoch.filter(stays), time: series.time.filter(stays), value: series.value.filter(stays) };
}

/** Bytes of the arrays. */
export const bytesOf = (series: MetricSeries): number => series.value.length * 4 * Float64Array.BYTES_PER_ELEMENT;

function copyInto(target: MetricSeries, source: MetricSeries, at: number): void {
  target.step.set(source.step, at);
  target.epoch.set(source.epoch, at);
  target.time.set(source.time, at);
  target.value.set(source.value, at);
}
