/** A Trainer on a server of eight devices, with data of the page and data that the server reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../../e2e/support/remote-test-bed';
import type { Train } from '../../../train/api';
import { createRuntime } from './runtime';
import { createTrainGlobal } from './train';

const folder = mkdtempSync(join(tmpdir(), 'gradbook-replicas-'));
// y = 2 a - b + 1
const rows = Array.from({ length: 48 }, (_, index) => [Math.sin(index), Math.cos(3 * index)] as const);
writeFileSync(join(folder, 'line.csv'), ['a,b,y', ...rows.map(([a, b]) => `${a},${b},${2 * a - b + 1}`)].join('\n'));
afterAll(() => rmSync(folder, { recursive: true }));

let train: Train;
const parts = { tracing: { framesOf: () => [], countOf: () => null }, say: () => undefined, now: () => performance.now() };
const bed = remoteTestBed({ devices: 8, args: ['--data-dir', folder] }, (engine) => {
  train = createTrainGlobal(engine, { ...parts, currentRun: () => null });
});

function line() {
  const { tf } = bed;
  const [w, b] = [tf.variable(tf.zeros([2, 1])), tf.variable(tf.zeros([1]))];
  const lossOf = ({ input, target }: { readonly input: unknown; readonly target: unknown }) => (input as Tensor).matMul(w as Tensor).add(b).reshape([-1]).sub((target as Tensor).flatten()).square().mean();
  return train.defineModule({
    w,
    b,
    trainingStep: (_batch: unknown, context: { readonly input: unknown; readonly target: unknown }) => lossOf(context),
    validationStep: (_batch: unknown, context: { readonly input: unknown; readonly target: unknown }) => ({ loss: lossOf(context) }),
    configureOptimizers: () => tf.train.sgd(0.2),
  });
}

const trainer = (options: object = {}) => new train.Trainer({ maxEpochs: 3, summary: false, seed: 3, ...options });

describe('a Trainer on a server of eight devices', () => {
  it('parts batches among them and has the losses of one; another count is refused with the remedy', async () => {
    const { tf, engine } = bed;
    const data = () => {
      const [x, y] = [tf.tensor2d(rows.map((row) => [...row])), tf.tensor1d(rows.map(([a, b]) => 2 * a - b + 1))];
      return tf.data.array([0, 16, 32]).map((from) => [x.slice([from], [16]), y.slice([from], [16])] as never);
    };
    const there = await trainer({ devices: 8 }).fit(line(), data());
    await expect(trainer({ devices: 4 }).fit(line(), data())).rejects.toThrow('devices: 4 of the Trainer, but the TPU runtime parts every batch among its 8: give devices: 8');
    await engine.use('cpu');
    const here = await trainer().fit(line(), data());
    await engine.use('tpu');
    expect(there.steps).toBe(9);
    there.history['loss']?.forEach((loss, epoch) => expect(loss).toBeCloseTo(here.history['loss']?.[epoch] ?? NaN, 5));
  }, 120_000);

  it('takes data that the server reads, for training and validation, one step or several at once', async () => {
    const runtime = createRuntime(bed.engine, () => undefined, { ...parts, limitReached: () => undefined });
    const open = (shuffle: boolean) => runtime.remoteDataset('line.csv', { labels: 'y', batch: 16, shuffle, seed: 11 });
    const losses: (readonly number[])[] = [];
    for (const stepsPerExecution of [1, 3]) {
      const [data, validation] = [await open(true), await open(false)];
      const sent = bed.engine.remote.activity()?.putBytes ?? 0;
      const { history, steps } = await trainer({ devices: 8, stepsPerExecution }).fit(line(), { train: data, validation });
      expect(steps).toBe(9);
      expect(history['val_loss']?.at(-1)).toBeLessThan(0.1 * (history['val_loss']?.[0] ?? 0) + 0.1);
      // Weights and rates, no rows: 48 rows are 576 bytes an epoch.
      expect((bed.engine.remote.activity()?.putBytes ?? 0) - sent).toBeLessThan(576);
      losses.push(history['loss'] ?? []);
      data.dispose();
      validation.dispose();
    }
    losses[1]?.forEach((loss, epoch) => expect(loss).toBeCloseTo(losses[0]?.[epoch] ?? NaN, 5));
  }, 120_000);
});
