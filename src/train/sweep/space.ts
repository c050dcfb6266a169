/** The space of a sweep: what each setting may be. */

/** How the values of one setting are drawn. */
export type Distribution<T = unknown> =
  | { readonly kind: 'uniform' | 'logUniform' | 'int'; readonly low: number; readonly high: number; readonly [VALUE]?: T }
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number; readonly [VALUE]?: T }
  | { readonly kind: 'choice'; readonly values: readonly T[]; readonly [VALUE]?: T };

declare const VALUE: unique symbol;
/** Tells what the functions below made from objects of settings that only look alike. */
const made = new WeakSet<object>();

function distribution<T>(one: Distribution<T>): Distribution<T> {
  made.add(one);
  return Object.freeze(one);
}

/** Any number in [low, high), each as likely. */
export const uniform = (low: number, high: number): Distribution<number> => distribution({ kind: 'uniform', ...range('uniform', low, high) });

/** A number in [low, high) whose logarithm is uniform: for learning rates and what else spans powers of ten. */
export function logUniform(low: number, high: number): Distribution<number> {
  if (!(low > 0)) throw new RangeError(`train.logUniform(low, high) needs a low above 0; here is ${String(low)}: give the smallest value itself, such as 1e-4, and not its exponent`);
  return distribution({ kind: 'logUniform', ...range('logUniform', low, high) });
}

/** Of the normal distribution. */
export function normal(mean: number, deviation: number): Distribution<number> {
  if (!Number.isFinite(mean) || !(deviation > 0) || !Number.isFinite(deviation)) throw new RangeError(`train.normal(mean, deviation) needs a number and a deviation above 0; here are ${String(mean)} and ${String(deviation)}`);
  return distribution({ kind: 'normal', mean, deviation });
}

/** A whole number from low to high, both included. */
export function int(low: number, high: number): Distribution<number> {
  if (!Number.isInteger(low) || !Number.isInteger(high) || low > high) throw new RangeError(`train.int(low, high) needs two whole numbers, the lower first; here are ${String(low)} and ${String(high)}`);
  return distribution({ kind: 'int', low, high });
}

/** One of some values, each as likely. */
export function choice<const T>(values: readonly T[]): Distribution<T> {
  if (!Array.isArray(values) || values.length === 0) throw new TypeError(`train.choice takes a list with at least one value, such as train.choice(['relu', 'tanh']); here is ${Array.isArray(values) ? 'an empty one' : String(values)}`);
  return distribution<T>({ kind: 'choice', values: values as readonly T[] });
}

function range(name: string, low: number, high: number): { low: number; high: number } {
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(low < high)) throw new RangeError(`train.${name}(low, high) needs two numbers, the lower first; here are ${String(low)} and ${String(high)}`);
  return { low, high };
}

export type Settings = Readonly<Record<string, unknown>>;

/** One setting that varies, by the names that lead to it. */
export interface Parameter {
  readonly path: readonly string[];
  /** "optimizer.lr" */
  readonly name: string;
  readonly distribution: Distribution;
}

export interface Space {
  readonly parameters: readonly Parameter[];
  /** Settings with these values in place of what varies, and the rest as it is. */
  settings(values: readonly unknown[]): Settings;
}

/** Lists become choices, objects are looked into, everything else stays. @throws TypeError that names the parameter */
export function readSpace(given: unknown): Space {
  if (!isPlain(given)) throw new TypeError('train.sweep takes an object of settings first, such as {lr: train.logUniform(1e-4, 1e-1), units: [32, 64]}');
  const parameters: Parameter[] = [];
  const walk = (object: Readonly<Record<string, unknown>>, before: readonly string[]): void => {
    for (const [key, value] of Object.entries(object)) {
      const path = [...before, key];
      const name = path.join('.');
      if (isDistribution(value)) parameters.push({ path, name, distribution: value });
      else if (Array.isArray(value)) {
        if (value.length === 0) throw new TypeError(`parameter '${name}' of the sweep is an empty list: give it values to choose from, or a single value`);
        parameters.push({ path, name, distribution: choice(value as readonly unknown[]) });
      } else if (isPlain(value)) walk(value, path);
      else if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`parameter '${name}' of the sweep is ${value}: give a number, a list, or train.uniform(low, high)`);
      else if (value === undefined) throw new TypeError(`parameter '${name}' of the sweep is undefined: give it a value, a list, or train.uniform(low, high)`);
    }
  };
  walk(given, []);
  return { parameters, settings: (values) => filled(given, parameters, values) };
}

/** Copies objects, so that a trial that changes its settings changes no other's. */
function filled(given: Readonly<Record<string, unknown>>, parameters: readonly Parameter[], values: readonly unknown[], before: readonly string[] = []): Settings {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const path = [...before, key];
      const at = parameters.findIndex((one) => one.path.length === path.length && one.path.every((step, depth) => step === path[depth]));
      if (at >= 0) return [key, values[at]];
      return [key, isPlain(value) ? filled(value, parameters, values, path) : value];
    }),
  );
}

const isDistribution = (value: unknown): value is Distribution => typeof value === 'object' && value !== null && made.has(value);

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || made.has(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** @param random uniform in [0, 1) */
export function draw(one: Distribution, random: () => number): unknown {
  switch (one.kind) {
    case 'uniform':
      return one.low + random() * (one.high - one.low);
    case 'logUniform':
      return one.low * (one.high / one.low) ** random();
    case 'int':
      return one.low + Math.floor(random() * (one.high - one.low + 1));
    case 'normal':
      // Box and Muller, 1958; 1 − random lies in (0, 1], so the logarithm is finite.
      return one.mean + one.deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    case 'choice':
      return one.values[Math.floor(random() * one.values.length)];
  }
}

/** Whole numbers of a grid at most. */
const MOST = 1000;

/** What a grid walks through. @throws TypeError for what has no end of values */
export function valuesOf({ name, distribution: one }: Parameter): readonly unknown[] {
  if (one.kind === 'choice') return one.values;
  if (one.kind === 'int' && one.high - one.low < MOST) return Array.from({ length: one.high - one.low + 1 }, (_, at) => one.low + at);
  throw new TypeError(`parameter '${name}' of the sweep is train.${one.kind}(…), which a grid cannot walk through: give a list of values, such as [0.001, 0.01, 0.1], or set method: 'random'`);
}
