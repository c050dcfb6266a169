/**
 * A value as text that tells apart what code can tell apart: what kind of object it is, its own properties in order,
 * holes, signs of zero, shared and circular references. Functions show their name and length, never their source.
 */
export function portrait(value: unknown): string {
  const seen = new Map<object, number>();
  return draw(value);

  function draw(one: unknown): string {
    switch (typeof one) {
      case 'string':
        return JSON.stringify(one);
      case 'number':
        return Object.is(one, -0) ? '-0' : String(one);
      case 'bigint':
        return `${one}n`;
      case 'symbol':
      case 'boolean':
      case 'undefined':
        return String(one);
      case 'function':
        return known(one) ?? `${kindOfFunction(one)} ${one.name}/${one.length}${properties(one, new Set(['name', 'length', 'prototype']))}`;
      case 'object':
        return one === null ? 'null' : (known(one) ?? drawObject(one));
      default:
        return typeof one;
    }
  }

  function known(object: object): string | null {
    const number = seen.get(object);
    if (number !== undefined) return `#${number}`;
    seen.set(object, seen.size);
    return null;
  }

  function drawObject(object: object): string {
    const head = `${prototypeName(object)} `;
    if (Array.isArray(object)) return `${head}[${Array.from(object, (item, at) => (at in object ? draw(item) : 'hole')).join(', ')}]`;
    if (object instanceof Map) return `${head}{${[...object].map(([key, item]) => `${draw(key)} => ${draw(item)}`).join(', ')}}`;
    if (object instanceof Set) return `${head}{${[...object].map(draw).join(', ')}}`;
    if (object instanceof Date) return `${head}${Number.isNaN(object.getTime()) ? 'invalid' : object.toISOString()}`;
    if (object instanceof RegExp) return `${head}${String(object)} at ${object.lastIndex}`;
    if (object instanceof Error) return `${head}${object.name}: ${object.message}${properties(object, new Set(['stack', 'message']))}`;
    if (ArrayBuffer.isView(object) && !(object instanceof DataView)) return `${head}[${Array.from(object as Uint8Array, draw).join(', ')}]`;
    if (object instanceof Promise) return head.trim();
    return head + properties(object, new Set());
  }

  function properties(object: object, except: ReadonlySet<string | symbol>): string {
    const shown = Reflect.ownKeys(object).filter((key) => !except.has(key));
    const parts = shown.map((key) => {
      const found = Reflect.getOwnPropertyDescriptor(object, key);
      const label = (found?.enumerable === true ? '' : '-') + (typeof key === 'symbol' ? `[${String(key)}]` : key);
      if (found !== undefined && 'value' in found) return `${label}: ${draw(found.value)}`;
      return `${label}: ${found?.get ? 'get' : ''}${found?.set ? 'set' : ''}`;
    });
    return `{${parts.join(', ')}}`;
  }
}

const kindOfFunction = (one: object): string => {
  const tag = Object.prototype.toString.call(one).slice(8, -1);
  const prototype = Reflect.getOwnPropertyDescriptor(one, 'prototype');
  return prototype?.writable === false ? 'class' : tag;
};

function prototypeName(object: object): string {
  const prototype: unknown = Reflect.getPrototypeOf(object);
  if (typeof prototype !== 'object' || prototype === null) return 'null';
  const tag: unknown = Reflect.get(object, Symbol.toStringTag);
  const made: unknown = Reflect.get(prototype, 'constructor');
  const name: unknown = typeof made === 'function' ? made.name : '';
  return [String(name), ...(typeof tag === 'string' ? [tag] : [])].filter((part, at, all) => all.indexOf(part) === at).join(' ');
}
