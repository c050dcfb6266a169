/** What a training step costs on WebGPU: kernels, JavaScript and, on a real adapter, time; against TensorFlow.js as it comes. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { median, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./gpu-step/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./gpu-step/stock.ts', import.meta.url)),
};

/** Batches and widths that fill a real adapter, and ones that a software one computes in time. */
const NETWORKS = {
  hardware: { cnn: [64, 1], mlp: [128, 1], mobilenet: [32, 1], lstm: [64, 1], gpt: [8, 1] },
  software: { cnn: [2, 1], mlp: [4, 1], mobilenet: [1, 0.25], lstm: [2, 0.25], gpt: [1, 0.25] },
};
const LOSS_STEPS = 12;
const LOSS_TOLERANCE = 1e-5;
const MATMUL = 4096;

/** @param {{ quick: boolean }} options */
export default async function gpuStep({ quick }) {
  const measured = await withWorkers(ENTRIES, (start) => measure(start, quick, true), { hardware: true }).catch((failure) => {
    if (!(failure instanceof NoHardware)) throw failure;
    return null;
  });
  report('gpu-step', measured ?? (await withWorkers(ENTRIES, (start) => measure(start, quick, false))));
}

class NoHardware extends Error {}

/** @typedef {import('./harness/chromium.mjs').Side} Side */

/**
 * @param {(name: string) => Promise<Side>} start
 * @param {boolean} quick
 * @param {boolean} hardware
 */
async function measure(start, quick, hardware) {
  const sides = { ours: await start('ours'), stock: await start('stock') };
  /** @type {{ name: string, hardware: boolean }} */
  const adapter = await sides.stock.ask('adapter');
  if (hardware && !adapter.hardware) throw new NoHardware();
  console.log(`adapter: ${adapter.name}${hardware ? '' : ' (software: kernels and script time only)'}`);
  const rows = [];
  /** @type {Record<string, number>} */
  const ratios = {};
  /** @type {Record<string, number>} */
  const figures = {};
  for (const [network, [batch, width]] of Object.entries(NETWORKS[hardware ? 'hardware' : 'software'])) {
    const trial = { network, batch, width, steps: quick ? 3 : 7 };
    /** @type {Record<string, { kernels: number, script: number[], wall: number[] }>} */
    const costs = { ours: { kernels: 0, script: [], wall: [] }, compiled: { kernels: 0, script: [], wall: [] }, stock: { kernels: 0, script: [], wall: [] } };
    for (let round = 0; round < (quick ? 3 : 7); round++) {
      const order = Object.entries(costs);
      for (const [name, cost] of round % 2 ? order.reverse() : order) {
        const side = name === 'stock' ? sides.stock : sides.ours;
        const asked = { ...trial, isCompiled: name === 'compiled' };
        const { kernels, script } = await side.ask('cost', asked);
        cost.kernels = kernels;
        cost.script.push(script);
        if (hardware) cost.wall.push(await side.ask('wall', { ...asked, steps: 20 }));
      }
    }
    const losses = { ...trial, steps: LOSS_STEPS };
    const apart = difference(await sides.ours.ask('losses', losses), await sides.stock.ask('losses', losses));
    if (!(apart <= LOSS_TOLERANCE)) throw new Error(`${network}: losses over ${LOSS_STEPS} steps differ by ${apart} of their size, more than ${LOSS_TOLERANCE}`);
    for (const [name, { kernels, script, wall }] of Object.entries(costs)) {
      figures[`${network} ${name} kernels`] = kernels;
      figures[`${network} ${name} script ms`] = median(script);
      rows.push({ network, side: name, kernels, 'script ms': median(script).toFixed(2), ...(hardware && { 'step ms': median(wall).toFixed(2) }), 'losses differ': name === 'ours' ? apart.toExponential(1) : '' });
    }
    const { ours, compiled, stock } = costs;
    if (ours === undefined || compiled === undefined || stock === undefined) continue;
    ratios[`${network} kernels`] = stock.kernels / ours.kernels;
    ratios[`${network} script`] = median(stock.script) / median(ours.script);
    ratios[`${network} script compiled`] = median(stock.script) / median(compiled.script);
    if (hardware) ratios[`${network} step`] = median(stock.wall) / median(ours.wall);
    if (hardware) ratios[`${network} step compiled`] = median(stock.wall) / median(compiled.wall);
  }
  if (hardware) {
    const peak = await sides.ours.ask('peak');
    figures['float32 peak TFLOP/s'] = peak / 1e12;
    for (const [name, side] of Object.entries(sides)) {
      const share = (2 * MATMUL ** 3) / ((await side.ask('matmul', MATMUL)) / 1000) / peak;
      figures[`matmul ${MATMUL} ${name} share of peak`] = share;
      rows.push({ network: `matmul ${MATMUL}`, side: name, kernels: 1, 'script ms': '', 'step ms': `${(100 * share).toFixed(0)} % of peak`, 'losses differ': '' });
    }
  }
  return { rows, ratios, figures };
}

/** The largest difference relative to the second's values, or to 1 where they are smaller: a loss near zero is a difference of large numbers. @param {number[]} actual @param {number[]} expected */
const difference = (actual, expected) =>
  Math.max(...expected.map((value, index) => Math.abs((actual[index] ?? NaN) - value) / Math.max(1, Math.abs(value))));
