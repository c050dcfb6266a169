import { readFileSync, writeFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportRunsCsv } from './csv';
import { importRunFiles } from './import';
import { exportRunsJson } from './json';
import { fileName, folderNames } from './names';
import { describeRunFileProblem } from './problems';
import { runsReport } from './report';
import { eventFile, exportTensorBoardZip } from './tensorboard';
import { asFile, fileOf, runOf, seriesOf, testRuns } from './testing';
import type { ImportedRuns, RunRecord, SeriesRecord } from './types';

const runs = testRuns();
const env = () => {
  let id = 0;
  return { now: () => 5, newId: () => `new-${++id}` };
};

async function expectSame({ runs: imported, problems }: ImportedRuns, { exactly }: { exactly: readonly (keyof SeriesRecord)[] }): Promise<void> {
  expect(problems).toEqual([]);
  expect(imported.map(({ run }) => run.name)).toEqual(runs.runs.map(({ name }) => name));
  for (const [at, { run, series }] of imported.entries()) {
    const before = runs.runs[at] as RunRecord;
    expect(Object.keys(series).toSorted()).toEqual(Object.keys(before.metrics).toSorted());
    expect(run.metrics).toEqual(before.metrics);
    for (const metric of Object.keys(before.metrics)) {
      const wanted = await runs.series(before.id, metric);
      for (const column of exactly) expect(series[metric]?.[column]).toEqual(wanted?.[column]);
    }
  }
}

describe('runs as CSV', () => {
  it.each(['long', 'wide'] as const)('%s read back the same', async (layout) => {
    const file = await exportRunsCsv(runs.runs, runs, layout);
    expect(file.name).toBe('2 runs.csv');
    // A wide table has one time for a step, which all metrics share here.
    await expectSame(await importRunFiles([asFile(file)], env()), { exactly: ['step', 'epoch', 'time', 'value'] });
  });

  it('wide have a line for each step and a column for each metric', async () => {
    const text = await (await exportRunsCsv(runs.runs, runs, 'wide')).blob.text();
    expect(text.split('\r\n').slice(0, 4)).toEqual(['run_id,run,step,epoch,seconds,loss,val_loss,acc', 'a,"swift, ""otter""",1,0.25,0.5,2,,0.1', 'a,"swift, ""otter""",2,0.5,1.5,1,1.5,0.2', 'a,"swift, ""otter""",3,0.75,2.5,NaN,,0.3']);
  });
});

describe('runs as JSON', () => {
  it('read back with everything that is known of them', async () => {
    const file = await exportRunsJson(runs.runs, runs);
    const imported = await importRunFiles([asFile(file)], env());
    await expectSame(imported, { exactly: ['step', 'epoch', 'time', 'value'] });
    expect(imported.runs.map(({ run }) => run)).toEqual(await Promise.all(runs.runs.map(async (run, at) => ({ ...run, id: `new-${at + 1}`, items: await runs.items(run.id) }))));
  });

  it('read back the same when the file was laid out anew', async () => {
    const { blob } = await exportRunsJson(runs.runs, runs);
    const pretty = JSON.stringify(JSON.parse(await blob.text()), null, 2);
    await expectSame(await importRunFiles([fileOf('runs.json', pretty)], env()), { exactly: ['step', 'epoch', 'time', 'value'] });
  });

  it('whose columns differ in length say so', async () => {
    const { blob } = await exportRunsJson(runs.runs, runs);
    const { problems } = await importRunFiles([fileOf('runs.json', (await blob.text()).replace('"step":[1,', '"step":['))]);
    expect(problems).toMatchObject([{ kind: 'bad-json', detail: expect.stringMatching(/runs\[0\]\.series\.loss/) as string }]);
  });

  it('that were training when they were exported do not train on', async () => {
    const live = runOf('c', {}, { status: 'running', endedAt: null });
    const file = await exportRunsJson([live], runs);
    expect((await importRunFiles([asFile(file)])).runs[0]?.run.status).toBe('cut');
  });
});

