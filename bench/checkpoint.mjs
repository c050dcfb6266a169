/** How long a training waits for its checkpoints, on the CPU device: one that keeps them against one that keeps none, in one worker of one Chromium. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const SIDE = fileURLToPath(new URL('./checkpoint/side.ts', import.meta.url));
/** 5 MB of weights, 16 MB with what Adam remembers. */
const NETWORK = { folder: 'bench', inputs: 784, widths: [1024, 512], batch: 32, rows: 640, optimizer: 'adam', resume: false, pause: 0 };
/** Milliseconds that a training may wait. */
const MOST = 20;

/** @param {{ quick: boolean }} options */
export default async function checkpointBench({ quick }) {
  await withWorkers({ side: SIDE }, async (start) => {
    const side = await start('side');
    /** @type {Record<string, { gaps: number[] }>} */
    const found = { without: { gaps: [] }, kept: { gaps: [] } };
    /** @param {'without' | 'kept'} name */
    const measure = (name) => async () => {
      await side.ask('clear', { folder: NETWORK.folder });
      const { gaps, wall } = await side.ask('train', { ...NETWORK, epochs: quick ? 3 : 6, every: name === 'kept' ? { seconds: 0.5 } : false });
      found[name]?.gaps.push(...gaps);
      return wall;
    };
    await measure('without')();
    Object.assign(found, { without: { gaps: [] }, kept: { gaps: [] } });
    const walls = await alternate({ without: measure('without'), kept: measure('kept') }, quick ? 2 : 5);
    /** @param {readonly number[]} gaps @param {number} share */
    const at = (gaps, share) => [...gaps].sort((a, b) => a - b)[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? NaN;
    const rows = ['without', 'kept'].map((name) => {
      const gaps = found[name]?.gaps ?? [];
      return { training: name, 'between steps, median ms': at(gaps, 0.5).toFixed(2), 'p99 ms': at(gaps, 0.99).toFixed(1), 'longest ms': at(gaps, 1).toFixed(1), 'whole ms': median(walls[name] ?? []).toFixed(0) };
    });
    const longest = at(found['kept']?.gaps ?? [], 1);
    const share = median(walls['kept'] ?? []) / median(walls['without'] ?? []) - 1;
    console.log(`16 MB every 0.5 s: the longest wait of the training is ${longest.toFixed(1)} ms (at most ${MOST} wanted); checkpoints take ${(100 * share).toFixed(1)}% of the time at this rate, a sixtieth of that at the usual 30 s.`);
    report('checkpoint', { rows, ratios: { 'longest wait against 20 ms': MOST / longest }, figures: { 'longest wait ms': longest } });
  });
}
