/** Settings of runs as flat names and values, which tables, filters and plots are about. */
import { isObject } from '../../../base/json';
import type { Json, JsonObject } from '../../../base/json';

export type SettingValue = string | number | boolean | null;

/** `{optimizer: {name: 'adam', lr: 0.1}}` is `optimizer.name` and `optimizer.lr`; lists stay one value, written as JSON. */
export function flatSettings(settings: JsonObject): ReadonlyMap<string, SettingValue> {
  const known = cache.get(settings);
  if (known) return known;
  const flat = new Map<string, SettingValue>();
  const add = (name: string, value: Json | undefined): void => {
    if (value === undefined) return;
    if (isObject(value)) for (const [key, inner] of Object.entries(value)) add(name === '' ? key : `${name}.${key}`, inner as Json);
    else flat.set(name, Array.isArray(value) ? JSON.stringify(value) : (value as SettingValue));
  };
  add('', settings);
  cache.set(settings, flat);
  return flat;
}

/** Settings are immutable, and every keystroke of a filter asks for those of every run. */
const cache = new WeakMap<JsonObject, ReadonlyMap<string, SettingValue>>();

/** Every setting's name, by how many runs have it, then in the order in which runs name them. */
export function settingNames(all: readonly JsonObject[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const settings of all) for (const name of flatSettings(settings).keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** Settings that not all of these runs share. */
export function varyingSettings(all: readonly JsonObject[]): readonly string[] {
  return settingNames(all).filter((name) => new Set(all.map((settings) => flatSettings(settings).get(name))).size > 1);
}

/** Numbers as people write them in code, 0.001 or 1e-8, to so many significant digits; whole ones exactly. */
export const settingWords = (value: SettingValue | undefined, digits = 6): string =>
  value === undefined ? '' : typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(digits))) : String(value);
