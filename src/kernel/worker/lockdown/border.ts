/**
 * The border between cells and kernel, which share one set of built-ins. What a cell changes of them
 * (`Array.prototype.map = …`) holds for cells; while the kernel works, the originals are back, so that it can
 * still run the next cell. (Atomics stay as they are: the guards in the cells' own loops ask them.) Not a wall: what the kernel must keep from cells is in closures and `sealed` collections.
 */
export interface Border {
  /** From here on the kernel works, until `toCells`. */
  toKernel(): void;
  toCells(): void;
  /** Works as the kernel, then goes back to whose turn it was. */
  asKernel<T>(work: () => T): T;
}

/** Globals whose own methods, and whose prototypes' methods, the kernel and TensorFlow.js call by name. */
const WHOLE = [
  'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet',
  'WeakRef', 'RegExp', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Iterator', 'Reflect', 'JSON', 'Atomics', 'Error',
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'Float32Array', 'Float64Array',
  'Event', 'EventTarget', 'MessagePort', 'MessageEvent', 'Blob', 'ReadableStream', 'TextEncoder', 'TextDecoder', 'AbortController', 'URL',
] as const; // prettier-ignore

/** Globals of which the kernel needs only that they are there: cells may well give `Math.random` or `Date.now` a value of theirs. */
const NAMES = [
  'globalThis', 'Math', 'Date', 'Intl', 'Proxy', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'AggregateError', 'isNaN',
  'isFinite', 'parseInt', 'parseFloat', 'encodeURIComponent', 'decodeURIComponent', 'performance', 'queueMicrotask', 'structuredClone',
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'DOMException', 'File', 'Response', 'WebAssembly',
] as const; // prettier-ignore

/** Members that people set and that change nothing for the kernel: `Error.stackTraceLimit`. */
const FREE = new Set<PropertyKey>(['stackTraceLimit', 'prepareStackTrace', 'captureStackTrace', 'toJSON', 'caller', 'arguments']);

interface Member {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly original: PropertyDescriptor;
  /** What the cells have made of it; null while it is as it was, undefined where they deleted it. */
  theirs: PropertyDescriptor | null | undefined;
}

interface Extra {
  readonly key: PropertyKey;
  readonly theirs: PropertyDescriptor;
  readonly next: Extra | null;
}

export function createBorder(scope: object): Border {
  // Taken now: later on, these too may be a cell's.
  const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { setPrototypeOf, hasOwn } = Object;
  const { Atomics } = globalThis;
  const objectPrototype = Object.prototype;

  /** Without a prototype, so that `Object.prototype.get = …` is not part of it. */
  const read = (owner: object, key: PropertyKey): PropertyDescriptor | undefined => {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    return descriptor === undefined ? undefined : (setPrototypeOf(descriptor, null) as PropertyDescriptor);
  };
  const isOriginal = ({ owner, key, original }: Member): boolean => {
    const now = getOwnPropertyDescriptor(owner, key);
    if (now === undefined) return false;
    return hasOwn(original, 'value') ? hasOwn(now, 'value') && now.value === original.value : hasOwn(now, 'get') && now.get === original.get && now.set === original.set;
  };

  const members: Member[] = [];
  const keep = (owner: object, key: PropertyKey): void => {
    const original = read(owner, key);
    // What is not configurable cannot change, but for a value.
    if (original !== undefined && (original.configurable === true || original.writable === true)) members.push({ owner, key, original, theirs: null });
  };
  const keepAll = (owner: object): void => {
    for (const key of ownKeys(owner)) if (!FREE.has(key)) keep(owner, key);
  };
  for (const owner of intrinsics(scope)) keepAll(owner);
  for (const name of [...WHOLE, ...NAMES]) keep(scope, name);
  const count = members.length;
  const known = ownKeys(objectPrototype).length;
  const ownNames = Object.create(null) as Record<PropertyKey, true>;
  for (const key of ownKeys(objectPrototype)) ownNames[key] = true;

  /** Whose built-ins are in place. */
  let side: 'kernel' | 'cells' = 'cells';
  /** What cells added to every object: an inherited `then` would make promises of the kernel's results. */
  let extras: Extra | null = null;

  const toKernel = (): void => {
    if (side === 'kernel') return;
    side = 'kernel';
    extras = null;
    const keys = ownKeys(objectPrototype);
    if (keys.length > known) {
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index];
        const theirs = key === undefined || ownNames[key] === true ? undefined : read(objectPrototype, key);
        if (key === undefined || theirs === undefined) continue;
        if (deleteProperty(objectPrototype, key)) extras = { key, theirs, next: extras };
      }
    }
    for (let index = 0; index < count; index++) {
      const member = members[index];
      if (member === undefined) continue;
      member.theirs = null;
      if (isOriginal(member)) continue;
      member.theirs = read(member.owner, member.key);
      defineProperty(member.owner, member.key, member.original);
    }
  };

  const toCells = (): void => {
    if (side === 'cells') return;
    side = 'cells';
    for (let index = 0; index < count; index++) {
      const member = members[index];
      if (member === undefined || member.theirs === null || member.owner === Atomics) continue;
      if (member.theirs === undefined) deleteProperty(member.owner, member.key);
      else defineProperty(member.owner, member.key, member.theirs);
    }
    for (let extra = extras; extra !== null; extra = extra.next) defineProperty(objectPrototype, extra.key, extra.theirs);
  };

  return {
    toKernel,
    toCells,
    asKernel(work) {
      const before = side;
      toKernel();
      try {
        return work();
      } finally {
        if (before === 'cells') toCells();
      }
    },
  };
}

function intrinsics(scope: object): readonly object[] {
  const found = new Set<object>();
  const add = (value: unknown): void => {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') found.add(value);
  };
  for (const name of WHOLE) {
    const value: unknown = Reflect.get(scope, name);
    add(value);
    if (typeof value === 'function') add(value.prototype);
  }
  add(Object.getPrototypeOf(Int8Array));
  add((Object.getPrototypeOf(Int8Array) as typeof Int8Array).prototype);
  // Prototypes that have no name: those of the iterators, and of generators.
  const iterators = [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), 'a'.matchAll(/a/g)];
  for (const iterator of iterators) add(Object.getPrototypeOf(iterator));

  add(Object.getPrototypeOf(emptyGenerator.prototype));
  add(Object.getPrototypeOf(emptyAsyncGenerator.prototype));
  return [...found];
}

function* emptyGenerator(): Generator<never> {}
async function* emptyAsyncGenerator(): AsyncGenerator<never> {}
