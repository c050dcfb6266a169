/** The best of some runs by one metric. */
import { formatValue } from '../../../charts/format';
import type { TrackedRun } from '../../../session/runs/types';
import { goalOf } from './metrics';
import type { Goal } from './metrics';
import { flatSettings, settingWords, varyingSettings } from './settings';

export interface Best {
  readonly run: TrackedRun;
  readonly metric: string;
  readonly goal: Goal;
  /** The lowest or highest that the run ever reached. */
  readonly value: number;
  readonly step: number;
}

/** Null where no run has a finite value of it. */
export function bestOf(runs: readonly TrackedRun[], metric: string, goal: Goal = goalOf(metric)): Best | null {
  let best: Best | null = null;
  for (const run of runs) {
    const summary = run.metrics[metric];
    if (!summary) continue;
    const [value, step] = goal === 'min' ? [summary.min, summary.minStep] : [summary.max, summary.maxStep];
    if (!Number.isFinite(value) || (best && (goal === 'min' ? value >= best.value : value <= best.value))) continue;
    best = { run, metric, goal, value, step };
  }
  return best;
}

/** "Best val_loss 0.081: digits 3 with lr = 0.001, batchSize = 32", naming what sets the run apart. */
export function bestWords({ run, metric, value }: Best, runs: readonly TrackedRun[]): string {
  const own = flatSettings(run.settings);
  const apart = varyingSettings(runs.map(({ settings }) => settings))
    .filter((name) => own.has(name))
    .slice(0, 4)
    .map((name) => `${name} = ${settingWords(own.get(name), 3)}`);
  return `Best ${metric} ${formatValue(value)}: ${run.name}${apart.length === 0 ? '' : ` with ${apart.join(', ')}`}`;
}
