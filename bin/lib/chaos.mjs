/** Kills trainings at random moments and compares what becomes of them with ones that nothing happened to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { bundle } from '../../bench/harness/bundle.mjs';
import { BROWSER_FLAGS, findBrowser } from './browser.mjs';
import { serve } from './serve.mjs';

const SIDE = fileURLToPath(new URL('../../bench/checkpoint/side.ts', import.meta.url));
const OPTIMIZERS = /** @type {const} */ (['adam', 'momentum', 'rmsprop']);
const JOB = { inputs: 6, widths: [12], batch: 8, rows: 44, epochs: 5, pause: 6 };
/** A training that was killed so often is let come to its end. */
const MOST_KILLS = 8;

/**
 * @typedef {'worker' | 'page' | 'browser' | 'cut'} Kill
 * @typedef {object} Report
 * @property {Record<Kill, number>} kills
 * @property {number} finished trainings that came to their end
 * @property {number} resumed times that a training went on from a checkpoint
 * @property {readonly string[]} differences of trainings that came to another end than they should
 */

/**
 * @param {{ kills: number, seed: number, tell?: (line: string) => void }} options `seed` of the moments and kinds of kills
 * @returns {Promise<Report>}
 */
export async function chaos({ kills: wanted, seed, tell = () => undefined }) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No browser found; install Chrome or Chromium, or name one in GRADBOOK_BROWSER.');
  const random = numbersOf(seed);
  const built = await bundle({ side: SIDE });
  const server = await serve({ root: built.folder, host: '127.0.0.1', port: 0 });
  const profile = await mkdtemp(join(tmpdir(), 'gradbook-chaos-'));
  /** @param {import('playwright-core').BrowserContext} of */
  const openPage = async (of) => {
    const opened = await of.newPage();
    await opened.goto(server.url);
    await opened.waitForFunction(() => 'startWorker' in globalThis);
    return opened;
  };
  const openBrowser = () => chromium.launchPersistentContext(profile, { executablePath, args: BROWSER_FLAGS });
  let context = await openBrowser();
  let page = await openPage(context);
  /** Starts a worker if none lives. @param {string} call @param {object} argument @returns {Promise<any>} */
  const ask = (call, argument) =>
    page.evaluate(
      ([name, value]) =>
        new Promise((resolve, reject) => {
          let worker = Reflect.get(globalThis, 'living');
          if (worker === undefined) Reflect.set(globalThis, 'living', (worker = Reflect.get(globalThis, 'startWorker')('side')));
          /** @param {MessageEvent} message */
          worker.onmessage = ({ data }) => (data.ok ? resolve(data.value) : reject(new Error(data.message)));
          /** @param {ErrorEvent} event */
          worker.onerror = (event) => reject(new Error(event.message || 'The worker could not be loaded.'));
          worker.postMessage({ call: name, argument: value });
        }),
      [call, argument],
    );
  const killWorker = () =>
    page.evaluate(() => {
      Reflect.get(globalThis, 'living')?.terminate();
      Reflect.deleteProperty(globalThis, 'living');
    });

  /** @type {Report & { differences: string[] }} */
  const report = { kills: { worker: 0, page: 0, browser: 0, cut: 0 }, finished: 0, resumed: 0, differences: [] };
  /** @returns {Kill} */
  const nextKill = () => {
    const draw = random();
    return draw < 0.55 ? 'worker' : draw < 0.8 ? 'cut' : draw < 0.96 ? 'page' : 'browser';
  };
  const done = () => Object.values(report.kills).reduce((sum, count) => sum + count, 0);

  try {
    /** @type {Record<string, { history: object, weights: object }>} */
    const whole = {};
    for (const optimizer of OPTIMIZERS) {
      await ask('clear', { folder: optimizer });
      whole[optimizer] = await ask('train', { ...JOB, pause: 0, folder: optimizer, optimizer, every: false, resume: false });
    }
    // Kills fall anywhere within the time that a training takes here.
    await ask('clear', { folder: 'span' });
    const { wall } = await ask('train', { ...JOB, folder: 'span', optimizer: 'adam', every: { steps: 1 }, resume: false });
    let training = 0;
    let kills = 0;
    let isBegun = false;
    while (done() < wanted || isBegun) {
      const optimizer = OPTIMIZERS[training % OPTIMIZERS.length] ?? 'adam';
      const folder = `chaos-${training}`;
      await ask('ready', {});
      const running = ask('train', { ...JOB, folder, optimizer, every: { steps: 1 }, resume: isBegun }).then(
        (outcome) => ({ outcome }),
        (failure) => ({ failure }), // or killed, and then nobody asks
      );
      isBegun = true;
      const kill = nextKill();
      const moment = random() * 1.2 * wall;
      const isSpared = kills >= MOST_KILLS || done() >= wanted;
      const first = await (isSpared ? running : Promise.race([running, new Promise((resolve) => setTimeout(() => resolve('time'), moment))]));
      if (first === 'time') {
        if (kill === 'browser') {
          await context.close();
          context = await openBrowser();
          page = await openPage(context);
        } else if (kill === 'page') {
          await page.close();
          page = await openPage(context);
        } else await killWorker();
        report.kills[kill]++;
        kills++;
        if (kill === 'cut') await ask('cut', { folder, share: random() });
        continue;
      }
      const { outcome, failure } = /** @type {{ outcome?: import('../../bench/checkpoint/side').Outcome, failure?: unknown }} */ (first);
      if (outcome === undefined) throw new Error(`training ${training} failed after ${kills} kills`, { cause: failure });
      if (outcome.from > 0) report.resumed++;
      report.finished++;
      const isSame = JSON.stringify(outcome.history) === JSON.stringify(whole[optimizer]?.history) && JSON.stringify(outcome.weights) === JSON.stringify(whole[optimizer]?.weights);
      if (!isSame) {
        report.differences.push(`training ${training} with ${optimizer}, which went on after batch ${outcome.from}: ${JSON.stringify(outcome.history)} instead of ${JSON.stringify(whole[optimizer]?.history)}`);
      }
      await ask('clear', { folder });
      tell(`${done()} kills: training ${training} with ${optimizer} ${isSame ? 'ended as it should' : 'came to another end'}, last resumed after batch ${outcome.from}`);
      training++;
      kills = 0;
      isBegun = false;
    }
    return report;
  } finally {
    await context.close();
    await server.close();
    await built.remove();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Uniform in [0, 1): mulberry32. @param {number} seed */
function numbersOf(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
