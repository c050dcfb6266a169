/** How long a loop goes on after Stop, as the page sees it, against ending the worker and waiting for another. */
import { kernelIdle, openNotebook, openPage, withApp } from './harness/app.mjs';
import { alternate, median, report } from './harness/report.mjs';
import { installMeasures } from './interrupt/measures.mjs';

/** Each never ends by itself. */
const LOOPS = {
  'while (true)': 'let n = 0\nwhile (true) { n++ }',
  'nested loops': 'let m = 0\nfor (;;) for (let i = 0; i < 1000; i++) for (let j = 0; j < 1000; j++) m += i ^ j',
  'a catch that swallows': 'const fail = () => { throw new Error("again") }\nfor (;;) { try { fail() } catch {} }',
  'exponential recursion': 'const fib = (k: number): number => k < 2 ? 1 : fib(k - 1) + fib(k - 2)\nfib(90)',
  'a callback of Array.from': 'Array.from({ length: 4e9 }, (_, i) => i).length',
  'a generator': 'function* all() { for (let i = 0; ; i++) yield i }\nfor (const i of all());',
  'awaits': 'for (;;) await null',
  'tensor operations': 'for (;;) tf.tidy(() => tf.ones([64, 64]).matMul(tf.ones([64, 64])))',
};

/** @param {{ quick: boolean }} options */
export default async function interrupt({ quick }) {
  const stops = quick ? 40 : 200;
  const rounds = quick ? 5 : 20;
  await withApp(async (app) => {
    const page = await openPage(app);
    const names = Object.keys(LOOPS);
    await openNotebook(page, Object.values(LOOPS));
    await page.evaluate(installMeasures);
    /** @type {Record<string, number[]>} */
    const byLoop = Object.fromEntries(names.map((name) => [name, []]));
    let stopped = 0;
    /** Stops of several loops in turn; the median of the round is the round's measurement. */
    const stopRound = async () => {
      const times = [];
      for (let done = 0; done < stops / rounds; done++, stopped++) {
        const index = stopped % names.length;
        const ms = await page.evaluate((cell) => Reflect.get(globalThis, 'interruptMeasures').stop(cell), index);
        byLoop[names[index] ?? '']?.push(ms);
        times.push(ms);
      }
      return median(times);
    };
    const terminateRound = async () => {
      const ms = await page.evaluate(() => Reflect.get(globalThis, 'interruptMeasures').terminate(0));
      await kernelIdle(page);
      return ms;
    };
    await stopRound(); // compiles, and warms the kernel
    for (const times of Object.values(byLoop)) times.length = 0;
    stopped = 0;
    const { stop = [], terminate = [] } = await alternate({ stop: stopRound, terminate: terminateRound }, rounds);

    const all = Object.values(byLoop).flat();
    const row = (/** @type {string} */ what, /** @type {number[]} */ times) => ({
      what,
      count: times.length,
      'median ms': median(times).toFixed(1),
      'worst ms': Math.max(...times).toFixed(1),
    });
    report('interrupt', {
      rows: [
        ...Object.entries(byLoop).map(([name, times]) => row(`stop: ${name}`, times)),
        row('stop: all', all),
        row('terminate, and a new kernel is ready', terminate),
      ],
      ratios: { 'terminate vs stop': median(terminate) / median(stop) },
      figures: {
        stops: all.length,
        'stop median ms': median(all),
        'stop worst ms': Math.max(...all),
        'stops over 50 ms': all.filter((ms) => ms > 50).length,
        'terminate median ms': median(terminate),
        'terminate worst ms': Math.max(...terminate),
      },
    });
  });
}