describe('runs for TensorBoard', () => {
  it('lie in a folder each', async () => {
    const { name, blob } = await exportTensorBoardZip(runs.runs, runs);
    expect(name).toBe('2 runs.tensorboard.zip');
    expect(Object.keys(unzipSync(new Uint8Array(await blob.arrayBuffer())))).toEqual(['swift, -otter-/events.out.tfevents.1700000000.gradbook', 'calm lynx/events.out.tfevents.1700000000.gradbook']);
  });

  it('read back with settings, points, pictures, histograms, the cell and notes', async () => {
    const imported = await importRunFiles([asFile(await exportTensorBoardZip(runs.runs, runs))], env());
    expect(imported.problems).toEqual([]);
    const [a, b] = imported.runs;
    expect(a?.run).toMatchObject({
      name: 'swift, -otter-', kind: 'imported', status: 'done', startedAt: 1_700_000_000_000, endedAt: 1_700_000_012_000, notes: 'Lower | better',
      settings: { lr: 0.01, 'optimizer.name': 'Adam', layers: '[32,10]', seed: 7, device: 'cpu' }, cell: { source: 'await trainer.fit(model)' },
    });
    expect(a?.run.items.map(({ type, name, step }) => [type, name, step])).toEqual([['image', 'samples', 4], ['histogram', 'weights', 4], ['text', 'errors', 5]]);
    expect(a?.run.items[1]?.data['application/json']).toEqual({ edges: [-1, 0, 1], counts: [3, 5] });
    expect(b?.run.status).toBe('failed');
    for (const metric of ['loss', 'val_loss', 'acc']) {
      const wanted = await runs.series('a', metric);
      expect(a?.series[metric]?.step).toEqual(wanted?.step);
      expect(a?.series[metric]?.time).toEqual(wanted?.time);
      expect(Array.from(a?.series[metric]?.value ?? [])).toEqual(Array.from(wanted?.value ?? [], Math.fround));
    }
  });

  it('are written as the file that TensorBoard itself reads in the Python tests', async () => {
    const at = new URL('fixtures/gradbook.tfevents', import.meta.url);
    const parts: Uint8Array[] = [];
    for await (const part of eventFile(runs.runs[0] as RunRecord, runs)) parts.push(part);
    const written = Buffer.concat(parts);
    // After a change of what is written: GRADBOOK_WRITE_FIXTURES=1 npx vitest run src/share/runs, then the Python test.
    if (process.env['GRADBOOK_WRITE_FIXTURES'] === '1') writeFileSync(at, written);
    expect(written.equals(readFileSync(at))).toBe(true);
  });
});

describe('a report', () => {
  it('names the best run and its settings, and has a row for each', async () => {
    const report = await runsReport(runs.runs, runs);
    expect(report).toContain('## Comparison of 2 runs');
    expect(report).toContain('**Best val\\_loss: 0.75**, by swift, "otter" at step 4, with lr = 0.01');
    expect(report).toContain('| Run | lr | optimizer | layers | val\\_loss (best) | at step | loss (last) | acc (last) | Time | Ended |');
    expect(report).toContain('| calm lynx | 0.1 | {"name":"SGD"} |  | 1.25 | 3 | 1 |  | 12.0 s | failed |');
    expect(report).toContain('- **swift, "otter"**: Lower \\| better');
    const svg = Buffer.from(/base64,([^)]*)\)/.exec(report)?.[1] ?? '', 'base64').toString();
    expect(svg).toMatch(/^<svg [^]*aria-label="val_loss by step"[^]*<\/svg>$/);
    expect(svg).toContain('swift, &#34;otter&#34;');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const marks = [...svg.matchAll(/text-anchor="(end|middle)">([^<]*)</g)].map(([, , label]) => Number(label));
    expect(marks.length).toBeGreaterThan(6);
    for (const mark of marks) expect(String(mark), 'a round value').toMatch(/^-?\d?\.?\d$/);
  });

  it('takes the highest of what is better high, and the metric that is asked for', async () => {
    expect(await runsReport(runs.runs, runs, { metric: 'acc' })).toContain('**Best acc: 0.5**');
    expect(await runsReport(runs.runs, runs, { metric: 'loss', goal: 'max' })).toContain('**Best loss: 2**');
  });

  it('of runs without finite values says so', async () => {
    expect(await runsReport([runOf('c', {})], runs)).toContain('No metrics were logged.');
    const nan = seriesOf([NaN]);
    expect(await runsReport([runOf('c', { loss: nan })], { ...runs, series: () => Promise.resolve(nan) })).toContain('No run has a finite loss.');
  });

  it('of a single run names the run and its settings', async () => {
    const report = await runsReport(runs.runs.slice(1), runs);
    expect(report).toContain('## calm lynx');
    expect(report).toContain('with lr = 0.1');
  });
});

describe('names of files', () => {
  it('hold nothing that a file system refuses, and differ', () => {
    expect(fileName('a/b:c*?"<>|\n.')).toBe('a-b-c-------');
    expect(fileName('...')).toBe('run');
    expect(folderNames([runOf('1', {}, { name: 'A' }), runOf('2', {}, { name: 'a' }), runOf('3', {}, { name: 'a' })])).toEqual(['A', 'a (2)', 'a (3)']);
  });
});

it('tells how much is done, and ends where it is stopped', async () => {
  const long = { a: { loss: seriesOf(Array.from({ length: 200_000 }, (_, at) => at)) } };
  const run = runOf('a', long.a);
  const source = { series: () => Promise.resolve(long.a.loss), items: () => Promise.resolve([]) };
  for (const work of [exportTensorBoardZip, exportRunsJson, (runs, given, watch) => exportRunsCsv(runs, given, 'wide', watch)] satisfies ((...given: Parameters<typeof exportRunsJson>) => Promise<unknown>)[]) {
    const shares: number[] = [];
    await expect(work([run], source, { tell: (share) => shares.push(share), stopped: () => shares.length > 0 })).rejects.toThrow('it was stopped');
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  }
});

it('an exported archive that was cut says what to do', async () => {
  const { blob } = await exportTensorBoardZip(runs.runs, runs);
  const { runs: read, problems } = await importRunFiles([asFile({ name: 'cut.zip', blob: blob.slice(0, Math.floor(blob.size / 3)) })]);
  expect(read).toEqual([]);
  expect(problems.map(describeRunFileProblem).map(({ text }) => text)[0]).toContain('cut.zip could not be unpacked');
});
