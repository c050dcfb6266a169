/** Metrics among the fields of a module: what they have gathered of an epoch goes with its checkpoint. */
import type { Module } from '../module/types';

interface KeptMetric {
  update(...args: readonly unknown[]): unknown;
  state(): Promise<unknown>;
  restore(state: unknown): void;
}

const isMetric = (value: unknown): value is KeptMetric => typeof value === 'object' && value !== null && ['update', 'state', 'restore'].every((name) => typeof Reflect.get(value, name) === 'function');

/** By field, those of lists and plain objects included, in an order that is the same whenever the module is made the same way. */
function metricsOf(module: Module): [string, KeptMetric][] {
  const found: [string, KeptMetric][] = [];
  for (const [field, value] of Object.entries(module)) {
    if (isMetric(value)) found.push([field, value]);
    else if (Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)) {
      for (const [key, item] of Object.entries(value as object)) if (isMetric(item)) found.push([`${field}.${key}`, item]);
    }
  }
  return found;
}

export async function takeMetrics(module: Module): Promise<Record<string, unknown>> {
  return Object.fromEntries(await Promise.all(metricsOf(module).map(async ([path, metric]) => [path, await metric.state()] as const)));
}

export function giveMetrics(module: Module, kept: Readonly<Record<string, unknown>>): void {
  for (const [path, metric] of metricsOf(module)) if (kept[path] !== undefined) metric.restore(kept[path]);
}
