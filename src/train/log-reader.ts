import type * as tfjs from '@tensorflow/tfjs';
import type { FitLogs } from './sink';

/** The operations that reading needs; tfjs itself in practice. */
export type ReaderOps = Pick<typeof tfjs, 'keep' | 'stack' | 'getBackend'>;

/** Here a read stops nothing, and a stack would be one more program for each number of values. */
const READS_APART = 'tpu';

/** Here values lie in memory as soon as they are computed: reading one costs less than keeping it for later. */
const READS_AT_ONCE: ReadonlySet<string> = new Set(['wasm', 'cpu']);

/** Logs as tfjs passes them to callbacks: scalars still on the device, or numbers. */
export type DeviceLogs = Readonly<Record<string, number | tfjs.Scalar>>;

interface Pending {
  readonly values: readonly (readonly [name: string, value: number | tfjs.Tensor])[];
  deliver(logs: FitLogs): void;
}

/**
 * Reads the losses of many batches at once. Reading each by itself would stop a GPU at every step, so scalars are kept
 * on the device, stacked once in `everyMs` (milliseconds) and read while training goes on. All are delivered, in order,
 * and as rarely where they could be read at once.
 */
export class LogReader {
  private pending: Pending[] = [];
  private reading: Promise<void> = Promise.resolve();
  private lastFlush: number;

  constructor(
    private readonly ops: ReaderOps,
    private readonly now: () => number,
    private readonly everyMs = 100,
    private readonly most = 512,
  ) {
    this.lastFlush = now();
  }

  /**
   * Takes clones: tfjs disposes a batch's own scalars as soon as its callbacks return.
   * @param at milliseconds as `now()`, for callers that have asked the clock already
   */
  add(logs: DeviceLogs, deliver: (logs: FitLogs) => void, at = this.now()): void {
    const values: Pending['values'][number][] = [];
    const atOnce = READS_AT_ONCE.has(this.ops.getBackend());
    for (const name in logs) {
      const value = logs[name];
      if (value === undefined) continue;
      if (typeof value === 'number') values.push([name, value]);
      else values.push([name, atOnce ? (value.dataSync()[0] ?? NaN) : this.ops.keep(value.clone())]);
    }
    this.pending.push({ values, deliver });
    if (this.pending.length >= this.most || at - this.lastFlush >= this.everyMs) {
      // A read that fails is heard by whoever waits for the last flush.
      this.flush(at).catch(() => undefined);
    }
  }

  /** Starts to read what is pending; resolves once everything added so far was delivered. */
  flush(at = this.now()): Promise<void> {
    this.lastFlush = at;
    if (this.pending.length > 0) {
      const entries = this.pending;
      this.pending = [];
      // Both start now: a read is issued before the next step is enqueued.
      this.reading = Promise.all([this.read(entries), this.reading]).then(([numbers]) => deliverAll(entries, numbers));
    }
    return this.reading;
  }

  private async read(entries: readonly Pending[]): Promise<ArrayLike<number>> {
    const scalars = entries.flatMap(({ values }) => values.flatMap(([, value]) => (typeof value === 'number' ? [] : [value])));
    if (scalars.length === 0) return [];
    let stacked: tfjs.Tensor | undefined;
    try {
      if (this.ops.getBackend() === READS_APART) return (await Promise.all(scalars.map((scalar) => scalar.data()))).map(([value = NaN]) => value);
      stacked = this.ops.stack(scalars);
      return await stacked.data();
    } finally {
      stacked?.dispose();
      for (const scalar of scalars) scalar.dispose();
    }
  }
}

function deliverAll(entries: readonly Pending[], numbers: ArrayLike<number>): void {
  let next = 0;
  for (const { values, deliver } of entries) {
    const logs: Record<string, number> = {};
    for (const [name, value] of values) logs[name] = typeof value === 'number' ? value : (numbers[next++] ?? NaN);
    deliver(logs);
  }
}
