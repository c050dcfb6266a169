/** Training steps compiled against the same steps as they are, on the CPU and on WebGPU, in one worker of one Chromium. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './harness/chromium.mjs';
import { alternate, median, report } from './harness/report.mjs';

const ENTRIES = {
  ours: fileURLToPath(new URL('./compiled/ours.ts', import.meta.url)),
  stock: fileURLToPath(new URL('./gpu-step/stock.ts', import.meta.url)),
};

/** Batch, width and steps a measurement. On WebGPU tensors are small, for adapters that compute in software. */
const NETWORKS = {
  wasm: { cnn: [64, 1, 10], mlp: [128, 1, 20], mobilenet: [16, 1, 5], lstm: [32, 1, 5], gpt: [2, 1, 5] },
  webgpu: { cnn: [1, 1, 4], mlp: [4, 0.25, 4], mobilenet: [1, 0.25, 4], lstm: [1, 0.125, 2], gpt: [1, 0.25, 2] },
};
const LOSS_STEPS = 12;
const TOLERANCE = 1e-5;

/** @param {{ quick: boolean }} options */
export default async function compiledBench({ quick }) {
  await withWorkers(ENTRIES, async (start) => {
    const ours = await start('ours');
    const stock = await start('stock');
    const rows = [];
    /** @type {Record<string, number>} */
    const ratios = {};
    /** @type {Record<string, number>} */
    const figures = {};
    for (const [backend, networks] of Object.entries(NETWORKS)) {
      for (const [network, [batch, width, steps = 1]] of Object.entries(networks)) {
        const trial = { backend, network, batch, width, steps: quick ? Math.ceil(steps / 4) : steps };
        const losses = { ...trial, steps: quick ? LOSS_STEPS / 3 : LOSS_STEPS };
        const apart = difference(await ours.ask('losses', { ...losses, isCompiled: true }), await ours.ask('losses', { ...losses, isCompiled: false }));
        if (!(apart <= TOLERANCE)) throw new Error(`${network} on ${backend}: losses differ by ${apart} of their size`);
        /** @type {Record<string, { script: number[], dispatches: number }>} */
        const rest = { eager: { script: [], dispatches: 0 }, compiled: { script: [], dispatches: 0 } };
        /** @param {'eager' | 'compiled'} side */
        const measure = (side) => async () => {
          const { wall, script, dispatches } = await ours.ask('time', { ...trial, isCompiled: side === 'compiled' });
          rest[side]?.script.push(script);
          Object.assign(rest[side] ?? {}, { dispatches });
          return wall;
        };
        const walls = await alternate({ eager: measure('eager'), compiled: measure('compiled') }, quick ? (backend === 'webgpu' ? 2 : 5) : 9);
        const { recorded, kernels } = await ours.ask('kernels', { ...trial, isCompiled: true });
        const [eager, fast] = [median(walls['eager'] ?? []), median(walls['compiled'] ?? [])];
        const script = { eager: median(rest['eager']?.script ?? []), compiled: median(rest['compiled']?.script ?? []) };
        ratios[`${network} ${backend} step`] = eager / fast;
        ratios[`${network} ${backend} script`] = script.eager / script.compiled;
        for (const [side, ms] of Object.entries({ eager, compiled: fast })) {
          const isCompiled = side === 'compiled';
          const row = { network, device: backend, side, 'steps/s': (1000 / ms).toFixed(1), 'script ms': (isCompiled ? script.compiled : script.eager).toFixed(2), kernels: isCompiled ? kernels : recorded, dispatches: backend === 'webgpu' ? (rest[side]?.dispatches ?? 0) : '', 'losses differ': isCompiled ? apart.toExponential(1) : '' };
          rows.push(row);
          console.log(Object.values(row).filter((cell) => cell !== '').join(' '));
          figures[`${network} ${backend} ${side} steps/s`] = 1000 / ms;
        }
        if (backend === 'webgpu') {
          const { kernels: dispatches } = await stock.ask('cost', { network, batch, width, steps: 1 });
          console.log(`${network} webgpu stock ${dispatches} dispatches`);
          rows.push({ network, device: backend, side: 'stock', 'steps/s': '', 'script ms': '', kernels: '', dispatches, 'losses differ': '' });
          const own = rest['compiled']?.dispatches ?? NaN;
          ratios[`${network} dispatches against eager`] = (rest['eager']?.dispatches ?? NaN) / own;
          ratios[`${network} dispatches against stock`] = dispatches / own;
        }
      }
    }
    for (const network of Object.keys(NETWORKS.wasm)) {
      const { microseconds, nodes, graphs } = await ours.ask('recording', network);
      figures[`${network} µs to record a node`] = microseconds;
      figures[`${network} nodes a step`] = nodes;
      console.log(`recording ${network}: ${microseconds.toFixed(1)} µs a node, ${nodes} nodes a step, ${graphs} graphs`);
    }
    report('compiled', { rows, ratios, figures });
  });
}

/** The largest difference, relative to the values' size. @param {readonly number[]} a @param {readonly number[]} b */
const difference = (a, b) => Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN)) / Math.max(1, Math.abs(value))));
