/**
 * Which run the code executing now belongs to. Runs overlap: a timer of one fires while another
 * waits, and a helper of one cell is called by the next. What a run starts (awaits, timers) carries
 * it along; all else belongs to the run that is active.
 */
export interface RunContext<R> {
  /** Null while nothing runs and nothing was carried. */
  current(): R | null;
  readonly active: R | null;
  setActive(run: R | null): void;
  /** Calls `body` as code of `run`. */
  within<T>(run: R | null, body: () => T): T;
  /** The continuation that a following `settle` wakes belongs to `run`. */
  resume(run: R | null, settle: () => void): void;
  /** The run whose code ran most recently. */
  readonly last: R | null;
}

export function createRunContext<R>(defer: (callback: () => void) => void): RunContext<R> {
  let active: R | null = null;
  let carried: R | null = null;
  let last: R | null = null;
  let resumed = 0;
  const carry = (run: R | null): void => {
    carried = run;
    if (run !== null) last = run;
  };
  return {
    current: () => carried ?? active,
    get active() {
      return active;
    },
    get last() {
      return last;
    },
    setActive(run) {
      active = run;
      if (run !== null) last = run;
    },
    within(run, body) {
      const before = carried;
      carry(run);
      try {
        return body();
      } finally {
        carried = before;
      }
    },
    resume(run, settle) {
      carry(run);
      const turn = ++resumed;
      settle();
      // The woken continuation is the next job in line, this one comes after it.
      defer(() => {
        if (turn === resumed) carried = null;
      });
    },
  };
}
