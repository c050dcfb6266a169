/** Reads what a cell passes to `chart(…)` into named series. */

/** Numbers in any usual container. */
export type Numbers = ArrayLike<number>;
export interface PointColumns {
  readonly x: Numbers | readonly string[];
  readonly y: Numbers;
}
/**
 * What `chart` takes: values; `{x, y}`; points `[{x, y}, …]`; several series by name, each of values or `{x, y}`
 * (with one `x` for all if there is one); or, for bars, numbers by category.
 */
export type ChartData =
  | Numbers
  | PointColumns
  | readonly { readonly x: number; readonly y: number }[]
  | Readonly<Record<string, Numbers | readonly string[] | PointColumns>>
  | Readonly<Record<string, number>>;

export interface NamedSeries {
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
}
export interface ReadData {
  readonly series: readonly NamedSeries[];
  readonly categories?: readonly string[];
}

const accepted = 'Pass an array of numbers, {x: […], y: […]}, [{x, y}, …] or several series by name, such as {loss: […], acc: […]}.';

export function readChartData(data: unknown, single: string): ReadData {
  if (isList(data)) {
    if (data.length > 0 && isRecord(data[0])) return { series: [readPoints(data, single)] };
    return { series: [{ name: single, x: count(data.length), y: numbers(data, `'${single}'`) }] };
  }
  if (!isRecord(data)) throw new TypeError(`chart() cannot draw ${kindOf(data)}. ${accepted}`);
  const entries = Object.entries(data);
  if (entries.length === 0) throw new TypeError(`chart() got an empty object. ${accepted}`);
  if (entries.every(([, value]) => typeof value === 'number')) {
    const y = entries.map(([, value]) => value as number);
    return { series: [{ name: single, x: count(y.length), y }], categories: entries.map(([key]) => key) };
  }
  const named = entries.filter(([key]) => key !== 'x');
  if (named.length === 0) throw new TypeError(`chart() got x without y. ${accepted}`);
  const shared = data.x === undefined ? undefined : readX(data.x, 'x');
  const only = named.length === 1 && named[0]?.[0] === 'y';
  let categories = shared?.categories;
  const series = named.map(([key, value]) => {
    const name = only ? single : key;
    const own = isRecord(value) ? value : undefined;
    const x = own ? readX(own.x, `${key}.x`) : shared;
    const y = numbers(own ? own.y : value, own ? `'${key}.y'` : `'${key}'`);
    categories ??= x?.categories;
    return pair(name, x?.values ?? count(y.length), y);
  });
  return { series, ...(categories && { categories }) };
}

function readPoints(points: ArrayLike<unknown>, name: string): NamedSeries {
  const x = new Float64Array(points.length);
  const y = new Float64Array(points.length);
  for (let index = 0; index < points.length; index++) {
    const point = points[index];
    if (!isRecord(point) || typeof point.x !== 'number' || typeof point.y !== 'number') {
      throw new TypeError(`Point ${index} is not of the form {x: number, y: number}. ${accepted}`);
    }
    x[index] = point.x;
    y[index] = point.y;
  }
  return pair(name, x, y);
}

function readX(value: unknown, name: string): { values: Numbers; categories?: readonly string[] } {
  if (Array.isArray(value) && value.length > 0 && value.every((item): item is string => typeof item === 'string')) {
    return { values: count(value.length), categories: value };
  }
  return { values: numbers(value, `'${name}'`) };
}

function pair(name: string, x: Numbers, y: Numbers): NamedSeries {
  if (x.length !== y.length) {
    throw new RangeError(`Series '${name}' has ${x.length} x and ${y.length} y values; it needs as many of each.`);
  }
  for (let index = 0; index < x.length; index++) {
    if (!Number.isFinite(x[index])) throw new RangeError(`Series '${name}' has x = ${x[index]} at index ${index}; a place must be a finite number.`);
  }
  return { name, x, y };
}

function numbers(value: unknown, name: string): Numbers {
  if (!isList(value)) throw new TypeError(`${name} is ${kindOf(value)}, not an array of numbers. ${accepted}`);
  for (let index = 0; index < value.length; index++) {
    if (typeof value[index] !== 'number') {
      throw new TypeError(`${name} holds ${kindOf(value[index])} at index ${index}; charts draw numbers (NaN leaves a gap).`);
    }
  }
  return value as Numbers;
}

/** "a Tensor: read it first …" and the like, so that messages can name the remedy. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (value instanceof Promise) return 'a Promise (await it first)';
  if ('dataSync' in value) return 'a Tensor (read it first: await tensor.array() or await tensor.data())';
  return Array.isArray(value) ? 'an array' : `a value of type ${value.constructor?.name ?? 'Object'}`;
}

const count = (length: number): Numbers => Float64Array.from({ length }, (_, index) => index);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isList(value) && !('dataSync' in value);

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
