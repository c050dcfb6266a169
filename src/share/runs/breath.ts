/** Pauses within long work: the page, or whoever asks the worker to stop, is heard between them. */

/** Longest that a page is kept busy, in milliseconds. */
const BUSY = 12;

/** Who waits for long work. */
export interface Watch {
  /** How much is done, from 0 to 1. */
  tell(share: number): void;
  /** Nobody wants what it makes any more. */
  stopped(): boolean;
}

/** Thrown out of work that nobody waits for any more. */
export class Stopped extends Error {
  constructor() {
    super('it was stopped');
    this.name = 'Stopped';
  }
}

/** The share of the work done so far, from 0 to 1, where it is known. */
export type Breath = (share?: number) => Promise<void> | undefined;

/**
 * Gives a function that lets the page draw where the work since the last pause has taken long enough; await it often.
 * It rejects with `Stopped` once the work is.
 */
export function breather(watch: Watch | null = null, now: () => number = () => performance.now()): Breath {
  let since = now();
  return (share) => {
    if (now() - since < BUSY) return undefined;
    if (share !== undefined) watch?.tell(Math.min(1, share));
    return new Promise((resolve, reject) =>
      setTimeout(() => {
        since = now();
        if (watch?.stopped() === true) reject(new Stopped());
        else resolve();
      }),
    );
  };
}
