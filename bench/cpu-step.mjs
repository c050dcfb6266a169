/** Training steps on the CPU device against its peers: each in a worker of one Chromium, and native XLA beside it. */
import { fileURLToPath } from 'node:url';
import { startNative } from './cpu-step/native.mjs';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./cpu-step/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./cpu-step/stock.ts', import.meta.url)),
  jaxjs: fileURLToPath(new URL('./cpu-step/jax-js.ts', import.meta.url)),
};

/** About how many milliseconds one measurement may take. */
const MEASUREMENT = 250;

/** @type {Record<string, number>} */
const BATCHES = { cnn: 64, mlp: 128, mobilenet: 32, lstm: 32, gpt: 8 };

/** @param {{ quick: boolean }} options */
export default async function cpuStep({ quick }) {
  await withWorkers(ENTRIES, async (start) => {
    const native = await startNative();
    const sides = {
      ours: await start('ours'),
      'tfjs wasm': await start('stock'),
      'tfjs cpu': await start('stock'),
      'jax-js wasm': await start('jaxjs'),
      ...(native && { 'native XLA': native }),
    };
    await sides['tfjs wasm'].ask('start', 'wasm');
    await sides['tfjs cpu'].ask('start', 'cpu');
    console.log(`ours: ${await sides.ours.ask('describe')}; native XLA: ${native ? 'jax' : 'no Python with jax found (name one in GRADBOOK_PYTHON)'}`);
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [network, batch] of Object.entries(BATCHES)) {
      /** @type {Record<string, () => Promise<number>>} */
      const measures = {};
      for (const [name, side] of Object.entries(sides)) {
        const obstacle = await side.ask('obstacle', { network, batch, steps: 0 });
        if (obstacle !== null) {
          rows.push({ network, side: name, 'ms/step': 'cannot', 'steps/s': '', 'ours is faster': obstacle.split('\n')[0].slice(0, 90) });
          continue;
        }
        // The first runs are thrown away: code is still being compiled.
        await side.ask('time', { network, batch, steps: 1 });
        const once = await side.ask('time', { network, batch, steps: 1 });
        const steps = Math.min(200, Math.max(1, Math.round(MEASUREMENT / once)));
        measures[name] = () => side.ask('time', { network, batch, steps });
      }
      const measured = await alternate(measures, quick ? 3 : 15);
      const ours = median(measured['ours'] ?? []);
      for (const [name, times] of Object.entries(measured)) {
        const ms = median(times);
        figures[`${network} ${name} ms/step`] = ms;
        if (name !== 'ours') ratios[`${network} vs ${name}`] = ms / ours;
        rows.push({ network, side: name, 'ms/step': ms.toFixed(1), 'steps/s': (1000 / ms).toFixed(2), 'ours is faster': name === 'ours' ? '' : `${(ms / ours).toFixed(2)}×` });
      }
    }
    await native?.stop();
    report('cpu-step', { rows, ratios, figures });
  });
}
