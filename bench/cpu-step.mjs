/** Training steps on the CPU device against TensorFlow.js as it comes, each in a worker of one Chromium. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./cpu-step/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./cpu-step/stock.ts', import.meta.url)),
};

/** Batch sizes, and steps a measurement: as many as take about as long on each side. */
const NETWORKS = {
  cnn: { batch: 64, steps: { ours: 20, 'tfjs-wasm': 20, 'tfjs-cpu': 1 } },
  mlp: { batch: 128, steps: { ours: 40, 'tfjs-wasm': 10, 'tfjs-cpu': 3 } },
};

/** @param {{ quick: boolean }} options */
export default async function cpuStep({ quick }) {
  await withWorkers(ENTRIES, async (start) => {
    const sides = { ours: await start('ours'), 'tfjs-wasm': await start('stock'), 'tfjs-cpu': await start('stock') };
    await sides['tfjs-wasm'].ask('start', 'wasm');
    await sides['tfjs-cpu'].ask('start', 'cpu');
    console.log(`ours: ${await sides.ours.ask('describe')}`);
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [network, { batch, steps }] of Object.entries(NETWORKS)) {
      /** @type {string[]} */
      const able = [];
      for (const [name, side] of Object.entries(sides)) {
        const obstacle = await side.ask('obstacle', { network, batch, steps: 0 });
        if (obstacle === null) able.push(name);
        else rows.push({ network, side: name, 'ms/step': 'cannot', 'steps/s': '', 'ours is faster': obstacle });
      }
      const measures = Object.fromEntries(
        Object.entries(sides)
          .filter(([name]) => able.includes(name))
          .map(([name, side]) => [
            name,
            () => side.ask('time', { network, batch, steps: steps[/** @type {keyof typeof steps} */ (name)] }),
          ]),
      );
      const measured = await alternate(measures, quick ? 5 : 15);
      const ours = median(measured['ours'] ?? []);
      for (const name of able) {
        const ms = median(measured[name] ?? []);
        figures[`${network} ${name} ms/step`] = ms;
        if (name !== 'ours') ratios[`${network} vs ${name}`] = ms / ours;
        const faster = name === 'ours' ? '' : `${(ms / ours).toFixed(1)}×`;
        rows.push({ network, side: name, 'ms/step': ms.toFixed(1), 'steps/s': (1000 / ms).toFixed(2), 'ours is faster': faster });
      }
    }
    report('cpu-step', { rows, ratios, figures });
  });
}
