/** A tab that trains: at full speed when nobody looks, with a question before it closes and word of its end. */
import { expect, test } from '@playwright/test';
import { openPlainBrowser, type PlainBrowser, type PlainTab } from './support/plain-browser';

const MODEL = `const model = tf.sequential({ layers: [tf.layers.dense({ units: 64, activation: 'relu', inputShape: [32] }), tf.layers.dense({ units: 1 })] });
model.compile({ loss: 'meanSquaredError', optimizer: 'adam' });
const xs = tf.randomNormal([256, 32]), ys = xs.mean(1, true);`;
/** Trains for so many milliseconds; says how many steps that were. */
const TRAIN = (milliseconds: number) => `const from = performance.now(); let steps = 0;
await model.fit(xs, ys, { epochs: 100_000, batchSize: 32, callbacks: { onBatchEnd: () => { steps++; if (performance.now() - from > ${milliseconds}) model.stopTraining = true; } } });
console.log(steps);`;

/** What the page asks of the browser, beside what it gets. */
const WATCH = `globalThis.watched = { notifications: [], shown: 0, locks: 0, released: 0 };
globalThis.Notification = class extends Notification {
  constructor(title, options) { super(title, options); watched.notifications.push([title, options.body]); this.addEventListener('show', () => watched.shown++); }
};
const { request } = WakeLock.prototype;
WakeLock.prototype.request = async function (...kind) { const lock = await request.apply(this, kind); watched.locks++; lock.addEventListener('release', () => watched.released++); return lock; };`;

const SESSION = 'window.gradbook?.app.store.getState().session';
const phase = `${SESSION}?.store.getState().kernel.phase`;
let browser: PlainBrowser;

test.beforeEach(async () => {
  browser = await openPlainBrowser();
});
test.afterEach(async () => {
  await browser.close();
});

async function openNotebook(address: string, sources: readonly string[]): Promise<PlainTab> {
  const tab = await browser.open(address, WATCH);
  await tab.show();
  await tab.until('window.gradbook !== undefined');
  await tab.evaluate(`window.gradbook.app.commands.newNotebook({ source: ${JSON.stringify(sources.map((source) => ({ type: 'code', source })))} })`);
  await tab.until(`${phase} === 'idle'`);
  return tab;
}

/** Runs a cell, counted from 1. */
const begin = (tab: PlainTab, number: number) => tab.evaluate(`{ const session = ${SESSION}; session.commands.runCell(session.store.getState().notebook.cells[${number - 1}].id); }`);
const statusOf = (number: number) => `${SESSION}.store.getState().runs[${SESSION}.store.getState().notebook.cells[${number - 1}].id]?.status`;

/** Runs a cell to its end; the number that it prints. */
async function numberOf(tab: PlainTab, number: number): Promise<number> {
  await begin(tab, number);
  await tab.until(`${statusOf(number)} === 'running'`);
  await tab.until(`${statusOf(number)} !== 'running'`);
  return tab.evaluate<number>(`Number(${SESSION}.store.getState().notebook.cells[${number - 1}].outputs.filter(({ type }) => type === 'stream').at(-1).text)`);
}

test('a hidden tab trains as fast as one that is seen, tells of the end, and lets the screen sleep', async ({ baseURL }) => {
  test.setTimeout(180_000);
  await browser.grant(new URL(String(baseURL)).origin, ['notifications', 'wakeLockScreen']);
  const tab = await openNotebook(String(baseURL), [MODEL, TRAIN(3000)]);
  const other = await browser.open('about:blank');
  await tab.show();
  await begin(tab, 1);
  await tab.until(`${statusOf(1)} === 'ok'`);
  // Twice each in turn: what else runs on the machine comes and goes.
  const steps: Record<'seen' | 'hidden', number> = { seen: 0, hidden: 0 };
  for (const how of ['seen', 'hidden', 'seen', 'hidden'] as const) {
    await (how === 'seen' ? tab : other).show();
    await tab.until(`document.visibilityState === '${how === 'seen' ? 'visible' : 'hidden'}'`);
    steps[how] += await numberOf(tab, 2);
  }
  expect(steps.hidden).toBeGreaterThan(steps.seen / 2);
  const watched = await tab.evaluate<{ notifications: [string, string][]; locks: number; released: number }>('watched');
  // Of the two that nobody saw the end of.
  expect(watched.notifications).toHaveLength(2);
  expect(watched.notifications[0]?.[1]).toMatch(/^Training has ended · loss [\d.e-]+$/);
  expect(watched.locks).toBe(2);
  expect(watched.released).toBe(2);
});

test('closing asks while it trains, and only then; the screen stays on as long as the tab is seen', async ({ baseURL }) => {
  const tab = await openNotebook(String(baseURL), [MODEL, TRAIN(60_000)]);
  await begin(tab, 1);
  await tab.until(`${statusOf(1)} === 'ok'`);
  await tab.click();
  await begin(tab, 2);
  await tab.until("/^Epoch/.test(document.title) && watched.locks === 1");
  // Who looks elsewhere lets the screen sleep; who comes back does not.
  const other = await browser.open('about:blank');
  await other.show();
  await tab.until('watched.released === 1');
  await tab.show();
  await tab.until('watched.locks === 2');
  expect(await tab.leave('about:blank')).toBe('beforeunload');
  const again = await openNotebook(String(baseURL), ['1 + 1']);
  await again.click();
  expect(await again.leave('about:blank')).toBeNull();
});
