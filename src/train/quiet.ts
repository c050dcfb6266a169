/** Trainings that are parts of something larger, such as trials of a sweep, which shows in one place what they came to. */

export interface Quiet {
  /** Fits draw no charts now and share a line of progress, Trainers show no summary, and figures of callbacks are kept but not shown. */
  readonly isOn: boolean;
  /** It is on until the work is over. */
  during<T>(work: () => T | Promise<T>): Promise<T>;
}

export function createQuiet(): Quiet {
  let under = 0;
  return {
    get isOn() {
      return under > 0;
    },
    async during(work) {
      under++;
      try {
        return await work();
      } finally {
        under--;
      }
    },
  };
}
