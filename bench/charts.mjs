/**
 * A chart of a million points while more arrive: how long frames take, what TensorBoard's rule of keeping 1,000 points
 * would lose, and what an update costs tfjs-vis.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withPage } from './harness/page.mjs';
import { median, report } from './harness/report.mjs';

const MILLION = 1_000_000;
const PEER = '@tensorflow/tfjs-vis@1.5.1';

/** @param {{ quick: boolean }} options */
export default async function charts({ quick }) {
  const entry = fileURLToPath(new URL('charts/page.ts', import.meta.url));
  const peer = await peerScript();
  const seconds = quick ? 4 : 10;
  await withPage(
    entry,
    async (page) => {
      /** @param {string} name @param {unknown} argument @returns {Promise<any>} */
      const ask = (name, argument) => page.evaluate(([call, given]) => Reflect.get(globalThis, 'bench')[String(call)](given), [name, argument]);
      const growing = { before: 0, count: MILLION, seconds };
      const grown = { before: MILLION, count: 1000 * seconds, seconds };
      // Its code is compiled by the time that anything is measured.
      await ask('ours', { before: 0, count: 50_000, seconds: 1 });
      const sides = [
        ['an idle page', await ask('frames', seconds)],
        ['ours, growing to 1,000,000', await ask('ours', growing)],
        ['ours, 1,000,000 and more coming', await ask('ours', grown)],
        ["TensorBoard's rule, 1,000 kept", await ask('sampled', grown)],
      ];
      const rows = sides.map(([chart, { gaps, work, longTasks }]) => ({
        chart,
        'frame p50 ms': percentile(gaps, 0.5).toFixed(1),
        'frame p95 ms': percentile(gaps, 0.95).toFixed(1),
        'work p50 ms': percentile(work, 0.5).toFixed(2),
        'work p95 ms': percentile(work, 0.95).toFixed(2),
        'long tasks': longTasks,
      }));
      const { ours, sampled, columns } = await ask('lost', MILLION);
      /** @type {Record<string, number>} */
      const ratios = { "frame p95 of 1,000,000 live points vs an idle page's": percentile(sides[2]?.[1].gaps, 0.95) / percentile(sides[0]?.[1].gaps, 0.95) };
      /** @type {Record<string, number>} */
      const figures = {
        'frame p95 ms, growing to 1,000,000': percentile(sides[1]?.[1].gaps, 0.95),
        'frame p95 ms, 1,000,000 live': percentile(sides[2]?.[1].gaps, 0.95),
        'work p95 ms, 1,000,000 live': percentile(sides[2]?.[1].work, 0.95),
        'pixel columns': columns,
        'columns whose extremes are lost, ours': ours,
        "columns whose extremes are lost, TensorBoard's rule": sampled,
      };
      if (peer !== null) {
        await page.evaluate(() => Reflect.set(globalThis, 'tf', {}));
        await page.addScriptTag({ url: '/peer.js' });
        for (const count of quick ? [1000] : [1000, 10_000]) {
          const [own, theirs] = [[], []].map(() => /** @type {number[]} */ ([]));
          for (let round = 0; round < 3; round++) {
            own?.push(await ask('updateOurs', count));
            theirs?.push(await ask('updateVis', count));
          }
          ratios[`an update at ${count} points, tfjs-vis vs ours`] = median(theirs ?? []) / median(own ?? []);
          figures[`update at ${count} points, ours ms`] = median(own ?? []);
          figures[`update at ${count} points, tfjs-vis ms`] = median(theirs ?? []);
        }
      }
      report('charts', { rows, ratios, figures });
    },
    peer === null ? {} : { 'peer.js': peer },
  );
}

/** @param {readonly number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The one script that tfjs-vis is published as; its package depends on much that no one else here needs, so it is not installed. */
async function peerScript() {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-peer-'));
  const run = promisify(execFile);
  try {
    const { stdout } = await run('npm', ['pack', PEER, '--pack-destination', folder, '--silent']);
    await run('tar', ['xzf', join(folder, stdout.trim()), '-C', folder, 'package/dist/tfjs-vis.umd.min.js']);
    return await readFile(join(folder, 'package/dist/tfjs-vis.umd.min.js'), 'utf8');
  } catch (failure) {
    console.log(`tfjs-vis could not be fetched, so it is left out: ${failure instanceof Error ? failure.message.split('\n')[0] : failure}`);
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
