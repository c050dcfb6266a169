import { Binding } from './binding';
import type { GlobalNames } from './binding';
import type { CellRun } from './cell-run';

/** ECMAScript's own globals: code reads them in loops, nobody replaces them but a polyfill. */
const languageNames = new Set(
  (
    'Array ArrayBuffer AsyncFunction Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError ' +
    'FinalizationRegistry Float16Array Float32Array Float64Array Function Int16Array Int32Array Int8Array Intl Iterator JSON Map ' +
    'Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError ' +
    'TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI ' +
    'decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt unescape'
  ).split(' '),
);

/** The names of all cells, for the life of a kernel. */
export interface Scope {
  /** Names that cells have declared and that have a value, in order of first declaration. */
  names(): readonly string[];
  /** True where a cell has declared the name and it has a value. */
  has(name: string): boolean;
  /** The value a cell gave the name; undefined where it has none. Never throws. */
  get(name: string): unknown;
  /**
   * The run on whose behalf code is executing now: of the cell that runs, or that set the timer whose callback runs.
   * Null between runs. What has no run of its own (a training loop that reports) asks here whom to report to.
   */
  activeRun(): CellRun | null;
  /** For `evaluate`. */
  readonly internals: ScopeInternals;
}

interface ScopeInternals {
  binding(name: string): Binding;
  readonly active: ActiveRun;
}

/** Which run the executing code belongs to. `base` is the cell that runs; `now` differs during stray callbacks. */
export interface ActiveRun {
  base: CellRun | null;
  now: CellRun | null;
}

/** `globals`: what cells see without an import beside the platform's own names. */
export function createScope(globals: Readonly<Record<string, unknown>>): Scope {
  const bindings = new Map<string, Binding>();
  const active: ActiveRun = { base: null, now: null };
  const lookup: GlobalNames = {
    has: (name) => Object.hasOwn(globals, name) || name in globalThis,
    get: (name) => (Object.hasOwn(globals, name) ? globals[name] : Reflect.get(globalThis, name)),
    isSteady: (name) => Object.hasOwn(globals, name) || languageNames.has(name),
  };
  const binding = (name: string): Binding => {
    let found = bindings.get(name);
    if (found === undefined) bindings.set(name, (found = new Binding(name, lookup)));
    return found;
  };
  const isDeclared = (found: Binding | undefined): found is Binding => found?.state === 'variable' || found?.state === 'constant';
  return {
    names: () => [...bindings].flatMap(([name, found]) => (isDeclared(found) ? [name] : [])),
    has: (name) => isDeclared(bindings.get(name)),
    get: (name) => {
      const found = bindings.get(name);
      return isDeclared(found) ? found.c : undefined;
    },
    activeRun: () => active.now ?? active.base,
    internals: { binding, active },
  };
}
