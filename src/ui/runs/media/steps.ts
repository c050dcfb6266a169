/** What runs kept beside their numbers, by name, with a place for each step. */
import type { KeptItem } from '../../../session/runs/types';

export interface MediaSeries {
  readonly name: string;
  readonly type: string;
  /** Every step at which any of the runs kept it, ascending. */
  readonly steps: readonly number[];
}

/** Pictures and tables by their names; files and checkpoints are lists, not series. */
export function mediaSeries(all: readonly (readonly KeptItem[])[]): readonly MediaSeries[] {
  const found = new Map<string, { type: string; steps: Set<number> }>();
  for (const { type, name, step } of all.flat()) {
    if (isFile(type)) continue;
    const known = found.get(name);
    if (known) known.steps.add(step);
    else found.set(name, { type, steps: new Set([step]) });
  }
  return [...found].map(([name, { type, steps }]) => ({ name, type, steps: [...steps].sort((a, b) => a - b) }));
}

export const isFile = (type: string): boolean => type === 'file' || type === 'checkpoint';

/** The newest of that name up to the step; of several at one step the last kept. Null before the first. */
export function itemAt(items: readonly KeptItem[], name: string, step: number): KeptItem | null {
  let found: KeptItem | null = null;
  for (const item of items) {
    if (item.name === name && !isFile(item.type) && item.step <= step && (found === null || item.step >= found.step)) found = item;
  }
  return found;
}
