/** Reads what built-in objects hold without calling anything a cell could have defined. */

function slotReader<T>(prototype: object, key: PropertyKey): (value: object) => T | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  const read: unknown = descriptor?.get ?? descriptor?.value;
  return (value) => {
    if (typeof read !== 'function') return undefined;
    try {
      return Reflect.apply(read, value, []) as T;
    } catch {
      // Not an object of this kind: built-in accessors check for their internal slot.
      return undefined;
    }
  };
}

export const mapSize = slotReader<number>(Map.prototype, 'size');
const mapEntries = slotReader<Iterator<[unknown, unknown]>>(Map.prototype, 'entries');
export const setSize = slotReader<number>(Set.prototype, 'size');
const setValues = slotReader<Iterator<unknown>>(Set.prototype, 'values');
const nextOfMap: () => IteratorResult<[unknown, unknown]> = Object.getPrototypeOf(new Map().entries()).next;
const nextOfSet: () => IteratorResult<unknown> = Object.getPrototypeOf(new Set().values()).next;

export const dateTime = slotReader<number>(Date.prototype, 'getTime');
export const regExpSource = slotReader<string>(RegExp.prototype, 'source');
const REGEXP_FLAGS = (
  [
    ['d', 'hasIndices'],
    ['g', 'global'],
    ['i', 'ignoreCase'],
    ['m', 'multiline'],
    ['s', 'dotAll'],
    ['u', 'unicode'],
    ['v', 'unicodeSets'],
    ['y', 'sticky'],
  ] as const
).map(([letter, name]) => [letter, slotReader<boolean>(RegExp.prototype, name)] as const);
export const regExpFlags = (value: object): string =>
  REGEXP_FLAGS.filter(([, read]) => read(value) === true)
    .map(([letter]) => letter)
    .join('');
export const bufferLength = slotReader<number>(ArrayBuffer.prototype, 'byteLength');
export const typedArrayLength = slotReader<number>(Object.getPrototypeOf(Uint8Array.prototype) as object, 'length');
export const typedArrayName = slotReader<string | undefined>(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag);
export const domExceptionWord = {
  name: slotReader<string>(DOMException.prototype, 'name'),
  message: slotReader<string>(DOMException.prototype, 'message'),
};
export const sourceOf = slotReader<string>(Function.prototype, 'toString');

/** Pairs of a Map from `from`, at most `count` of them. */
export function mapSlice(map: object, from: number, count: number): [unknown, unknown][] {
  const iterator = mapEntries(map);
  return iterator ? take(() => Reflect.apply(nextOfMap, iterator, []), from, count) : [];
}

export function setSlice(set: object, from: number, count: number): unknown[] {
  const iterator = setValues(set);
  return iterator ? take(() => Reflect.apply(nextOfSet, iterator, []), from, count) : [];
}

function take<T>(next: () => IteratorResult<T>, from: number, count: number): T[] {
  const taken: T[] = [];
  for (let at = 0; at < from + count; at++) {
    const step = next();
    if (step.done) break;
    if (at >= from) taken.push(step.value);
  }
  return taken;
}

/** A Proxy among prototypes can make a chain endless. */
const MAX_CHAIN = 50;

/** The value of an own or inherited data property; accessors are not called and read as undefined. */
export function readData(value: object, key: PropertyKey, targetOf: (value: object) => object | undefined): unknown {
  let at: object | null = value;
  for (let steps = 0; at !== null && steps < MAX_CHAIN; steps++) {
    at = targetOf(at) ?? at;
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor) return descriptor.value;
    at = Object.getPrototypeOf(at) as object | null;
  }
  return undefined;
}

export function inheritsFromError(value: object, targetOf: (value: object) => object | undefined): boolean {
  let at: object | null = value;
  for (let steps = 0; at !== null && steps < MAX_CHAIN; steps++) {
    at = targetOf(at) ?? at;
    if (at === Error.prototype || at === DOMException.prototype) return true;
    at = Object.getPrototypeOf(at) as object | null;
  }
  return false;
}
