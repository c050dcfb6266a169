import { describe, expect, it } from 'vitest';
import { mime } from '../../../base/mime';
import type { SideResult } from '../../../engine/measure/compare';
import type { Profile } from '../../../engine/measure/profile';
import { reportBundle } from './bundle';
import { comparisonReport, lossDifference } from './comparison';
import { profileReport } from './profile';

const device = (name: string) => ({ kind: 'cpu', backend: 'wasm', available: true, name, facts: [] }) as const;
const side = (label: string, losses: number[], milliseconds: number): SideResult => ({
  label, device: device(label), losses, milliseconds, firstMilliseconds: 2 * milliseconds, kernels: 10, bytes: 2048,
});

describe('a comparison of devices', () => {
  it('says that losses agree, and which device is how much faster', () => {
    const { summary } = comparisonReport({ sides: [side('CPU', [1, 0.5], 10), side('GPU', [1, 0.500001], 4)], shapes: [] }, 2);
    expect(summary).toBe('Losses agree (largest relative difference 2.0e-6). GPU is fastest, 2.5 times as fast as CPU.');
  });

  it('names the device whose losses differ, and what makes runs differ', () => {
    const { summary, remarks } = comparisonReport({ sides: [side('CPU', [1, 0.5], 10), side('GPU', [1, 0.6], 4)], shapes: [] }, 2);
    expect(summary).toMatch(/^Losses differ/);
    expect(remarks[0]?.text).toMatch(/^The losses of GPU differ .*Math\.random/);
  });

  it('shows what devices allocated where any of them tells', () => {
    const columns = (sides: SideResult[]) => comparisonReport({ sides, shapes: [] }, 1).sections.flatMap((section) => (section.kind === 'table' ? section.columns.map(({ name }, at) => [name, ...section.rows.map((row) => row[at])]) : []));
    expect(columns([side('CPU', [1], 1), { ...side('GPU', [1], 1), deviceBytes: 4096 }])).toContainEqual(['Device memory', null, 4096]);
    expect(columns([side('CPU', [1], 1)]).map(([name]) => name)).not.toContain('Device memory');
  });

  it('says why a device did not run', () => {
    const { remarks } = comparisonReport({ sides: [side('CPU', [1], 1), { label: 'GPU', failure: 'No adapter.' }], shapes: [] }, 1);
    expect(remarks[0]).toEqual({ tone: 'warning', text: 'GPU did not run: No adapter.' });
  });

  it('names sizes that leave tiles idle, but not small ones', () => {
    const { remarks } = comparisonReport({ sides: [side('CPU', [1], 1)], shapes: [[784, 250], [250, 3], [3, 3, 16, 32]] }, 1);
    expect(remarks.map(({ text }) => text)).toEqual([
      "Sizes that are no multiple of 8 leave part of a GPU's or TPU's tiles idle. Weights [784, 250]: 250 (next: 256); [250, 3]: 250 (next: 256).",
    ]);
  });

  it('a loss that is no number is no agreement', () => {
    expect(lossDifference([NaN], [1])).toBeNaN();
    const { remarks } = comparisonReport({ sides: [side('CPU', [1, NaN], 1), side('GPU', [1, NaN], 1)], shapes: [] }, 2);
    expect(remarks[0]?.text).toMatch(/^CPU reached a loss that is no number/);
  });
});

const profile: Profile = {
  steps: 2,
  milliseconds: 20,
  spans: [{ name: 'step', start: 0, duration: 10, depth: 0 }, { name: 'MatMul', start: 1, duration: 4, depth: 1, line: 'Cell [1], line 2' }],
  byKernel: [{ name: 'MatMul', calls: 4, milliseconds: 12 }],
  byLine: [{ name: 'Cell [1], line 2', calls: 4, milliseconds: 12 }],
  reads: { count: 2, milliseconds: 2 },
  input: { count: 0, milliseconds: 0 },
  memory: { before: 100, most: 4096, after: 100 },
  leaks: [],
};

describe('a profile', () => {
  it('shares the time out among kernels, reads, input and the rest', () => {
    const report = profileReport(profile, device('CPU'));
    expect(report.summary).toBe('10 ms a step, 60 % of it in kernels; at most 4 KiB of tensors.');
    const [where] = report.sections;
    expect(where?.kind === 'table' && where.rows.map(([name, time]) => [name, time])).toEqual([
      ['Kernels', 6],
      ['Reading values back', 1],
      ['Waiting for input', 0],
      ['JavaScript and the rest', 3],
    ]);
    expect(report.remarks[0]?.text).toBe('The steps left no tensors behind.');
  });

  it('shows tensors and what the device holds', () => {
    const rows = (one: Profile) => profileReport(one, device('CPU')).sections.find(({ title }) => title === 'Memory');
    expect(rows(profile)).toMatchObject({ rows: [['Tensors before the steps', 100], ['Tensors at most', 4096], ['Tensors after the steps', 100]] });
    expect(rows({ ...profile, device: { used: 200, allocated: 300, limit: Infinity } })).toMatchObject({ rows: [{}, {}, {}, ['In use on the device', 200], ['Allocated, with what is kept for reuse', 300], ['Limit', null]] });
  });

  it('names the lines that leave tensors behind, and the remedy', () => {
    const leaks = [{ line: 'Cell [1], line 3', tensors: 4, bytes: 400, shapes: ['[5, 5] float32'] }];
    const report = profileReport({ ...profile, leaks }, device('CPU'));
    expect(report.sections.at(-1)).toMatchObject({ title: 'Tensors left behind', rows: [['Cell [1], line 3', 2, 200, '[5, 5] float32']] });
    expect(report.remarks[0]?.text).toMatch(/leaves 2 tensors behind\. Wrap the step in tf\.tidy/);
  });

  it('keeps a flame chart of a long step within what a file can hold', () => {
    const spans = Array.from({ length: 10_000 }, (_, index) => ({ name: 'Add', start: index, duration: index % 100, depth: 1 }));
    const flame = profileReport({ ...profile, spans }, device('CPU')).sections.find(({ kind }) => kind === 'flame');
    expect(flame?.kind === 'flame' && flame.frames.length).toBeLessThan(3200);
  });
});

describe('a report as an output', () => {
  it('stands beside a table and text that other readers show, with markup escaped', () => {
    const bundle = reportBundle({
      title: 'A <b>',
      sections: [{ kind: 'table', columns: [{ name: 'Name', unit: 'text' }, { name: 'Time', unit: 'ms', bar: true }], rows: [['x & y', 1.5], ['z', null]] }],
      remarks: [{ tone: 'info', text: 'Note' }],
    });
    expect(bundle[mime.plain]).toBe('A <b>\n\nName     Time\nx & y  1.5 ms\nz           –\n\nNote');
    expect(bundle[mime.html]).toContain('<h4>A &lt;b&gt;</h4>');
    expect(bundle[mime.html]).toContain('<td>x &amp; y</td>');
  });
});
