import { Interrupted } from './interrupted';

/**
 * Whether the run that is executing shall stop.
 *
 * Compiled code reads `flag` and `current` itself and calls `check` only to be stopped; see the compiler's guards.
 */
export class StopSignal {
  /** Element 0: the ordinal of the last run to be stopped, written by the page. */
  readonly flag: Int32Array;
  /**
   * Stored to by guards before they read the flag, so that no optimizer may take the read for loop-invariant.
   * The value means nothing.
   */
  readonly scratch = new Int32Array(1);
  /** Ordinal of the run that is executing, or of the next one: code runs while it is above the flag. */
  current = 1;
  #isRunning = false;
  /** What to call when a run is stopped, with the ordinal of the run that waits. */
  readonly #pending = new Map<() => void, number>();

  /** `shared` is null where memory cannot be shared with the page: then only `interrupt` stops anything. */
  constructor(shared: SharedArrayBuffer | null) {
    this.flag = new Int32Array(shared ?? new ArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  }

  get requested(): boolean {
    return Atomics.load(this.flag, 0) >= this.current;
  }

  /** The run with this ordinal starts. */
  begin(ordinal: number): void {
    this.current = ordinal;
    this.#isRunning = true;
  }

  /** The run with this ordinal is over; timers and callbacks it left behind run on. */
  end(ordinal: number): void {
    this.current = ordinal + 1;
    this.#isRunning = false;
  }

  /** Stops runs up to `ordinal`: the running one's pending awaits end, what earlier runs left behind waits on. */
  interrupt(ordinal: number): void {
    if (Atomics.load(this.flag, 0) < ordinal) Atomics.store(this.flag, 0, ordinal);
    if (!this.requested) return;
    for (const [stop, waiting] of [...this.#pending]) {
      if (this.#isRunning && waiting !== this.current) continue;
      this.#pending.delete(stop);
      stop();
    }
  }

  /** Throws where the executing run shall stop. */
  check(): void {
    if (this.requested) throw new Interrupted();
  }

  /** Calls `stop` when the run with this ordinal is stopped; immediately if the executing one shall be. */
  onStop(stop: () => void, ordinal = this.current): void {
    if (this.requested) stop();
    else this.#pending.set(stop, ordinal);
  }

  offStop(stop: () => void): void {
    this.#pending.delete(stop);
  }

  /** Settles as `value` does, or rejects with `Interrupted` as soon as the run with this ordinal is stopped. */
  race<T>(value: T | PromiseLike<T>, ordinal?: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(new Interrupted());
      this.onStop(stop, ordinal);
      Promise.resolve(value).then(
        (result) => {
          this.offStop(stop);
          resolve(result);
        },
        (error: unknown) => {
          this.offStop(stop);
          reject(error);
        },
      );
    });
  }
}
