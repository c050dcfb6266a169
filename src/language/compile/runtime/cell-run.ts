import { iterateStoppably } from './async-iteration';
import type { Binding } from './binding';
import { settleMessage } from './cell-stacks';
import { Interrupted } from './interrupted';
import { runMagic } from './magics';
import type { CellMagics, MagicKind } from './magics';
import { runNames } from './run-names';
import type { RunLocals, RunName } from './run-names';
import type { RunTimers } from './run-timers';
import type { ActiveRun, Scope } from './scope';
import type { StopSignal } from './stop-signal';

/** `turn`: when the module may run, at once without one. `type`: of its import attributes. */
export type ImportModule = (specifier: string, turn?: Promise<unknown>, type?: string | null) => Promise<object>;

interface CellRunOptions {
  readonly cellId: string;
  readonly scope: Scope;
  readonly stop: StopSignal;
  readonly locals: RunLocals;
  readonly timers: RunTimers;
  readonly importModule: ImportModule;
  /** `import.meta.url` in the cell. */
  readonly url: string;
  readonly magics: CellMagics;
}

/** What an `await` resumes with: reading `v` makes the run active again, then gives the value or throws. */
interface Resumption {
  readonly v: unknown;
}

/** The first parameter of a compiled cell: everything its code needs beside its own text. */
export class CellRun {
  readonly cellId: string;
  readonly locals: RunLocals;
  readonly stop: StopSignal;
  readonly ordinal: number;
  /** Run names as compiled code reads them: of the active run, else of the run that made the closure. */
  readonly names: { readonly [name in RunName]: unknown };
  readonly meta: { readonly url: string };
  /** The value of the last expression statement. */
  result: { readonly hasValue: boolean; readonly value: unknown } = { hasValue: false, value: undefined };
  readonly #scope: Scope;
  readonly #importModule: ImportModule;
  readonly #magics: CellMagics;
  readonly #early = new Map<string, Promise<object>>();

  constructor(options: CellRunOptions) {
    this.cellId = options.cellId;
    this.#scope = options.scope;
    this.stop = options.stop;
    this.ordinal = options.stop.current;
    this.#importModule = options.importModule;
    this.#magics = options.magics;
    this.meta = Object.assign(Object.create(null), { url: options.url });
    this.locals = { ...options.timers.locals((callback) => this.bind(callback)), ...options.locals };
    this.names = this.#runNames();
  }

  /** Bindings of the names, for compiled code to keep. */
  refs(names: readonly string[]): Binding[] {
    return names.map((name) => {
      const binding = this.#scope.internals.binding(name);
      binding.refresh();
      return binding;
    });
  }

  set value(value: unknown) {
    this.result = { hasValue: true, value };
  }

  /** `typeof` of a run name. */
  peek(name: RunName): unknown {
    const owner = this.#owner(name);
    return owner === null ? this.#scope.internals.binding(name).t : owner.locals[name];
  }

  /** Head of every `catch`: a stop is not an error to be handled. */
  rethrow(error: unknown): void {
    if (error instanceof Interrupted) throw error;
    settleMessage(error);
  }

  /** Operand of `await`: resumes as the promise settles, or with `Interrupted` once the run is stopped. */
  wait(value: unknown): Promise<Resumption> {
    const { active } = this.#scope.internals;
    const run = active.now ?? active.base;
    const resume = (outcome: () => unknown): Resumption => ({
      get v() {
        enter(active, run);
        return outcome();
      },
    });
    const { stop } = this;
    let end: () => void = () => undefined;
    const stopped = new Promise<Resumption>((resolve) => {
      end = () =>
        resolve(
          resume(() => {
            throw new Interrupted();
          }),
        );
      stop.onStop(end, run?.ordinal);
    });
    const settled = Promise.resolve(value).then(
      (result) => {
        stop.offStop(end);
        return resume(() => result);
      },
      (error: unknown) => {
        stop.offStop(end);
        return resume(() => {
          throw error;
        });
      },
    );
    // Of the ways to race, V8 follows only `any` when it collects the awaiting functions for a stack trace.
    return Promise.any([settled, stopped]);
  }

