/** Ends the running cell on request: in busy loops by a shared word, in pending awaits by a message. */
import type { RunContext } from './context';

export interface StopControl {
  /** A run with this ordinal begins; earlier requests to stop do not concern it. */
  begin(ordinal: number): void;
  end(): void;
  /** Whether a request to stop covers the run. */
  raised(ordinal: number): boolean;
  /** Called by loop heads and function entries; throws once the running cell is to stop. */
  check(): void;
  /** What an `await` of a cell waits for: the value, or the stop. */
  race<T>(value: T): Promise<Awaited<T>>;
  /** The message that goes with the word: wakes the active run's pending awaits. */
  interrupt(ordinal: number): void;
}

interface Waiter<R> {
  readonly run: R | null;
  readonly give: () => void;
}

/** `word[0]` is the last ordinal to be stopped; shared with the page where memory can be. */
export function createStopControl<R>(word: Int32Array, context: RunContext<R>, interrupted: () => Error): StopControl {
  const waiters = new Set<Waiter<R>>();
  // While nothing runs, timers go on until a newer request than those already served.
  let threshold = 1;

  return {
    begin(ordinal) {
      threshold = ordinal;
    },
    end() {
      threshold = Atomics.load(word, 0) + 1;
    },
    raised: (ordinal) => Atomics.load(word, 0) >= ordinal,
    check() {
      if (Atomics.load(word, 0) >= threshold) throw interrupted();
    },
    race<T>(value: T): Promise<Awaited<T>> {
      const run = context.current();
      return new Promise<Awaited<T>>((resolve, reject) => {
        const waiter: Waiter<R> = { run, give: () => reject(interrupted()) };
        waiters.add(waiter);
        Promise.resolve(value).then(
          (settled) => {
            waiters.delete(waiter);
            context.resume(run, () => resolve(settled));
          },
          (reason: unknown) => {
            waiters.delete(waiter);
            context.resume(run, () => reject(reason));
          },
        );
      });
    },
    interrupt(ordinal) {
      // Where memory is not shared, this message is the only request there is.
      if (Atomics.load(word, 0) < ordinal) Atomics.store(word, 0, ordinal);
      const { active } = context;
      if (active === null) {
        threshold = Atomics.load(word, 0) + 1;
        return;
      }
      for (const waiter of waiters) {
        if (waiter.run !== active) continue;
        waiters.delete(waiter);
        context.resume(active, waiter.give);
      }
    },
  };
}
