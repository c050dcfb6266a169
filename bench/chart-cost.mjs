/** What the progress line and the charts of a fit cost its training: the same model with and without, in turn. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

/** Steps a measurement: enough for several reads and messages. */
const NETWORKS = { cnn: 25, mlp: 50 };

/** @param {{ quick: boolean }} options */
export default async function chartCost({ quick }) {
  const entry = fileURLToPath(new URL('chart-cost/fit.ts', import.meta.url));
  await withWorkers({ fit: entry }, async (start) => {
    const worker = await start('fit');
    console.log(`device: ${await worker.ask('describe')}`);
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [network, steps] of Object.entries(NETWORKS)) {
      await worker.ask('fit', { network, steps: 10, charts: true });
      const side = (/** @type {boolean} */ charts) => () => worker.ask('fit', { network, steps, charts });
      const { without = [], charts = [] } = await alternate({ without: side(false), charts: side(true) }, quick ? 7 : 25);
      // Of each round its own ratio: what slows the machine for a while then slows both sides of it.
      const ratio = median(without.map((ms, round) => ms / (charts[round] ?? NaN)));
      ratios[network === 'cnn' ? 'fit with charts vs without' : `${network} fit with charts vs without`] = ratio;
      figures[`${network} without ms/step`] = median(without);
      figures[`${network} with charts ms/step`] = median(charts);
      rows.push({
        network,
        'without ms/step': median(without).toFixed(2),
        'with charts ms/step': median(charts).toFixed(2),
        'speed kept': `${(ratio * 100).toFixed(1)} %`,
      });
    }
    figures['messages to the page'] = await worker.ask('messages');
    report('chart-cost', { rows, ratios, figures });
  });
}
