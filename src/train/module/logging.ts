/** Where `module.log` goes: to the step that runs now, and nowhere between steps. */
import type { Loggable } from './types';

type Log = (name: string, value: Loggable) => void;

/** Steps are synchronous, so the innermost that runs is the one that logs, whichever module's method it calls. */
const running: Log[] = [];

/** What modules log during `work` goes to `log`. */
export function logging<T>(log: Log, work: () => T): T {
  running.push(log);
  try {
    return work();
  } finally {
    running.pop();
  }
}

export const activeLog = (): Log | undefined => running.at(-1);
