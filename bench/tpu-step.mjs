/** What a training step costs on the TPU device with a server on this machine: against native XLA and against the CPU device. */
import { fileURLToPath } from 'node:url';
import { startRemoteServer } from '../bin/lib/remote-server.mjs';
import { startNative } from './cpu-step/native.mjs';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const ENTRIES = { ours: fileURLToPath(new URL('./tpu-step/ours.ts', import.meta.url)) };

/** About how many milliseconds one measurement may take. */
const MEASUREMENT = 400;
const BATCHES = { cnn: 64, mlp: 128, gpt: 8 };
const LOSS_STEPS = 12;
const LOSS_TOLERANCE = 1e-5;

const NATIVE = 'native XLA, each 10th loss';
/**
 * How the TPU device is told to train; `goal`: what a step may take, in steps of native XLA, where the notebook has a core
 * of its own.
 * @type {Record<string, { mode: import('./tpu-step/ours').Mode, every: number, goal?: string }>}
 */
const WAYS = {
  'eager, each loss read': { mode: 'eager', every: 1 },
  'eager, each 10th': { mode: 'eager', every: 10, goal: '≤ 1.5' },
  'compiled, each loss read': { mode: 'compiled', every: 1 },
  'compiled, each 10th': { mode: 'compiled', every: 10, goal: '≤ 1.5' },
  'compiled, 20 steps a call': { mode: 'many', every: 20, goal: '≤ 1.15' },
};

/** @param {{ quick: boolean }} options */
export default async function tpuStep({ quick }) {
  const server = await startRemoteServer();
  try {
    report('tpu-step', await withWorkers(ENTRIES, (start) => measure(start, server, quick)));
  } finally {
    await server.end();
  }
}

/**
 * @param {(name: string) => Promise<import('./harness/chromium.mjs').Side>} start
 * @param {{ address: string, token: string }} server
 * @param {boolean} quick
 */
async function measure(start, server, quick) {
  const native = await startNative();
  if (native === null) throw new Error('No Python with jax was found; name one in GRADBOOK_PYTHON.');
  const [tpu, cpu] = [await start('ours'), await start('ours')];
  await tpu.connect(server);
  console.log(`TPU device: ${await tpu.ask('describe')}; CPU device: ${await cpu.ask('describe')}`);
  const rows = [];
  /** @type {Record<string, number>} */
  const ratios = {};
  /** @type {Record<string, number>} */
  const figures = {};
  for (const [network, batch] of Object.entries(BATCHES)) {
    const trial = { network, batch };
    /** @type {Record<string, (steps: number) => Promise<number>>} */
    const sides = {
      'native XLA, each loss read': (steps) => native.ask('time', { ...trial, steps, every: 1 }),
      [NATIVE]: (steps) => native.ask('time', { ...trial, steps, every: 10 }),
      ...Object.fromEntries(Object.entries(WAYS).map(([name, way]) => [name, (/** @type {number} */ steps) => tpu.ask('time', { ...trial, ...way, steps })])),
      'CPU device': (steps) => cpu.ask('time', { ...trial, ...WAYS['eager, each 10th'], steps }),
    };
    /** @type {Record<string, () => Promise<number>>} */
    const measures = {};
    for (const [name, time] of Object.entries(sides)) {
      // The first runs are thrown away: code is still being compiled.
      await time(20);
      const once = await time(20);
      const steps = 20 * Math.min(20, Math.max(1, Math.round(MEASUREMENT / once / 20)));
      measures[name] = () => time(steps);
    }
    const measured = await alternate(measures, quick ? 3 : 11);
    const best = median(measured[NATIVE] ?? []);
    const losses = { ...trial, steps: LOSS_STEPS };
    const apart = difference(await tpu.ask('losses', losses), await cpu.ask('losses', losses));
    if (!(apart <= LOSS_TOLERANCE)) throw new Error(`${network}: losses over ${LOSS_STEPS} steps differ from the CPU device's by ${apart} of their size, more than ${LOSS_TOLERANCE}`);
    for (const [name, times] of Object.entries(measured)) {
      const ms = median(times);
      figures[`${network} ${name} ms/step`] = ms;
      const way = WAYS[name];
      /** @type {import('./tpu-step/ours').Cost | null} */
      const cost = way === undefined ? null : await tpu.ask('cost', { ...trial, ...way, steps: 60 });
      if (cost !== null) {
        ratios[`${network} ${name} of native`] = ms / best;
        Object.assign(figures, { [`${network} ${name} script ms`]: cost.script, [`${network} ${name} bytes/step`]: cost.bytes });
      }
      rows.push({ network, side: name, 'ms/step': ms.toFixed(2), 'of native': (ms / best).toFixed(2), goal: way?.goal ?? '', 'script ms': cost?.script.toFixed(2) ?? '', 'bytes/step': cost?.bytes.toFixed(0) ?? '', 'losses differ': cost ? apart.toExponential(1) : '' });
    }
  }
  await native.stop();
  return { rows, ratios, figures };
}

/** The largest difference relative to the second's values, or to 1 where they are smaller. @param {number[]} actual @param {number[]} expected */
const difference = (actual, expected) =>
  Math.max(...expected.map((value, index) => Math.abs((actual[index] ?? NaN) - value) / Math.max(1, Math.abs(value))));
