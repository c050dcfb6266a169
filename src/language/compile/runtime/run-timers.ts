import type { CellRun } from './cell-run';
import type { RunLocals, RunName } from './run-names';

const timerNames = ['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame'] as const satisfies readonly RunName[];

/** Timers whose callbacks stay with the run that set them, however late they fire. */
export function timersOf(run: Pick<CellRun, 'bind'>): RunLocals {
  const timers: { [name in RunName]?: unknown } = {};
  for (const name of timerNames) {
    const original: unknown = Reflect.get(globalThis, name);
    if (typeof original !== 'function') continue;
    timers[name] = (callback: unknown, ...rest: unknown[]): unknown =>
      Reflect.apply(original, globalThis, [isCallable(callback) ? run.bind(callback) : callback, ...rest]);
  }
  return timers;
}

const isCallable = (value: unknown): value is (...args: readonly unknown[]) => unknown => typeof value === 'function';
