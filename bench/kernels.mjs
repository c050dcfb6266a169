/** Single operations on the CPU device, one thread and two, beside TensorFlow.js's wasm backend as it comes, and its plain one. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./kernels/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./kernels/stock.ts', import.meta.url)),
};
const least = (/** @type {readonly number[]} */ values) => Math.min(...values);

/** @param {{ quick: boolean }} options */
export default async function kernels({ quick }) {
  const wanted = process.env['GRADBOOK_BENCH_ONLY'] ?? '';
  await withWorkers(ENTRIES, async (start) => {
    const sides = { one: await start('ours'), two: await start('ours'), wasm: await start('stock'), plain: await start('stock') };
    await sides.one.ask('start', 1);
    await sides.two.ask('start', 2);
    await sides.wasm.ask('start', { backend: 'wasm', threads: 2 });
    await sides.plain.ask('start', { backend: 'cpu', threads: 1 });
    /** @type {string[]} */
    const names = await sides.one.ask('names');
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    for (const name of names.filter((each) => each.includes(wanted))) {
      const able = [];
      for (const [side, worker] of Object.entries(sides)) if ((await worker.ask('time', name)) !== null) able.push(/** @type {const} */ ([side, () => worker.ask('time', name)]));
      const measured = await alternate(Object.fromEntries(able), quick ? 4 : 10);
      // What else the machine does only makes a run longer.
      const time = (/** @type {string} */ side) => least(measured[side] ?? []);
      const stock = measured['wasm'] ? time('wasm') : time('plain');
      ratios[`${name} vs stock`] = stock / time('two');
      rows.push({
        operation: name,
        'one thread, µs': time('one').toFixed(0),
        'two threads, µs': time('two').toFixed(0),
        'stock wasm, µs': measured['wasm'] ? time('wasm').toFixed(0) : 'none',
        'plain, µs': time('plain').toFixed(0),
        'vs stock': `${(stock / time('two')).toFixed(1)}×`,
      });
    }
    report('kernels', { rows, ratios });
  });
}
