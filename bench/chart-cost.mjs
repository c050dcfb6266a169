/** What a fit costs by being watched: its line of progress and charts, and the run that is kept of it; the same model with and without, in turn. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

/** Steps a measurement: enough for several reads and messages, and for what is done once a training to be a small part. */
const NETWORKS = { cnn: 60, mlp: 250, tiny: 1500 };
const SIDES = ['nothing', 'charts', 'runs'];
/** Of the time without any report. */
const MOST = 0.03;

/** @param {{ quick: boolean }} options */
export default async function chartCost({ quick }) {
  const entry = fileURLToPath(new URL('chart-cost/fit.ts', import.meta.url));
  await withWorkers({ fit: entry }, async (start, machine) => {
    const worker = await start('fit');
    console.log(`device: ${await worker.ask('describe')}`);
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [network, steps] of Object.entries(NETWORKS)) {
      /** @type {Record<string, number[]>} */
      const computed = Object.fromEntries(SIDES.map((reports) => [reports, []]));
      const side = (/** @type {string} */ reports) => async () => {
        const before = await machine.cpuMs();
        const wall = await worker.ask('fit', { network, steps, reports });
        computed[reports]?.push(((await machine.cpuMs()) - before) / steps);
        return wall;
      };
      for (const reports of SIDES) await worker.ask('fit', { network, steps: 20, reports });
      const walls = await alternate(Object.fromEntries(SIDES.map((reports) => [reports, side(reports)])), quick ? 5 : 15);
      // Of each round its own ratio: what slows the machine for a while then slows all sides of it.
      const against = (/** @type {Record<string, number[]>} */ measured, /** @type {string} */ reports) => median((measured['nothing'] ?? []).map((ms, round) => (measured[reports]?.[round] ?? NaN) / ms)) - 1;
      ratios[`${network}: speed kept with charts and runs`] = 1 / (1 + against(walls, 'runs'));
      for (const reports of SIDES) figures[`${network} ${reports} ms/step`] = median(walls[reports] ?? []);
      const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(1)} %`;
      rows.push({
        network,
        'unwatched ms/step': median(walls['nothing'] ?? []).toFixed(3),
        charts: percent(against(walls, 'charts')),
        'charts and runs': percent(against(walls, 'runs')),
        'charts, CPU time': percent(against(computed, 'charts')),
        'charts and runs, CPU time': percent(against(computed, 'runs')),
      });
    }
    Object.assign(figures, await worker.ask('messages'));
    console.log(`time that a watched fit takes more; at most ${MOST * 100} % wanted`);
    report('chart-cost', { rows, ratios, figures });
  });
}
