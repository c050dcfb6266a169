/** The named and numbered parts of an object, read without calling accessors. */
import type { InspectEntry } from '../../../protocol/inspect';
import * as brand from './brand';

export interface Part {
  readonly key: string;
  readonly keyKind: InspectEntry['keyKind'];
  /** Absent for an accessor, which is never called, and for a hole in an array. */
  readonly held?: { readonly value: unknown };
}

export interface Parts {
  readonly size: number;
  /** At most `count` parts from the `from`th on. */
  slice(from: number, count: number): readonly Part[];
}

export const noParts: Parts = { size: 0, slice: () => [] };

/** Enumerable own properties but the hidden ones. */
export function properties(value: object, hidden: readonly string[] = []): Parts {
  const keys = ownKeys(value).filter(
    (key) => !(typeof key === 'string' && hidden.includes(key)) && Object.getOwnPropertyDescriptor(value, key)?.enumerable === true,
  );
  return { size: keys.length, slice: (from, count) => keys.slice(from, from + count).map((key) => property(value, key)) };
}

/** Longest array whose keys are searched for properties beside its items: the search costs as much as the array. */
const EXTRAS_UP_TO = 10_000;

export function items(value: readonly unknown[]): Parts {
  const { length } = value;
  const extras = length > EXTRAS_UP_TO ? [] : ownKeys(value).filter((key) => key !== 'length' && !isIndex(key, length));
  return {
    size: length + extras.length,
    slice(from, count) {
      const end = from + count;
      const parts: Part[] = [];
      for (let at = from; at < Math.min(length, end); at++) parts.push({ ...property(value, String(at)), keyKind: 'index' });
      for (const key of extras.slice(Math.max(0, from - length), Math.max(0, end - length))) parts.push(property(value, key));
      return parts;
    },
  };
}

export function numbers(view: ArrayLike<unknown>, length: number): Parts {
  return {
    size: length,
    slice(from, count) {
      const parts: Part[] = [];
      for (let at = from; at < Math.min(length, from + count); at++) parts.push({ key: String(at), keyKind: 'index', held: { value: view[at] } });
      return parts;
    },
  };
}

export function mapPairs(map: object, size: number, keyText: (key: unknown) => string): Parts {
  return {
    size,
    slice: (from, count) =>
      brand.mapSlice(map, from, count).map(([key, value]) => ({ key: keyText(key), keyKind: 'map-key', held: { value } })),
  };
}

export function setMembers(set: object, size: number): Parts {
  return {
    size,
    slice: (from, count) =>
      brand.setSlice(set, from, count).map((value, at) => ({ key: String(from + at), keyKind: 'index', held: { value } })),
  };
}

function property(value: object, key: PropertyKey): Part {
  const shown = typeof key === 'symbol' ? key.toString() : String(key);
  const descriptor = Object.getOwnPropertyDescriptor(value, key);
  if (descriptor === undefined) return { key: shown, keyKind: 'property' };
  if (descriptor.get ?? descriptor.set) return { key: shown, keyKind: 'getter' };
  return { key: shown, keyKind: typeof key === 'symbol' ? 'symbol' : 'property', held: { value: descriptor.value as unknown } };
}

function ownKeys(value: object): readonly PropertyKey[] {
  try {
    return Reflect.ownKeys(value);
  } catch {
    // A revoked Proxy, or one made before watching began, may refuse.
    return [];
  }
}

const isIndex = (key: PropertyKey, length: number): boolean =>
  typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < length;
