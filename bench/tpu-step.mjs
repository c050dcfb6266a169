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
    /** @type {Record<string, (steps: number) => Promise<number>>} */
    const sides = {
      'native XLA, each loss read': (steps) => native.ask('time', { network, batch, steps, every: 1 }),
      'native XLA, each 10th': (steps) => native.ask('time', { network, batch, steps, every: 10 }),
      'TPU device, each loss read': (steps) => tpu.ask('time', { network, batch, steps, every: 1 }),
      'TPU device, each 10th': (steps) => tpu.ask('time', { network, batch, steps, every: 10 }),
      'CPU device': (steps) => cpu.ask('time', { network, batch, steps, every: 10 }),
    };
    /** @type {Record<string, () => Promise<number>>} */
    const measures = {};
    for (const [name, time] of Object.entries(sides)) {
      // The first runs are thrown away: code is still being compiled.
      await time(10);
      const once = await time(10);
      const steps = 10 * Math.min(20, Math.max(1, Math.round(MEASUREMENT / once / 10)));
      measures[name] = () => time(steps);
    }
    const measured = await alternate(measures, quick ? 3 : 11);
    const best = median(measured['native XLA, each 10th'] ?? []);
    /** @type {import('./tpu-step/ours').Cost} */
    const cost = await tpu.ask('cost', { network, batch, steps: 20, every: 10 });
    const apart = difference(await tpu.ask('losses', { network, batch, steps: LOSS_STEPS, every: 1 }), await cpu.ask('losses', { network, batch, steps: LOSS_STEPS, every: 1 }));
    if (!(apart <= LOSS_TOLERANCE)) throw new Error(`${network}: losses over ${LOSS_STEPS} steps differ from the CPU device's by ${apart} of their size, more than ${LOSS_TOLERANCE}`);
    for (const [name, times] of Object.entries(measured)) {
      const ms = median(times);
      figures[`${network} ${name} ms/step`] = ms;
      const isOurs = name.startsWith('TPU');
      if (isOurs) ratios[`${network} ${name} vs native`] = ms / best;
      rows.push({ network, side: name, 'ms/step': ms.toFixed(2), 'of native': (ms / best).toFixed(2), goal: GOALS[name] ?? '', 'script ms': isOurs ? cost.script.toFixed(2) : '', 'bytes/step': isOurs ? cost.bytes.toFixed(0) : '', 'losses differ': isOurs ? apart.toExponential(1) : '' });
    }
    Object.assign(figures, { [`${network} script ms`]: cost.script, [`${network} bytes/step`]: cost.bytes });
  }
  await native.stop();
  return { rows, ratios, figures };
}

/** What a step may take where the notebook has a core of its own, in steps of native XLA. @type {Record<string, string>} */
const GOALS = { 'TPU device, each 10th': '≤ 1.5', 'TPU device, 20 steps a call': '≤ 1.15' };

/** The largest difference relative to the second's values, or to 1 where they are smaller. @param {number[]} actual @param {number[]} expected */
const difference = (actual, expected) =>
  Math.max(...expected.map((value, index) => Math.abs((actual[index] ?? NaN) - value) / Math.max(1, Math.abs(value))));
