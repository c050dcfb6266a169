/**
 * Collections for what a cell must not get hold of. A cell may replace `Map.prototype.set` or
 * `Array.prototype.push` and see what others pass to them; these call the originals and nothing else.
 */
const uncurry = <This, Args extends readonly unknown[], Result>(method: (this: This, ...args: Args) => Result) =>
  Function.prototype.call.bind(method) as (target: This, ...args: Args) => Result;

const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const mapDelete = uncurry(Map.prototype.delete);
const mapForEach = uncurry(Map.prototype.forEach);
const weakGet = uncurry(WeakMap.prototype.get);
const weakSet = uncurry(WeakMap.prototype.set);

export interface SealedMap<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  forEach(callback: (value: Value, key: Key) => void): void;
}

export function sealedMap<Key, Value>(): SealedMap<Key, Value> {
  const map = new Map<Key, Value>();
  return {
    get: (key) => mapGet(map, key) as Value | undefined,
    set: (key, value) => void mapSet(map, key, value),
    delete: (key) => void mapDelete(map, key),
    forEach: (callback) => mapForEach(map, (value, key) => callback(value as Value, key as Key)),
  };
}

export function sealedWeakMap<Key extends object, Value>(): Pick<SealedMap<Key, Value>, 'get' | 'set'> {
  const map = new WeakMap<Key, Value>();
  return {
    get: (key) => weakGet(map, key) as Value | undefined,
    set: (key, value) => void weakSet(map, key, value),
  };
}

export interface SealedLine<Item extends object> {
  append(item: Item): void;
  prepend(item: Item): void;
  /** Takes the first; undefined where there is none. */
  take(): Item | undefined;
  /** Takes those that match out, and then calls back for each, in order. */
  takeAll<Some extends Item>(matches: (item: Item) => item is Some, callback: (item: Some) => void): void;
}

/** A linked list, since assigning to an array's element can call a setter that stands on the prototype. */
export function sealedLine<Item extends object>(): SealedLine<Item> {
  interface Place {
    readonly item: Item;
    next: Place | null;
  }
  let first: Place | null = null;
  let last: Place | null = null;

  const append = (item: Item): void => {
    const place: Place = { item, next: null };
    if (last === null) first = place;
    else last.next = place;
    last = place;
  };
  return {
    append,
    prepend(item) {
      first = { item, next: first };
      last ??= first;
    },
    take() {
      const taken = first;
      first = taken?.next ?? null;
      if (first === null) last = null;
      return taken?.item;
    },
    takeAll(matches, callback) {
      const taken = sealedLine<Parameters<typeof callback>[0]>();
      let place = first;
      first = null;
      last = null;
      for (; place !== null; place = place.next) {
        const { item } = place;
        if (matches(item)) taken.append(item);
        else append(item);
      }
      for (let item = taken.take(); item !== undefined; item = taken.take()) callback(item);
    },
  };
}
