/** Runs as tests need them: everything usual but what the test is about. */
import type { MetricSummary, TrackedRun } from '../../../session/runs/types';

export function sampleRun(part: Partial<TrackedRun> & { readonly id: string }): TrackedRun {
  return {
    name: part.id,
    kind: 'fit',
    status: 'done',
    notebook: { id: 'n1', name: 'Digits' },
    cell: { id: 'c1', source: 'await model.fit(x, y);' },
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_060_000,
    settings: {},
    device: { kind: 'cpu', name: 'WebAssembly' },
    seed: null,
    packages: {},
    data: null,
    parameters: null,
    group: null,
    metrics: {},
    items: [],
    tags: [],
    notes: '',
    starred: false,
    archived: false,
    ...part,
  };
}

/** Of a metric that fell or rose to `last` at step 10; `best` came at step 5. */
export function sampleMetric(last: number, best: number = last): MetricSummary {
  const finite = Number.isNaN(last) ? best : last;
  return { count: 10, last, lastStep: 10, min: Math.min(finite, best), minStep: 5, max: Math.max(finite, best), maxStep: 5 };
}
