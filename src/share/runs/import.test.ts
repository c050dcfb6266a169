import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvent, encodeFileHead } from '../../base/event-file/write';
import { exportRunsCsv } from './csv';
import { readCsv, separatorOf } from './csv-text';
import { importRunFiles } from './import';
import { describeRunFileProblem } from './problems';
import { asFile, fileOf, runOf, seriesOf } from './testing';
import type { ImportedRuns } from './types';

const read = (name: string, text: string): Promise<ImportedRuns> => importRunFiles([fileOf(name, text)], { now: () => 9, newId: () => 'id' });
/** Steps and values by run and metric. */
const shown = ({ runs }: ImportedRuns) => Object.fromEntries(runs.map(({ run, series }) => [run.name, Object.fromEntries(Object.entries(series).map(([metric, { step, value }]) => [metric, Array.from(step, (at, index) => [at, value[index]])]))]));

describe('a chart exported from W&B', () => {
  it('gives a run for each column, without bands that say nothing', async () => {
    const imported = await read('wandb.csv', '"Step","swift-sea-1 - loss","swift-sea-1 - loss__MIN","swift-sea-1 - loss__MAX","a - b-2 - loss","a - b-2 - loss__MIN","a - b-2 - loss__MAX"\n"0","2","2","2","3","2.5","3.5"\n"10","1","1","1","",\n');
    expect(shown(imported)).toEqual({
      'swift-sea-1': { loss: [[0, 2], [10, 1]] },
      'a - b-2': { loss: [[0, 3]], loss__MIN: [[0, 2.5]], loss__MAX: [[0, 3.5]] },
    });
    expect(imported.problems).toEqual([{ kind: 'bad-csv', file: 'wandb.csv', line: 3, detail: 'it has 6 fields, the header 7' }]);
  });
});

describe('a table of runs exported from W&B', () => {
  const header = '"Name","State","Notes","User","Tags","Created","Runtime","Sweep","batch_size","dropout","optimizer","shuffle","val_split","_step","epoch","val/accuracy","train_loss","best_val_loss"';
  const table = (...rows: string[]): Promise<ImportedRuns> => read('wandb_export.csv', `${[header, ...rows].join('\n')}\n`);

  it('gives a run for each row, with its settings and last values', async () => {
    const { runs, problems } = await table(
      '"swift-sea-1","finished","first, try","ada","baseline, small","2026-01-31T12:00:00.000Z","95.5","s1","32","0.1","adam","true","0.2","1000","4","0.91","0.25","NaN"',
      '"calm-lynx-2","crashed","-","ada","","2026-01-31T12:10:00.000Z","1m 35s","s1","64","","sgd","false","0.2","","","","3",""',
    );
    expect(problems).toEqual([]);
    expect(runs.map(({ run }) => run)).toMatchObject([
      {
        name: 'swift-sea-1', kind: 'imported', status: 'done', notes: 'first, try', tags: ['baseline', 'small'], group: 's1',
        startedAt: Date.UTC(2026, 0, 31, 12), endedAt: Date.UTC(2026, 0, 31, 12, 1, 35, 500),
        settings: { User: 'ada', batch_size: 32, dropout: 0.1, optimizer: 'adam', shuffle: true, val_split: 0.2 },
        metrics: { 'val/accuracy': { count: 1, last: 0.91, lastStep: 1000 }, train_loss: { last: 0.25 }, best_val_loss: { last: NaN } },
      },
      { name: 'calm-lynx-2', status: 'cut', tags: [], settings: { batch_size: 64, optimizer: 'sgd', shuffle: false }, metrics: { train_loss: { last: 3, lastStep: 0 } } },
    ]);
    expect(runs[1]?.run.endedAt).toBe(Date.UTC(2026, 0, 31, 12, 11, 35));
    expect(Object.keys(runs[1]?.run.metrics ?? {})).toEqual(['train_loss']);
    expect(runs[0]?.series['train_loss']).toMatchObject({ epoch: Float64Array.of(4), time: Float64Array.of(95.5) });
  });

  it('names of columns tell settings from values where a program wrote them', async () => {
    const { runs } = await read('api.csv', 'name,state,created,config.loss,config.lr,precision,loss_fn,map_size,summary.score 2,summary._step\na,finished,2026-01-31,mse,0.1,16,2,8,7,12\n');
    expect(runs[0]?.run).toMatchObject({ settings: { loss: 'mse', lr: 0.1, precision: 16, loss_fn: 2, map_size: 8 }, metrics: { 'score 2': { last: 7, lastStep: 12 } } });
  });

  it('says in which line and column something is wrong, and keeps the rest', async () => {
    const { runs, problems } = await table('"a","finnished","","","","yesterday","soon","","32","0.1","adam","true","0.2","x","4","0.91","0.25","1"', '"b","finished"');
    expect(runs.map(({ run }) => [run.name, run.status, run.settings['batch_size']])).toEqual([['a', 'done', 32], ['b', 'done', undefined]]);
    expect(problems.map(describeRunFileProblem).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^wandb_export\.csv, line 2, column 2 'State': 'finnished' is no state; states are: finished, /),
      expect.stringMatching(/^wandb_export\.csv, line 2, column 6 'Created': 'yesterday' is no date/),
      expect.stringMatching(/^wandb_export\.csv, line 2, column 7 'Runtime': 'soon' is no duration/),
      expect.stringMatching(/^wandb_export\.csv, line 2, column 14 '_step': 'x' is no number/),
      'wandb_export.csv, line 3: it has 2 fields, the header 18.',
    ]);
  });
});

