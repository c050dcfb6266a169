import { expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint, type SavedTensor } from '../trainer/checkpoint';
import { encodeInSlices } from './slices';
import { thinned } from './thinning';
import type { KeptCheckpoint } from './types';

const tensor = (name: string, length: number): SavedTensor => ({ name, shape: [length], dtype: 'float32', values: Float32Array.from({ length }, (_, index) => Math.sin(index)) });
const checkpoint: Checkpoint = {
  module: { name: 'net', hparams: { units: 3 } }, epoch: 2, batchIndex: 5, step: 17, batches: 17, seed: 4, metrics: { loss: 0.5, diverged: NaN },
  weights: [tensor('a', 200_000), tensor('b', 3), { name: 'flags', shape: [3], dtype: 'bool', values: Uint8Array.of(1, 0, 1) }],
  optimizers: { 'adam/0': [tensor('m', 70_001), { name: 'iter', shape: [1], dtype: 'int32', values: Int32Array.of(9) }] },
  state: { random: { key: [1, 2] } },
};

test('a checkpoint made in slices is the one made at once, with turns for others between', async () => {
  const parts: Uint8Array[] = [];
  let turns = 0;
  for await (const part of encodeInSlices(checkpoint, () => (turns++, Promise.resolve()))) parts.push(part);
  const bytes = Buffer.concat(parts);
  expect(Buffer.compare(bytes, encodeCheckpoint(checkpoint))).toBe(0);
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(1_200_000);
  expect(turns).toBeGreaterThan(4);
  const decoded = decodeCheckpoint(new Uint8Array(bytes), 'x');
  expect(decoded.metrics).toEqual({ loss: 0.5 });
  expect(Buffer.compare(bytes, encodeCheckpoint(decoded))).toBe(0);
});

test('the latest checkpoints stay, and marked ones spread over the training', () => {
  const made = (batches: number): KeptCheckpoint => ({ file: `${batches}.ckpt`, size: 1, batches, step: batches, epoch: 0, isMarked: batches % 10 === 0, loss: null, at: 0 });
  let kept: readonly KeptCheckpoint[] = [];
  for (let batches = 1; batches <= 300; batches++) kept = thinned([...kept, made(batches)]);
  const all = kept.map(({ batches }) => batches);
  expect(all.slice(-3)).toEqual([298, 299, 300]);
  expect(all.length).toBe(11);
  expect(all[0]).toBe(10);
  const gaps = all.slice(1, 8).map((batches, index) => batches - (all[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(100);
});
