/** What the kernel takes from the worker before any cell can change it. */
export interface Platform {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly date: () => number;
  readonly setTimer: (callback: () => void, milliseconds: number) => number;
  readonly clearTimer: (timer: number) => void;
  readonly makeBlob: (parts: (string | Blob)[]) => Blob;
}
