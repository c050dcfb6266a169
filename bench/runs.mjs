/** Runs with many points in the app: how long reading, writing, exporting and importing take, and how long the page is held up by it. */
import { longTasks, openPage, watchTasks, withApp } from './harness/app.mjs';
import { median, report } from './harness/report.mjs';

/** Of `loss`, which is read; three other metrics have a quarter of that. */
const POINTS = 1_000_000;
const EXPORTED = 500_000;
const FORMATS = /** @type {const} */ (['csv', 'csv-wide', 'json', 'tensorboard']);

/** @param {{ quick: boolean }} options */
export default async function runsBench({ quick }) {
  await withApp(async (app) => {
    /** @type {Map<string, { ms: number[], task: number[] }>} */
    const measured = new Map();
    /** @param {import('playwright-core').Page} page @param {string} what @param {() => Promise<number>} work */
    const measure = async (page, what, work) => {
      await page.waitForTimeout(500);
      await longTasks(page);
      const ms = await work();
      await page.waitForTimeout(200);
      const task = Math.max(0, ...(await longTasks(page)));
      const before = measured.get(what) ?? { ms: [], task: [] };
      measured.set(what, { ms: [...before.ms, ms], task: [...before.task, task] });
    };
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const context = await app.newContext();
      const writer = await openPage(app, context);
      await watchTasks(writer);
      await writer.evaluate(() => window.gradbook?.app.runs.load());
      await measure(writer, `keep a run of ${(1.75 * POINTS).toLocaleString('en')} points`, () => writer.evaluate(addRun, { id: 'long', points: POINTS, others: POINTS / 4 }));
      await writer.evaluate(addRun, { id: 'exported', points: EXPORTED, others: 0 });
      await writer.close();
      const page = await openPage(app, context);
      await watchTasks(page);
      await page.evaluate(() => window.gradbook?.app.runs.load());
      await measure(page, `read ${POINTS.toLocaleString('en')} points of one of four metrics`, () => page.evaluate(readSeries, { id: 'long', metric: 'loss', points: POINTS }));
      await measure(page, `read ${(POINTS / 4).toLocaleString('en')} points of another`, () => page.evaluate(readSeries, { id: 'long', metric: 'metric 1', points: POINTS / 4 }));
      await page.evaluate(readSeries, { id: 'exported', metric: 'loss', points: EXPORTED });
      for (const format of FORMATS) {
        await measure(page, `export ${EXPORTED.toLocaleString('en')} points, ${format}`, () => page.evaluate(exportRun, { id: 'exported', format }));
        await measure(page, `import them, ${format}`, () => page.evaluate(importRun, { points: EXPORTED }));
      }
      await context.close();
    }
    const rows = [...measured].map(([what, { ms, task }]) => ({ what, ms: median(ms).toFixed(0), 'longest task over 50 ms': median(task).toFixed(0) }));
    const read = median([...measured].find(([what]) => what.startsWith('read 1,'))?.[1].ms ?? []);
    const held = Math.max(0, ...[...measured.values()].map(({ task }) => median(task)));
    report('runs', { rows, ratios: { 'half a second vs reading': 500 / read }, figures: { 'read ms': read, 'page held ms': held } });
  });
}

// What follows runs in the page.

/** @param {{ id: string, points: number, others: number }} asked */
async function addRun({ id, points, others }) {
  const { app } = window.gradbook ?? {};
  if (!app) throw new Error('the page has no app');
  const make = (/** @type {number} */ count) => ({
    step: Float64Array.from({ length: count }, (_, index) => index + 1),
    epoch: new Float64Array(count).fill(NaN),
    time: Float64Array.from({ length: count }, (_, index) => index / 1000),
    value: Float64Array.from({ length: count }, (_, index) => 1 / (1 + index / 1000) + Math.random() / 10),
  });
  const series = Object.fromEntries([['loss', make(points)], ...(others === 0 ? [] : [1, 2, 3].map((index) => [`metric ${index}`, make(others)]))]);
  const summed = Object.entries(series).map(([metric, { value }]) => [metric, { count: value.length, last: value.at(-1), lastStep: value.length, min: Math.min(...value.slice(-100)), minStep: value.length, max: value[0], maxStep: 1 }]);
  // Making the points is no part of it, nor is summing them up: who reads a file does so.
  await new Promise((resolve) => setTimeout(resolve, 500));
  Reflect.get(globalThis, 'longTasks').splice(0);
  const from = performance.now();
  await app.runs.add(
    {
      id, name: id, kind: 'imported', status: 'done', notebook: { id: '', name: '' }, cell: { id: '', source: '' }, startedAt: Date.now(), endedAt: Date.now(), settings: {}, device: null, seed: null,
      packages: {}, data: null, parameters: null, group: null, metrics: Object.fromEntries(summed), items: [], tags: [], notes: '', starred: false, archived: false,
    },
    series,
  );
  return performance.now() - from;
}

/** @param {{ id: string, metric: string, points: number }} asked */
async function readSeries({ id, metric, points }) {
  const from = performance.now();
  const series = await window.gradbook?.app.runs.series(id, metric);
  const ms = performance.now() - from;
  if (series?.value.length !== points) throw new Error(`${series?.value.length} points came of ${points}`);
  return ms;
}

/** @param {{ id: string, format: 'csv' | 'csv-wide' | 'json' | 'tensorboard' }} asked */
async function exportRun({ id, format }) {
  const { app } = window.gradbook ?? {};
  const helper = await app?.runs.helper();
  const runs = (app?.runs.store.getState().runs ?? []).filter((run) => run.id === id);
  if (!app || !helper || runs.length !== 1) throw new Error('there is no such run');
  const from = performance.now();
  const file = await helper.call({ kind: 'export', runs, format }, app.runs);
  Reflect.set(globalThis, 'exported', file);
  return performance.now() - from;
}

/** @param {{ points: number }} asked */
async function importRun({ points }) {
  const { app } = window.gradbook ?? {};
  const helper = await app?.runs.helper();
  if (!app || !helper) throw new Error('the page has no app');
  const { name, blob } = Reflect.get(globalThis, 'exported');
  const from = performance.now();
  const { runs, problems, stored } = await helper.call({ kind: 'import', files: [{ path: name, file: blob }] });
  if (!stored) throw new Error('the points are not on disk');
  for (const { run } of runs) await app.runs.adopt(run);
  const ms = performance.now() - from;
  const count = runs[0]?.run.metrics['loss']?.count;
  if (count !== points) throw new Error(`${count} points came of ${points}; ${JSON.stringify(problems).slice(0, 200)}`);
  return ms;
}
