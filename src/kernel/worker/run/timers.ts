/** Timers that remember their run, so that what they print later reaches the cell that set them. */
import type { RunContext } from './context';

interface TimerScope {
  setTimeout: unknown;
  setInterval: unknown;
  queueMicrotask: unknown;
}
type Schedule = (callback: () => void, milliseconds?: number) => number;

export function carryRunThroughTimers<R>(
  scope: TimerScope,
  native: { readonly setTimeout: Schedule; readonly setInterval: Schedule; readonly queueMicrotask: (callback: () => void) => void },
  context: RunContext<R>,
): void {
  const carrying = (callback: unknown, args: readonly unknown[]): (() => void) => {
    if (typeof callback !== 'function') throw new TypeError(`a timer needs a function, not ${callback === null ? 'null' : typeof callback}`);
    const run = context.current();
    return () => {
      context.within(run, () => Reflect.apply(callback, undefined, args));
    };
  };
  scope.setTimeout = function setTimeout(callback: unknown, milliseconds?: number, ...args: unknown[]): number {
    return native.setTimeout(carrying(callback, args), milliseconds);
  };
  scope.setInterval = function setInterval(callback: unknown, milliseconds?: number, ...args: unknown[]): number {
    return native.setInterval(carrying(callback, args), milliseconds);
  };
  scope.queueMicrotask = function queueMicrotask(callback: unknown): void {
    native.queueMicrotask(carrying(callback, []));
  };
}
