/** Runs for tests, the same each time. */
import { mime } from '../../base/mime';
import { factsOf } from './facts';
import type { ExportedFile, RunFile, RunItem, RunRecord, SeriesRecord, RunSource } from './types';

/** Two pixels, red and blue. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf9+CLHQAAAAAElFTkSuQmCC';

export interface TestRuns extends RunSource {
  readonly runs: readonly RunRecord[];
}

/** One point a second. */
export function seriesOf(values: readonly number[], steps: readonly number[] = values.map((_, at) => at + 1)): SeriesRecord {
  return { step: Float64Array.from(steps), epoch: Float64Array.from(steps, (step) => step / 4), time: Float64Array.from(steps, (step) => step - 0.5), value: Float64Array.from(values) };
}

export function runOf(id: string, series: Readonly<Record<string, SeriesRecord>>, known: Partial<RunRecord> = {}): RunRecord {
  return {
    id, name: `run ${id}`, kind: 'trainer', status: 'done', notebook: { id: 'n1', name: 'Digits' }, cell: { id: 'c1', source: 'await trainer.fit(model)' },
    startedAt: 1_700_000_000_000, endedAt: 1_700_000_012_000, settings: { lr: 0.01, optimizer: { name: 'Adam' }, layers: [32, 10] }, device: { kind: 'cpu', name: 'CPU' }, seed: 7,
    packages: { gradbook: '0.3.0' }, data: { fingerprint: 'ab', description: '100 × [4] float32' }, parameters: { total: 100, trainable: 90 }, group: null,
    metrics: Object.fromEntries(Object.entries(series).map(([name, points]) => [name, factsOf(points)])),
    items: [], tags: ['first'], notes: '', starred: true, archived: false,
    ...known,
  };
}

export function testRuns(): TestRuns {
  const series: Readonly<Record<string, Readonly<Record<string, SeriesRecord>>>> = {
    a: { loss: seriesOf([2, 1, NaN, 0.5, 0.25]), val_loss: seriesOf([1.5, 0.75], [2, 4]), acc: seriesOf([0.1, 0.2, 0.3, Infinity, 0.5]) },
    b: { loss: seriesOf([2, 1.5, 1]), val_loss: seriesOf([1.25], [3]) },
  };
  const items: readonly RunItem[] = [
    { type: 'image', name: 'samples', step: 4, at: 1_700_000_004_000, data: { [mime.png]: PNG, [mime.plain]: 'samples' } },
    { type: 'histogram', name: 'weights', step: 4, at: 1_700_000_004_500, data: { [mime.json]: { edges: [-1, 0, 1], counts: [3, 5] }, [mime.plain]: 'weights' } },
    { type: 'table', name: 'errors', step: 5, at: 1_700_000_005_000, data: { [mime.plain]: 'a 1\nb 2' } },
    { type: 'file', name: 'model', step: 5, at: 1_700_000_005_000, data: { [mime.json]: { path: 'model.json' }, [mime.plain]: 'model.json' } },
  ];
  return {
    items: (run) => Promise.resolve(run === 'a' ? items : []),
    runs: [runOf('a', series['a'] ?? {}, { name: 'swift, "otter"', items: items.map((item) => ({ ...item, data: {} })), notes: 'Lower | better' }), runOf('b', series['b'] ?? {}, { name: 'calm lynx', settings: { lr: 0.1, optimizer: { name: 'SGD' } }, status: 'failed', message: 'NaN' })],
    series: (run, metric) => Promise.resolve(series[run]?.[metric] ?? null),
  };
}

export const asFile = ({ name, blob }: ExportedFile): RunFile => ({ name, arrayBuffer: () => blob.arrayBuffer() });
export const fileOf = (name: string, content: string | Uint8Array<ArrayBuffer>): RunFile => ({ name, arrayBuffer: () => new Blob([content]).arrayBuffer() });