  /** Operand of `for await`: the loop's variable is bound to `v` of what it yields. */
  each(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<Resumption> {
    const { active } = this.#scope.internals;
    const run = active.now ?? active.base;
    return iterateStoppably(iterable, (step) => this.stop.race(step, run?.ordinal), (value) => ({
      get v() {
        enter(active, run);
        return value;
      },
    }));
  }

  /** A line that starts with `!` or `%%`. */
  magic(kind: MagicKind, text: string, argument = ''): Promise<void> {
    return runMagic(this.#magics, this.stop, kind, text, argument);
  }

  /** Starts fetching the cell's static imports side by side; they run one after another, in the cell's order. */
  preload(imports: readonly (readonly [specifier: string, type: string | null])[]): void {
    let turn: Promise<unknown> | undefined;
    for (const [specifier, type] of imports) {
      const key = importKey(specifier, type);
      if (this.#early.has(key)) continue;
      const loading = this.#importModule(specifier, turn, type);
      turn = loading.catch(() => undefined);
      this.#early.set(key, loading);
    }
  }

  load(specifier: string, type: string | null = null): Promise<object> {
    return this.#early.get(importKey(specifier, type)) ?? this.#importModule(specifier, undefined, type);
  }

  async import(specifier: unknown, options?: unknown): Promise<object> {
    return this.#importModule(String(specifier), undefined, typeOf(options));
  }

  /** `wanted`: binding, exported name ("*" for the namespace), and whether the cell reads it as a value. */
  bindImports(namespace: object, specifier: string, wanted: readonly (readonly [Binding, string, boolean])[]): void {
    for (const [binding, name, isRead] of wanted) {
      if (name === '*') binding.bindImport(namespace, null);
      else if (name in namespace) bindExport(binding, namespace, name);
      else {
        const problem = missingExport(namespace, specifier, name);
        if (isRead) throw new SyntaxError(problem);
        binding.bindImport(undefined, problem);
      }
    }
  }

  /** The function, made to run on behalf of this run whenever it is called. */
  bind<A extends readonly unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
    const { active } = this.#scope.internals;
    return (...args) => {
      const before = active.now;
      active.now = this;
      try {
        return callback(...args);
      } finally {
        active.now = before;
      }
    };
  }

  /** The run whose value a run name has now; null where cells or the platform give it one. */
  #owner(name: RunName): CellRun | null {
    if (this.#scope.has(name)) return null;
    const run = this.#scope.activeRun() ?? this;
    return Object.hasOwn(run.locals, name) ? run : null;
  }

  #runNames(): { readonly [name in RunName]: unknown } {
    const read = (name: RunName): unknown => {
      const owner = this.#owner(name);
      return owner === null ? this.#scope.internals.binding(name).v : owner.locals[name];
    };
    const names = {} as { [name in RunName]: unknown };
    for (const name of runNames) Object.defineProperty(names, name, { get: () => read(name), enumerable: true });
    return names;
  }
}

/** Code of `run` goes on; when it hands over again, the cell that is executing is active as before. */
function enter(active: ActiveRun, run: CellRun | null): void {
  if (run === active.base) {
    active.now = null;
    return;
  }
  active.now = run;
  queueMicrotask(() => {
    if (active.now === run) active.now = null;
  });
}

const importKey = (specifier: string, type: string | null): string => `${type ?? ''} ${specifier}`;

/** Of the second argument of `import(…)`: `{with: {type: 'json'}}`. */
function typeOf(options: unknown): string | null {
  const given = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined);
  const type = given(given(options, 'with'), 'type');
  return typeof type === 'string' ? type : null;
}

/** Functions and objects are as good as constant and read fastest so; of other values a module may keep count. */
function bindExport(binding: Binding, namespace: object, name: string): void {
  const value: unknown = Reflect.get(namespace, name);
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') binding.bindImport(value, null);
  else binding.bindLive(namespace, name);
}

function missingExport(namespace: object, specifier: string, name: string): string {
  const names = Object.keys(namespace);
  const shown = names.slice(0, 12).join(', ') + (names.length > 12 ? `, and ${names.length - 12} more` : '');
  return `module '${specifier}' has no export '${name}'; its exports are: ${shown || 'none'}`;
}