describe('a table of a run\'s history', () => {
  it('of W&B gives steps, times and epochs', async () => {
    const imported = await read('history.csv', '_step,_runtime,_timestamp,epoch,loss,note\n0,1.5,1700000001.5,0,2,x\n5,2.5,1700000002.5,1,NaN,x\n');
    const [only] = imported.runs;
    expect(only?.run).toMatchObject({ name: 'history', kind: 'imported', settings: { note: 'x' }, startedAt: 1_700_000_001_500, metrics: { loss: { count: 2, last: NaN, min: 2, minStep: 0 } } });
    expect(only?.series['loss']).toMatchObject({ step: Float64Array.of(0, 5), time: Float64Array.of(1.5, 2.5), epoch: Float64Array.of(0, 1), value: Float64Array.of(2, NaN) });
  });

  it('of Lightning keeps values whose neighbours are empty', async () => {
    expect(shown(await read('metrics.csv', 'epoch,step,train_loss,val_loss\n0,49,0.5,\n0,49,,0.6\n'))).toEqual({ metrics: { train_loss: [[49, 0.5]], val_loss: [[49, 0.6]] } });
  });

  it('of Keras counts epochs, one without either its rows', async () => {
    expect(shown(await read('log.csv', 'epoch;acc;loss\n0;0.5;2\n1;0.75;1\n'))).toEqual({ log: { acc: [[0, 0.5], [1, 0.75]], loss: [[0, 2], [1, 1]] } });
    expect(shown(await read('plain.tsv', 'loss\tother\n2\t1\n1\t1\n'))).toEqual({ plain: { loss: [[0, 2], [1, 1]], other: [[0, 1], [1, 1]] } });
  });

  it('out of order is put in order', async () => {
    expect(shown(await read('a.csv', 'step,loss\n3,1\n1,3\n2,2\n'))).toEqual({ a: { loss: [[1, 3], [2, 2], [3, 1]] } });
  });

  it('with a column of words leaves that out and says so', async () => {
    const { runs, problems } = await read('a.csv', 'step,loss,mood\n1,1,good\n2,2,bad\n3,3,worse\n');
    expect(Object.keys(runs[0]?.series ?? {})).toEqual(['loss']);
    expect(problems.map(describeRunFileProblem)).toEqual([{ text: 'a.csv, line 3: column \'mood\' holds \'bad\', which is no number: the column was left out.', remedy: expect.any(String) as string }]);
  });
});

describe('files that are none', () => {
  it.each([
    ['a.txt', 'hello', 'unknown-format'],
    ['a.csv', '', 'empty'],
    ['a.csv', 'step,loss\n', 'empty'],
    ['a.csv', 'step,"loss\n1,2', 'bad-csv'],
    ['a.json', '{', 'bad-json'],
    ['a.json', '{"format": "else"}', 'bad-json'],
    ['a.json', '{"format": "gradbook-runs", "version": 2, "runs": []}', 'bad-json'],
    ['a.json', '{"format": "gradbook-runs", "version": 1, "runs": [{"name": 3}]}', 'bad-json'],
    ['a.zip', 'PK not really', 'empty'],
    ['events.out.tfevents.1.host', 'torn', 'bad-events'],
  ])('%s with %s: %s', async (name, content, kind) => {
    const { runs, problems } = await read(name, content);
    expect(runs).toEqual([]);
    expect(problems).toMatchObject([{ kind, file: name }]);
    const { text, remedy } = describeRunFileProblem(problems[0] as ImportedRuns['problems'][number]);
    expect(text).toContain(name);
    expect(remedy).toMatch(/\.$/);
  });

  it('a file of JSON says where it is wrong', async () => {
    const { problems } = await read('a.json', '{"format": "gradbook-runs", "version": 1, "runs": [{"name": 3}]}');
    expect(describeRunFileProblem(problems[0] as ImportedRuns['problems'][number]).text).toMatch(/a\.json could not be read: runs\[0\]\.name: /);
  });
});

