/** Lets libraries that print (`model.summary()`, `tensor.print()`) print into the cell that called them. */
import type { CellConsole } from './console';

const METHODS = [
  'log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'dirxml', 'assert', 'table', 'group', 'groupCollapsed', 'groupEnd',
  'time', 'timeLog', 'timeEnd', 'count', 'countReset',
] as const satisfies readonly (keyof CellConsole & keyof Console)[]; // prettier-ignore

/** Cells have a console of their own; this one serves code that knows no cell, and between runs the platform's serves it. */
export function redirectConsole(native: Console, current: () => CellConsole | null): void {
  for (const method of METHODS) {
    const original = native[method].bind(native) as (...args: unknown[]) => void;
    native[method] = (...args: unknown[]): void => {
      const cell = current();
      if (cell === null) original(...args);
      else Reflect.apply(cell[method], cell, args);
    };
  }
}
