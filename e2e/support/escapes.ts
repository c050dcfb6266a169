/** What a hostile cell may try: each attempt is the body of an async function that returns what it got hold of, or nothing. */
import { FORGERIES } from './escapes-protocol';
import { POLLUTIONS } from './escapes-pollution';
import { REALM_ESCAPES } from './escapes-realm';
import { STORAGE_ESCAPES } from './escapes-storage';

export interface Escape {
  readonly name: string;
  readonly code: string;
  /**
   * What it leaves behind. `scars`: the next cell runs, but later attempts would find a changed world, so the kernel is
   * restarted. `ruins`: the kernel need not work; the notebook and the page must be unharmed, and a restart must help.
   */
  readonly leaves?: 'scars' | 'ruins';
}

export const ESCAPES: readonly Escape[] = [...STORAGE_ESCAPES, ...REALM_ESCAPES, ...FORGERIES, ...POLLUTIONS];

/** Stands in secrets, in the other notebook and in its file; no attempt may come to see it. */
export const CANARY = 'canary-7f3a';

/**
 * Run before every attempt. `spy(owner, key)` replaces a method and looks through whatever passes it for what
 * only the kernel may hold: a port, a thread, an event of the port, the outlet of a run.
 */
export const PRELUDE = String.raw`
const spied = globalThis as any;
spied.found = [] as string[];
spied.undo = [] as (() => void)[];
{
  const { apply, getOwnPropertyDescriptor, defineProperty, ownKeys } = Reflect;
  const kinds: [string, Function][] = [['port', MessagePort]];
  const eventTarget = getOwnPropertyDescriptor(Event.prototype, 'target')!.get!;
  const weakGet = WeakMap.prototype.get;
  const mapForEach = Map.prototype.forEach;
  const setForEach = Set.prototype.forEach;
  const own = new Set<unknown>();
  spied.mine = (value: unknown) => { own.add(value); return value; };
  const has = Set.prototype.has, add = Set.prototype.add;
  const note = (what: string, where: string) => { spied.found[spied.found.length] = what + ' at ' + where; };
  const look = (value: any, where: string, depth: number, seen: Set<unknown>): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || depth > 4) return;
    if (budget-- <= 0 || apply(has, seen, [value]) || apply(has, own, [value])) return;
    apply(add, seen, [value]);
    try {
      for (let i = 0; i < kinds.length; i++) if (value instanceof kinds[i]![1]) note(kinds[i]![0], where);
      if (value instanceof Event) look(apply(eventTarget, value, []), where + '.target', depth + 1, seen);
      if (value === globalThis || ArrayBuffer.isView(value)) return;
      const names = ownKeys(value);
      let outlet = 0;
      for (let i = 0; i < names.length && i < 200; i++) {
        const key = names[i]!;
        if (key === 'finished' || key === 'started' || key === 'asked') outlet++;
        if (key === 'PThread' || key === 'runningWorkers') continue;
        const descriptor = getOwnPropertyDescriptor(value, key);
        if ((key === 'send' || key === 'say' || key === 'post') && typeof descriptor?.value === 'function' && value.constructor === Object) note('the function ' + key, where);
        if (descriptor && 'value' in descriptor) look(descriptor.value, where + '.' + String(key), depth + 1, seen);
      }
      if (outlet > 1) note('outlet of a run', where);
      if (value instanceof Map) apply(mapForEach, value, [(item: unknown, key: unknown) => { look(item, where + '.value', depth + 1, seen); look(key, where + '.key', depth + 1, seen); }]);
      if (value instanceof Set) apply(setForEach, value, [(item: unknown) => look(item, where + '.item', depth + 1, seen)]);
      if (value instanceof WeakMap) look(apply(weakGet, value, [console]), where + '.get(console)', depth + 1, seen);
    } catch (error) { /* a value that does not let itself be looked at */ }
  };
  let busy = false;
  let budget = 0;
  spied.inspect = (where: string, ...values: unknown[]) => {
    if (busy) return;
    busy = true;
    budget = 3000;
    try { for (let i = 0; i < values.length; i++) look(values[i], where, 0, new Set()); } finally { busy = false; }
  };
  spied.spy = (owner: any, key: PropertyKey, label = String(key)) => {
    const before = getOwnPropertyDescriptor(owner, key);
    const wrap = (original: any) => function (this: unknown, ...args: unknown[]) {
      spied.inspect(label, this, args);
      return new.target ? Reflect.construct(original, args, new.target) : apply(original, this, args);
    };
    if (before === undefined) defineProperty(owner, key, { configurable: true, get() { spied.inspect(label, this); return undefined; }, set(value) { spied.inspect(label, this, value); defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true }); } });
    else if (before.get) defineProperty(owner, key, { ...before, get: wrap(before.get) });
    else {
      const wrapped = wrap(before.value);
      if (typeof before.value === 'function' && before.value.prototype) { Object.setPrototypeOf(wrapped, before.value); defineProperty(wrapped, 'prototype', { value: before.value.prototype }); }
      defineProperty(owner, key, { ...before, value: wrapped });
    }
    spied.undo[spied.undo.length] = () => { if (before) defineProperty(owner, key, before); else Reflect.deleteProperty(owner, key); };
  };
}
`;

/** Run after every attempt and the cell that followed it: takes spies away and tells what they found. */
export const REPORT = `for (let i = spied.undo.length - 1; i >= 0; i--) spied.undo[i]();
spied.undo.length = 0;
const said = spied.found.splice(0).join('; ');
said`;

/** The cell that makes the attempt. */
export const cellOf = ({ code }: Escape): string => `const { spy, inspect, mine, undo } = globalThis as any;
const got = await (async () => { ${code} })().catch((error: unknown) => undefined);
got ? 'reached: ' + got : 'out of reach'`;