describe('event files', () => {
  const scalar = (step: number, value: number) => encodeEvent({ wallTime: 100 + step, step, values: [{ kind: 'scalar', tag: 'loss', value }] });
  const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));

  it('of TensorBoard give runs with pictures and settings, and tell what was left out', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('../../base/event-file/fixtures/tensorboard.tfevents', import.meta.url)));
    const { runs, problems } = await importRunFiles([fileOf('events.out.tfevents.1700000000.host', bytes)]);
    expect(problems).toEqual([{ kind: 'left-out', file: 'events.out.tfevents.1700000000.host', what: 'pr_curves', count: 1 }]);
    expect(runs[0]?.run).toMatchObject({ name: 'events.out.tfevents.1700000000.host', settings: { lr: 0.01, units: 32, act: 'relu', bias: true } });
    expect(Object.keys(runs[0]?.series ?? {})).toEqual(['old', 'new', 'double', 'half']);
    expect(runs[0]?.run.items.map(({ type, name }) => `${type} ${name}`)).toEqual(['histogram weights', 'histogram old weights', 'image old picture', 'image picture', 'text words']);
  });

  it('of one folder are one run, named after where it lies', async () => {
    const at = (path: string, bytes: Uint8Array<ArrayBuffer>) => ({ ...fileOf('x', bytes), webkitRelativePath: path });
    const imported = await importRunFiles([
      at('logs/one/train/events.out.tfevents.2.host', join(encodeFileHead(1), scalar(3, 3))),
      at('logs/one/train/events.out.tfevents.1.host', join(encodeFileHead(1), scalar(1, 1), scalar(2, 2))),
      at('logs/two/events.out.tfevents.1.host', join(encodeFileHead(1), scalar(1, 5))),
    ]);
    expect(shown(imported)).toEqual({ 'one/train': { loss: [[1, 1], [2, 2], [3, 3]] }, two: { loss: [[1, 5]] } });
  });

  it('that were cut while they were written keep what is before', async () => {
    const whole = join(encodeFileHead(1), scalar(1, 1), scalar(2, 2));
    const imported = await importRunFiles([fileOf('run.tfevents', whole.slice(0, -3))]);
    expect(shown(imported)).toEqual({ 'run.tfevents': { loss: [[1, 1]] } });
    expect(imported.problems).toMatchObject([{ kind: 'bad-events', kept: 1 }]);
    expect(describeRunFileProblem(imported.problems[0] as ImportedRuns['problems'][number]).remedy).toContain('The 1 values before it are kept');
  });
});

describe('CSV', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a"b', 'a,b', 'a\nb', 'a\r\nb', '""', ''));

  it('of any text is taken apart as it was put together', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (rows, separator, end) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator)).join(end);
        expect([...readCsv(text, separator)].map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('tells in which line a row begins', () => {
    expect([...readCsv('\uFEFFa,b\n"x\ny",1\n\nz,2', ',')]).toEqual([{ fields: ['a', 'b'], line: 1, end: 5 }, { fields: ['x\ny', '1'], line: 2, end: 13 }, { fields: ['z', '2'], line: 5, end: 18 }]);
    expect(separatorOf('a;b;c,d\n')).toBe(';');
  });

  it('keeps every number exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), async (values) => {
        const series = seriesOf(values);
        const file = await exportRunsCsv([runOf('a', { loss: series })], { series: () => Promise.resolve(series), items: () => Promise.resolve([]) }, 'long');
        const { runs } = await importRunFiles([asFile(file)]);
        expect(Array.from(runs[0]?.series['loss']?.value ?? [])).toEqual(values.map((value) => (Object.is(value, -0) ? 0 : value)));
      }),
    );
  });
});
