/** Settings as JSON holds them. */
import type { Json, JsonObject } from '../../base/json';

const DEPTH = 4;
const MOST = 64;

/** Functions and classes by name, tensors by shape, numbers that JSON lacks as text; what lies deeper than four levels as text. */
export function asJson(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'function':
      return value.name === '' ? 'function' : value.name;
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'undefined':
      return null;
    case 'object':
      break;
  }
  if (value === null) return null;
  if ('shape' in value && 'dtype' in value && Array.isArray(value.shape)) return `Tensor [${value.shape.join(', ')}] ${String(value.dtype)}`;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = Array.from(value as ArrayLike<unknown>);
    const shown = depth >= DEPTH ? [] : list.slice(0, MOST).map((item) => asJson(item, depth + 1));
    return list.length > shown.length ? [...shown, `… ${list.length - shown.length} more`] : shown;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return nameOf(value);
  return depth >= DEPTH ? 'object' : asSettings(value as Readonly<Record<string, unknown>>, depth + 1);
}

/** Fields that are undefined are left out. */
export function asSettings(values: Readonly<Record<string, unknown>>, depth = 0): JsonObject {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, asJson(value, depth)]])));
}

/** Of an instance: the name it gives itself, or its class's. */
function nameOf(value: object): string {
  const own = 'name' in value && typeof value.name === 'string' ? value.name : '';
  return own === '' ? (value.constructor?.name ?? 'object') : own;
}
