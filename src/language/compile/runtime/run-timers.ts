import { Interrupted } from './interrupted';
import type { RunLocals, RunName } from './run-names';

type Callback = (...args: readonly unknown[]) => unknown;
type Bind = (callback: Callback) => Callback;

/** The timers that one run has set. */
export interface RunTimers {
  /** How many are still to fire; an interval counts until it is cleared. */
  readonly active: number;
  /** Ends all of them. */
  clear(): void;
  /** The timer functions for the run's code; `bind` lets a callback run on its behalf. */
  locals(bind: Bind): RunLocals;
}

/** The timers of all runs of a kernel: any cell can end those of another. */
export interface Timers {
  /** `changed` is called with the number of timers that are still to fire. */
  open(changed?: (active: number) => void): RunTimers;
}

/** `host` has the platform's timer functions; they are taken once, before any cell could replace them. */
export function createTimers(host: object = globalThis): Timers {
  const take = (name: string): Callback | null => {
    const found: unknown = Reflect.get(host, name);
    return isCallable(found) ? (...args) => Reflect.apply(found, host, args) : null;
  };
  // Timeouts and intervals share their ids; animation frames have ids of their own.
  const timers = new TimerKind(take('clearTimeout'));
  const frames = new TimerKind(take('cancelAnimationFrame'));
  const setters: readonly Setter[] = [
    { name: 'setTimeout', set: take('setTimeout'), kind: timers, isRepeated: false },
    { name: 'setInterval', set: take('setInterval'), kind: timers, isRepeated: true },
    { name: 'requestAnimationFrame', set: take('requestAnimationFrame'), kind: frames, isRepeated: false },
  ];
  const queueMicrotask = take('queueMicrotask');
  const clears: RunLocals = { clearTimeout: timers.clear, clearInterval: timers.clear, cancelAnimationFrame: frames.clear };
  return {
    open(changed = () => undefined) {
      const run = new RunTimerSet(changed);
      return {
        get active() {
          return run.size;
        },
        clear: () => run.clear(),
        locals(bind) {
          const locals: { [name in RunName]?: unknown } = { ...clears };
          for (const setter of setters) if (setter.set !== null) locals[setter.name] = run.setter(setter, setter.set, bind);
          if (queueMicrotask !== null) locals.queueMicrotask = (callback: unknown) => queueMicrotask(isCallable(callback) ? bind(callback) : callback);
          return locals;
        },
      };
    },
  };
}

interface Setter {
  readonly name: RunName;
  /** Null where the platform has none. */
  readonly set: Callback | null;
  readonly kind: TimerKind;
  readonly isRepeated: boolean;
}

interface Timer {
  readonly id: unknown;
  readonly kind: TimerKind;
  readonly owner: RunTimerSet;
}

/** Timers of all runs whose ids are of one kind. */
class TimerKind {
  readonly #timers = new Map<unknown, Timer>();
  readonly #cancel: Callback | null;

  constructor(cancel: Callback | null) {
    this.#cancel = cancel;
  }

  add(timer: Timer): void {
    this.#timers.set(timer.id, timer);
  }

  /** It fires no more; its run, null where it was over already. */
  drop(id: unknown): RunTimerSet | null {
    const timer = this.#timers.get(id);
    this.#timers.delete(id);
    timer?.owner.drop(timer);
    return timer?.owner ?? null;
  }

  readonly clear = (id: unknown): void => {
    this.#cancel?.(id);
    this.drop(id)?.tell();
  };
}

class RunTimerSet {
  readonly #timers = new Set<Timer>();
  readonly #changed: (active: number) => void;
  #told = 0;

  constructor(changed: (active: number) => void) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#timers.size;
  }

  drop(timer: Timer): void {
    this.#timers.delete(timer);
  }

  clear(): void {
    for (const { id, kind } of [...this.#timers]) kind.clear(id);
  }

  tell(): void {
    if (this.size === this.#told) return;
    this.#told = this.size;
    this.#changed(this.size);
  }

  setter({ kind, isRepeated }: Setter, set: Callback, bind: Bind): Callback {
    return (callback, ...rest) => {
      if (!isCallable(callback)) return set(callback, ...rest);
      const call = this.#stoppable(bind(callback));
      const fire: Callback = (...args) => {
        if (isRepeated) return call(...args);
        kind.drop(id);
        try {
          return call(...args);
        } finally {
          // Only now: a callback that sets the next timer leaves the number as it was.
          this.tell();
        }
      };
      const id = set(fire, ...rest);
      const timer: Timer = { id, kind, owner: this };
      this.#timers.add(timer);
      kind.add(timer);
      this.tell();
      return id;
    };
  }

  /** A callback that ran until it was stopped would do so again the next time, so the run's timers end with it. */
  #stoppable(callback: Callback): Callback {
    const pass = (error: unknown): never => {
      if (error instanceof Interrupted) this.clear();
      throw error;
    };
    return (...args) => {
      try {
        const result = callback(...args);
        return result instanceof Promise ? result.catch(pass) : result;
      } catch (error) {
        return pass(error);
      }
    };
  }
}

const isCallable = (value: unknown): value is Callback => typeof value === 'function';
