/** Matrix products on the CPU device: share of what the machine can do at most, gain of threads, and TensorFlow.js as it comes. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./matmul/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./matmul/stock.ts', import.meta.url)),
};
const SIZES = [64, 128, 256, 512, 1024];
/** The most a machine did in one run is what it can do: anything else that runs only slows it down. */
const most = (/** @type {readonly number[]} */ values) => Math.max(...values);

/** @param {{ quick: boolean }} options */
export default async function matmul({ quick }) {
  await withWorkers(ENTRIES, async (start) => {
    const one = await start('ours');
    const two = await start('ours');
    const [stockOne, stockTwo] = [await start('stock'), await start('stock')];
    console.log(`ours: ${await one.ask('start', 1)}; ${await two.ask('start', 2)}`);
    await stockOne.ask('start', 1);
    await stockTwo.ask('start', 2);
    const rounds = quick ? 5 : 15;
    const peaks = await alternate({ one: () => one.ask('peak'), two: () => two.ask('peak') }, rounds);
    const [peakOne, peakTwo] = [most(peaks['one'] ?? []), most(peaks['two'] ?? [])];
    console.log(`peak of the registers: ${peakOne.toFixed(1)} GFLOP/s on one thread, ${peakTwo.toFixed(1)} on two (${(peakTwo / peakOne).toFixed(2)}×)`);
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = { 'peak two threads vs one': peakTwo / peakOne };
    /** @type {Record<string, number>} */
    const figures = { 'peak one thread GFLOP/s': peakOne };
    for (const size of SIZES) {
      const measured = await alternate(
        { one: () => one.ask('time', size), two: () => two.ask('time', size), stockOne: () => stockOne.ask('time', size), stockTwo: () => stockTwo.ask('time', size) },
        rounds,
      );
      const speed = (/** @type {string} */ name) => median(measured[name] ?? []);
      const gain = most(measured['two'] ?? []) / most(measured['one'] ?? []);
      const share = most(measured['one'] ?? []) / peakOne;
      // Threads that share a core gain less than two even where nothing is left to share out: the registers alone tell how much.
      const shareOfGain = gain / (peakTwo / peakOne);
      Object.assign(figures, { [`${size} one thread GFLOP/s`]: speed('one'), [`${size} two threads GFLOP/s`]: speed('two'), [`${size} share of peak`]: share });
      Object.assign(ratios, { [`${size} two threads vs one`]: gain, [`${size} gain of two threads vs that of the registers`]: shareOfGain, [`${size} vs stock, one thread`]: speed('one') / speed('stockOne'), [`${size} vs stock, two threads`]: speed('two') / speed('stockTwo') });
      rows.push({
        size,
        'one thread': speed('one').toFixed(1),
        'two threads': speed('two').toFixed(1),
        'stock, one': speed('stockOne').toFixed(1),
        'stock, two': speed('stockTwo').toFixed(1),
        'share of peak': `${(100 * share).toFixed(0)} %`,
        'gain of two': `${gain.toFixed(2)}×`,
        'share of the gain of registers': `${(100 * shareOfGain).toFixed(0)} %`,
      });
    }
    report('matmul', { rows, ratios, figures });
  });
}
