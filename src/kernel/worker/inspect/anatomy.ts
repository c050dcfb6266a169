/** What an object is and holds, read lazily and without running any of its code. */
import type { InspectNode } from '../../../protocol/inspect';
import * as brand from './brand';
import { functionLabel } from './function-label';
import { items, mapPairs, noParts, numbers, properties, setMembers, type Parts } from './parts';
import type { ProxyTarget } from './proxies';

export interface Anatomy {
  /** "Map(3)", "Array(1000)", "MyClass", "ƒ add(a, b)". */
  readonly label: string;
  readonly shape: Extract<InspectNode, { kind: 'object' }>['shape'];
  /** Set where words say it better than parts: a date, a pattern, an error's first line, a function's head. */
  readonly text?: string;
  readonly parts: Parts;
}

/** How to look at values. */
export interface Looking {
  readonly targetOf: ProxyTarget;
  /** Names objects that have a better description than their properties: tensors, models. */
  readonly describe?: (value: object) => string | null;
}

export function anatomize(value: object, looking: Looking): Anatomy {
  try {
    return dissect(value, looking);
  } catch {
    // A Proxy made before watching began, or a revoked one, may refuse every look.
    return atom('[unreadable]', '[unreadable]');
  }
}

function dissect(given: object, looking: Looking): Anatomy {
  const value = looking.targetOf(given) ?? given;
  const described = describe(value, looking);
  if (described !== null) return atom(described, described);
  if (typeof value === 'function') {
    const label = functionLabel(value);
    return { label, shape: 'function', text: label, parts: properties(value, ['prototype']) };
  }
  const name = constructorName(value, looking);
  if (Array.isArray(value)) return { label: `${name ?? 'Array'}(${value.length})`, shape: 'array', parts: items(value) };
  if (ArrayBuffer.isView(value)) return viewAnatomy(value, name);
  // Asking an object for slots that it lacks throws, which is slow; most objects are plain.
  const isPlain = name === 'Object' && Object.getPrototypeOf(value) === Object.prototype;
  return (isPlain ? null : builtIn(value, name, looking)) ?? plain(value, name);
}

function builtIn(value: object, name: string | null, looking: Looking): Anatomy | null {
  const pairs = brand.mapSize(value);
  if (pairs !== undefined) {
    return { label: `${name ?? 'Map'}(${pairs})`, shape: 'map', parts: mapPairs(value, pairs, (key) => keyText(key, looking)) };
  }
  const members = brand.setSize(value);
  if (members !== undefined) return { label: `${name ?? 'Set'}(${members})`, shape: 'set', parts: setMembers(value, members) };
  const time = brand.dateTime(value);
  if (time !== undefined) return atom('Date', Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString());
  const source = value === RegExp.prototype ? undefined : brand.regExpSource(value);
  if (source !== undefined) return atom('RegExp', `/${source}/${brand.regExpFlags(value)}`);
  const bytes = brand.bufferLength(value);
  if (bytes !== undefined) return atom('ArrayBuffer', `ArrayBuffer(${bytes})`);
  if (!brand.inheritsFromError(value, looking.targetOf)) return null;
  return { label: name ?? 'Error', shape: 'error', text: errorWords(value, looking).first, parts: properties(value, ['stack', 'message', 'name']) };
}

function plain(value: object, name: string | null): Anatomy {
  const label = name ?? (Object.getPrototypeOf(value) === null ? '[null prototype]' : 'Object');
  return { label, shape: label === 'Promise' ? 'promise' : 'object', parts: properties(value) };
}

function viewAnatomy(view: ArrayBufferView, name: string | null): Anatomy {
  const length = brand.typedArrayLength(view);
  if (length === undefined) return atom('DataView', `DataView(${view.byteLength})`);
  const label = `${name ?? brand.typedArrayName(view) ?? 'TypedArray'}(${length})`;
  return { label, shape: 'typed-array', parts: numbers(view as unknown as ArrayLike<unknown>, length) };
}

/** Name and message of an error, and both as its first line would read. */
export function errorWords(error: object, looking: Looking): { readonly name: string; readonly message: string; readonly first: string } {
  const read = (key: 'name' | 'message'): string | null => {
    const value = brand.domExceptionWord[key](error) ?? brand.readData(error, key, looking.targetOf);
    return typeof value === 'string' ? value : null;
  };
  const named = read('name') ?? 'Error';
  // A subclass rarely sets `name`; its own name says more than "Error".
  const name = named === 'Error' ? (constructorName(error, looking) ?? named) : named;
  const message = read('message') ?? '';
  return { name, message, first: message === '' ? name : `${name}: ${message}` };
}

const KEY_LIMIT = 100;

/** A Map's key in a few words. */
function keyText(key: unknown, looking: Looking): string {
  if (typeof key === 'string') return key.length > KEY_LIMIT ? `${key.slice(0, KEY_LIMIT)}…` : key;
  if ((typeof key === 'object' && key !== null) || typeof key === 'function') return anatomize(key, looking).label;
  return typeof key === 'bigint' ? `${key}n` : String(key);
}

function describe(value: object, looking: Looking): string | null {
  try {
    return looking.describe?.(value) ?? null;
  } catch {
    return null;
  }
}

const atom = (label: string, text: string): Anatomy => ({ label, shape: 'other', text, parts: noParts });

function constructorName(value: object, looking: Looking): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return null;
  const maker = brand.readData(prototype, 'constructor', looking.targetOf);
  if (typeof maker !== 'function') return null;
  const name = Object.getOwnPropertyDescriptor(looking.targetOf(maker) ?? maker, 'name')?.value as unknown;
  return typeof name === 'string' && name !== '' ? name : null;
}
