import { describe, expect, it } from 'vitest';
import { bestOf, bestWords } from './best';
import { assignColours } from './colours';
import { allColumns, compareValues, sortedRuns, usualColumns } from './columns';
import { goalOf, mainMetric, metricNames, rankingMetric } from './metrics';
import { rowsOf } from './rows';
import { sampleMetric, sampleRun } from './sample-run';
import { flatSettings, varyingSettings } from './settings';
import { durationWords, epochsWanted } from './words';

const runs = [
  sampleRun({ id: 'a', settings: { lr: 0.1, opt: { name: 'adam' }, layers: [8, 4] }, metrics: { loss: sampleMetric(0.5), val_loss: sampleMetric(0.9, 0.7), acc: sampleMetric(0.8) }, group: 'sweep' }),
  sampleRun({ id: 'b', settings: { lr: 0.01, opt: { name: 'adam' } }, metrics: { loss: sampleMetric(NaN, 0.4), val_loss: sampleMetric(0.6), 'system/memory MB': sampleMetric(10) } }),
  sampleRun({ id: 'c', settings: { lr: 0.001, opt: { name: 'sgd' } }, metrics: { loss: sampleMetric(0.3) }, group: 'sweep', status: 'running' }),
];
const ids = (found: readonly { readonly id: string }[]): string => found.map(({ id }) => id).join('');

describe('settings', () => {
  it('are flat names; lists stay whole', () => {
    expect([...flatSettings(runs[0]?.settings ?? {})]).toEqual([['lr', 0.1], ['opt.name', 'adam'], ['layers', '[8,4]']]);
  });
  it('that all runs share are not told', () => {
    expect(varyingSettings(runs.map(({ settings }) => settings))).toEqual(['lr', 'opt.name', 'layers']);
    expect(varyingSettings(runs.slice(1, 2).map(({ settings }) => settings))).toEqual([]);
  });
});

describe('metrics', () => {
  it('stand with the loss first and the machine last', () => {
    expect(metricNames(runs)).toEqual(['loss', 'val_loss', 'acc', 'system/memory MB']);
    expect(mainMetric(runs[1] ?? sampleRun({ id: 'x' }))).toBe('loss');
    expect(mainMetric(sampleRun({ id: 'x' }))).toBeNull();
    expect(rankingMetric(runs)).toBe('val_loss');
  });
  it('are better low unless their name says otherwise', () => {
    expect(['loss', 'val_loss', 'mse', 'val_acc', 'accuracy', 'auc', 'reward'].map(goalOf)).toEqual(['min', 'min', 'min', 'max', 'max', 'max', 'max']);
  });
});

describe('columns', () => {
  const columns = allColumns(runs);
  const column = (id: string) => columns.find((candidate) => candidate.id === id);
  it('are one for each setting and three for each metric', () => {
    expect(columns.map(({ id }) => id)).toContain('metric:val_loss:min');
    expect(columns.map(({ id }) => id)).toContain('setting:opt.name');
    expect(usualColumns(runs, ['lr'])).toEqual([
      'name', 'starred', 'status', 'metric:loss:last', 'metric:val_loss:min', 'metric:acc:last', 'setting:lr', 'device', 'duration', 'started', 'group', 'tags', 'notes',
    ]);
  });
  it('sort by value, with what is missing or NaN last either way', () => {
    expect(ids(sortedRuns(runs, column('setting:lr'), false, 0))).toBe('cba');
    expect(ids(sortedRuns(runs, column('metric:loss:last'), false, 0))).toBe('cab');
    expect(ids(sortedRuns(runs, column('metric:loss:last'), true, 0))).toBe('acb');
    expect(ids(sortedRuns(runs, column('metric:acc:max'), true, 0))).toBe('abc');
    expect(compareValues('run 10', 'run 9', false)).toBeGreaterThan(0);
  });
});

describe('rows', () => {
  it('of a group stand under a header where the first of them would', () => {
    const rows = rowsOf(runs, 'group', new Set());
    expect(rows.map((row) => (row.kind === 'group' ? `[${row.title} ${row.runs.length} ${row.running}]` : row.id)).join(' ')).toBe('[sweep 2 1] a c b');
    const header = rows[0];
    expect(header?.kind === 'group' && header.best?.run.id).toBe('a');
    expect(rowsOf(runs, 'group', new Set(['group=sweep']))).toHaveLength(2);
  });
  it('are grouped by a setting too', () => {
    expect(rowsOf(runs, 'setting:opt.name', new Set()).map((row) => (row.kind === 'group' ? row.title : row.id))).toEqual(['opt.name = adam', 'a', 'b', 'opt.name = sgd', 'c']);
  });
});

describe('the best run', () => {
  it('has the lowest loss or the highest score, and is told by what sets it apart', () => {
    const best = bestOf(runs, 'val_loss');
    expect(best && bestWords(best, runs)).toBe('Best val_loss 0.6000: b with lr = 0.01, opt.name = adam');
    expect(bestOf(runs, 'acc')?.run.id).toBe('a');
    expect(bestOf(runs, 'nothing')).toBeNull();
  });
});

describe('colours', () => {
  it('stay with a run while others come and go', () => {
    const first = assignColours(new Map(), ['a', 'b', 'c']);
    expect([...first]).toEqual([['a', 0], ['b', 1], ['c', 2]]);
    const second = assignColours(first, ['c', 'd']);
    expect([...second]).toEqual([['c', 2], ['d', 0]]);
  });
  it('are shared only by more runs than there are colours', () => {
    const many = Array.from({ length: 9 }, (_, at) => `r${at}`);
    const slots = [...assignColours(new Map(), many).values()];
    expect(new Set(slots).size).toBe(8);
    expect(slots[8]).toBe(0);
  });
});

it('durations read at a glance', () => {
  expect([800, 42_000, 200_000, 180_000, 7_500_000].map(durationWords)).toEqual(['0.8 s', '42 s', '3 min 20 s', '3 min', '2 h 5 min']);
});

it('the epochs that a run is to make are among its settings', () => {
  expect(epochsWanted(sampleRun({ id: 'x', settings: { maxEpochs: 4 } }))).toBe(4);
  expect(epochsWanted(sampleRun({ id: 'x' }))).toBeNull();
});
