/** The memory through which the kernel's thread hands out jobs. */

/** Indices of 32-bit words, those that threads write a cache line (16 words) apart; `numbers` counts bytes. */
export interface Slots {
  /** Counts jobs; threads wait for it to change. */
  readonly job: number;
  /** 1 while the job below may be worked on. */
  readonly open: number;
  /** Threads that may be reading or working on the job. */
  readonly active: number;
  /** The first item nobody has taken. */
  readonly next: number;
  /** Threads that have to be woken. */
  readonly sleepers: number;
  /** 1 while the kernel's thread sleeps until `active` is 0. */
  readonly waiting: number;
  /** 1 if a kernel died in a thread. */
  readonly failed: number;
  /** Counts the chunks that threads other than the kernel's have taken. */
  readonly helped: number;
  readonly kernel: number;
  readonly range: number;
  /** Items taken at once. */
  readonly chunk: number;
  /** How many arguments the kernel has. */
  readonly count: number;
  /** Address of the threads' scratch memory, bytes of it a thread, then the arguments; 64-bit floats hold them all exactly. */
  readonly numbers: number;
}

export const SLOTS: Slots = { job: 0, open: 16, active: 32, next: 48, sleepers: 64, waiting: 80, failed: 81, helped: 82, kernel: 96, range: 97, chunk: 98, count: 99, numbers: 512 };

/** Arguments a kernel may have. */
const MOST_ARGUMENTS = 48;

export const CONTROL_BYTES = SLOTS.numbers + (2 + MOST_ARGUMENTS) * Float64Array.BYTES_PER_ELEMENT;
