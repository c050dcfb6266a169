import { beforeEach, expect, test } from 'vitest';
import { createFitSink } from './fit-report';
import type { FitChartSpec, FitInfo, FitProgress, FitSink } from './sink';

let now = 0;
let lines: { fitId: string; state: FitProgress }[];
let specs: Map<string, FitChartSpec>;
let points: { chart: string; series: string; x: number; y: number }[];
let closed: string[];
let sink: FitSink;
const model = {};

beforeEach(() => {
  now = 0;
  lines = [];
  specs = new Map();
  points = [];
  closed = [];
  let ids = 0;
  sink = createFitSink({
    progress: (fitId, state) => lines.push({ fitId, state }),
    chart: {
      open: (spec) => specs.set(spec.chartId, spec),
      update: (spec) => specs.set(spec.chartId, spec),
      points: (chart, series, x, y) => points.push({ chart, series, x, y }),
      close: (chartId) => closed.push(chartId),
    },
    shouldStop: () => false,
    now: () => now,
    createId: () => `fit${++ids}`,
  });
});

const info = (more: Partial<FitInfo> = {}): FitInfo => ({
  model,
  modelName: 'model',
  epochs: 2,
  initialEpoch: 0,
  stepsPerEpoch: 5,
  ...more,
});

test('losses and metrics have a chart each, validation dashed at the end of its epoch', () => {
  const report = sink.begin(info());
  for (let step = 1; step <= 5; step++) report.batch(step, { loss: 1 / step, acc: step / 5 });
  report.epoch(0, { loss: 0.4, acc: 0.6, val_loss: 0.5, val_acc: 0.7 });
  report.end('done');
  expect([...specs.values()].map((spec) => spec.series.map(({ name, dashed }) => [name, dashed]))).toEqual([
    [
      ['loss', false],
      ['val_loss', true],
    ],
    [
      ['acc', false],
      ['val_acc', true],
    ],
  ]);
  expect(points.filter(({ series }) => series === 'val_loss')).toEqual([{ chart: 'fit1-loss', series: 'val_loss', x: 5, y: 0.5 }]);
  expect(points.filter(({ series }) => series === 'loss')).toHaveLength(5);
  expect(closed).toEqual(['fit1-loss', 'fit1-metrics']);
});

test('without metrics there is one chart', () => {
  sink.begin(info()).batch(1, { loss: 1 });
  expect([...specs.keys()]).toEqual(['fit1-loss']);
});

test('progress tells epoch, steps, ms/step and the time left, ten times a second at most', () => {
  const report = sink.begin(info({ epochs: 2, stepsPerEpoch: 50 }));
  for (let step = 1; step <= 50; step++) {
    now += 20;
    report.batch(step, { loss: 1 });
  }
  expect(lines.length).toBeLessThanOrEqual(11);
  const last = lines.at(-1)?.state;
  expect(last).toMatchObject({ done: 50, total: 100, epoch: { current: 1, total: 2 }, state: 'running', elapsedSeconds: 1 });
  expect(last?.msPerStep).toBeCloseTo(20);
  expect(last?.etaSeconds).toBeCloseTo(1);
});

test('a slow first step does not distort ms/step', () => {
  const report = sink.begin(info());
  now = 5000;
  report.batch(1, { loss: 1 });
  for (let step = 2; step <= 4; step++) {
    now += 100;
    report.batch(step, { loss: 1 });
  }
  expect(lines.at(-1)?.state.msPerStep).toBeCloseTo(100);
});

test('losses that are told late, all at once, do not make steps look fast', () => {
  const report = sink.begin(info({ epochs: 1 }));
  now = 1000;
  for (let step = 1; step <= 5; step++) report.batch(step, { loss: 1 }, 100 * step);
  report.end('done');
  expect(lines.at(-1)?.state.msPerStep).toBeCloseTo(100);
});

test('a model fitted again goes on in the same line and charts', () => {
  for (let round = 0; round < 3; round++) {
    const report = sink.begin(info({ epochs: 1 }));
    for (let step = 1; step <= 5; step++) report.batch(step, { loss: 1 });
    report.epoch(0, { loss: 1 });
    report.end('done');
  }
  expect(new Set(lines.map(({ fitId }) => fitId))).toEqual(new Set(['fit1']));
  expect(points.map(({ x }) => x)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  expect(lines.at(-1)?.state).toMatchObject({ done: 15, total: 15, epoch: { current: 3, total: 3 }, state: 'done' });
});

test('another model gets a line and charts of its own', () => {
  sink.begin(info()).batch(1, { loss: 1 });
  sink.begin(info({ model: {} })).batch(1, { loss: 1 });
  expect([...specs.keys()]).toEqual(['fit1-loss', 'fit2-loss']);
});

test('a dataset of unknown length learns its total from the first epoch', () => {
  const report = sink.begin(info({ stepsPerEpoch: null, epochs: 3 }));
  for (let step = 1; step <= 7; step++) report.batch(step, { loss: 1 });
  expect(lines.at(-1)?.state.total).toBeUndefined();
  now += 1000;
  report.epoch(0, { loss: 1 });
  expect(lines.at(-1)?.state).toMatchObject({ done: 7, total: 21 });
});

test('a stopped fit says so and keeps what was done', () => {
  const report = sink.begin(info());
  report.batch(1, { loss: 0.5 });
  report.end('stopped');
  expect(lines.at(-1)?.state).toMatchObject({ state: 'stopped', done: 1, total: 10, metrics: [{ name: 'loss', value: 0.5 }] });
});

test('a loss that is not a number is named in the line', () => {
  const report = sink.begin(info());
  report.batch(1, { loss: NaN, acc: 0.1 });
  report.end('done');
  expect(lines.at(-1)?.state).toMatchObject({ label: 'fit · loss is NaN', metrics: [{ name: 'acc', value: 0.1 }] });
});
