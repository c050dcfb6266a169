/** The shared word that a busy worker can read without turning to its messages. */
export interface StopFlag {
  /** For the worker; null where memory cannot be shared. */
  readonly memory: SharedArrayBuffer | null;
  /** Stops every run with this ordinal or a lower one. */
  raise(ordinal: number): void;
}

export function createStopFlag(isolated: boolean): StopFlag {
  if (!isolated) return { memory: null, raise: () => undefined };
  const memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const word = new Int32Array(memory);
  return {
    memory,
    raise: (ordinal) => {
      Atomics.store(word, 0, ordinal);
    },
  };
}
