/** Runs as they are read from files: points by run and metric, put in the order of their steps at the end. */
import { factsOf } from './facts';
import type { ImportedRun, RunRecord, SeriesRecord } from './types';

class PointList {
  /** Step, epoch, time, value. */
  #columns = Array.from({ length: 4 }, () => new Float64Array(64));
  #length = 0;

  add(step: number, epoch: number, time: number, value: number): void {
    if (this.#length === this.#columns[0]?.length) {
      this.#columns = this.#columns.map((column) => {
        const larger = new Float64Array(column.length * 2);
        larger.set(column);
        return larger;
      });
    }
    [step, epoch, time, value].forEach((one, column) => ((this.#columns[column] as Float64Array)[this.#length] = one));
    this.#length++;
  }

  series(): SeriesRecord {
    const columns = this.#columns.map((column) => column.slice(0, this.#length));
    const [steps = new Float64Array()] = columns;
    const isSorted = steps.every((step, at) => at === 0 || step >= (steps[at - 1] ?? -Infinity));
    const order = isSorted ? null : Array.from(steps.keys()).sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0));
    const [step, epoch, time, value] = order === null ? columns : columns.map((column) => Float64Array.from(order, (at) => column[at] ?? NaN));
    return { step: step as Float64Array, epoch: epoch as Float64Array, time: time as Float64Array, value: value as Float64Array };
  }
}

/** The metrics of one run. */
export class RunPoints {
  readonly #metrics = new Map<string, PointList>();

  add(metric: string, { step, epoch = NaN, time = NaN, value }: { readonly step: number; readonly epoch?: number; readonly time?: number; readonly value: number }): void {
    let list = this.#metrics.get(metric);
    if (list === undefined) this.#metrics.set(metric, (list = new PointList()));
    list.add(step, epoch, time, value);
  }

  get isEmpty(): boolean {
    return this.#metrics.size === 0;
  }

  series(): Record<string, SeriesRecord> {
    return Object.fromEntries([...this.#metrics].map(([metric, list]) => [metric, list.series()]));
  }
}

export interface ImportEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  newId(): string;
}

/** A run of which only this is known. */
export function importedRun(known: Partial<RunRecord> & Pick<RunRecord, 'name'>, series: Readonly<Record<string, SeriesRecord>>, env: ImportEnvironment): ImportedRun {
  const startedAt = known.startedAt ?? env.now();
  const run: RunRecord = {
    kind: 'imported', status: 'done', notebook: { id: '', name: '' }, cell: { id: '', source: '' }, endedAt: startedAt + longest(series) * 1000,
    settings: {}, device: null, seed: null, packages: {}, data: null, parameters: null, group: null, items: [], tags: [], notes: '', starred: false, archived: false,
    ...known,
    id: env.newId(),
    startedAt,
    metrics: Object.fromEntries(Object.entries(series).map(([metric, points]) => [metric, factsOf(points)])),
  };
  return { run, series };
}

/** Seconds to the latest point; 0 where no times are known. */
function longest(series: Readonly<Record<string, SeriesRecord>>): number {
  let most = 0;
  for (const { time } of Object.values(series)) for (const seconds of time) if (seconds > most) most = seconds;
  return most;
}
