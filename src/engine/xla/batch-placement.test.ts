import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import type { FullTensorFlow } from '../api';
import { compiled } from '../graph/compiled/compiled';
import { testLine } from '../graph/testing';
import { compileTraining } from '../graph/training/install';
import { installRandom } from '../random/install';

let said: string[] = [];
let tf: FullTensorFlow;
const bed = remoteTestBed({ devices: 8 }, (engine) => {
  ({ tf } = engine);
  compileTraining(tf, { lineOf: testLine, say: (message) => said.push(message) });
});

type Make = () => LayersModel;
const mlp: Make = () => tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [6] }), tf.layers.dropout({ rate: 0.3 }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
const cnn: Make = () =>
  tf.sequential({ layers: [tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 1] }), tf.layers.maxPooling2d({ poolSize: 2 }), tf.layers.flatten(), tf.layers.dense({ units: 3, activation: 'softmax' })] });
const normalized: Make = () => tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [6] }), tf.layers.batchNormalization(), tf.layers.dense({ units: 3, activation: 'softmax' })] });

async function losses(make: Make, shape: readonly number[], { batch = 16, steps = 1 } = {}): Promise<number[]> {
  installRandom(tf).seed(5);
  const model = make();
  const x = tf.randomNormal([batch * 6, ...shape]);
  const y = tf.tidy(() => tf.oneHot(tf.randomUniform([batch * 6], 0, 3, 'int32') as never, 3).toFloat());
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', stepsPerExecution: steps } as never);
  const found: number[] = [];
  await model.fit(x, y, { batchSize: batch, epochs: 2, verbose: 0, callbacks: { onBatchEnd: (_: number, logs?: Record<string, number>) => void found.push(logs?.['loss'] ?? NaN) } } as never);
  model.optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return found;
}

/** Of graphs that train, what they say between devices. */
const collectives = (): readonly Readonly<Record<string, number>>[] =>
  (bed.engine.remote.activity()?.graphs ?? []).filter(({ graph }) => (graph.parted ?? []).length > 0).map(({ compiled: made }) => made?.collectives ?? {});

describe('a batch on eight devices', () => {
  it.each([
    ['an MLP with dropout', mlp, [6], true],
    ['a CNN', cnn, [6, 6, 1], true],
    ['an MLP with batch normalisation', normalized, [6], false],
  ] as const)('%s loses what it does on the CPU, in single steps and in loops', async (_, make, shape, isOne) => {
    said = [];
    await tf.setBackend('wasm');
    const expected = await losses(make, shape);
    await bed.engine.use('tpu');
    const known = collectives().length;
    for (const steps of [1, 3]) {
      const got = await losses(make, shape, { steps });
      expect(got.length).toBe(12);
      got.forEach((loss, index) => expect(Math.abs(loss - (expected[index] ?? NaN))).toBeLessThan(1e-5));
    }
    const between = collectives().slice(known);
    expect(between.length).toBeGreaterThan(0);
    if (isOne) for (const found of between) expect(found).toEqual({ 'all-reduce': 1 });
    expect(said).toEqual([]);
  }, 240_000);

  it('that does not divide among them is computed by each, and the reader hears once what to do', async () => {
    said = [];
    await losses(mlp, [6], { batch: 10 });
    expect(said.length).toBe(1);
    expect(said[0]).toContain("a batch of 10 rows does not divide among 8 devices, so each of them computes all of it: use a batch size that is a multiple of 8 (8 or 16), and remainder: 'drop' for the last batch");
  }, 120_000);

  it('of a compiled step is parted as the first argument is', async () => {
    const w = tf.tidy(() => tf.variable(tf.ones([4, 2])));
    const step = compiled(tf, (x: Tensor, other: Tensor) => x.matMul(w as never).mean().add(other.mean()), {}, { lineOf: testLine, say: (message) => said.push(message) });
    const [x, other] = [tf.randomNormal([16, 4]), tf.randomNormal([3])];
    const values: number[] = [];
    for (let run = 0; run < 3; run++) {
      const made = step(x, other);
      values.push((await made.data())[0] ?? NaN);
      made.dispose();
    }
    expect(Math.abs((values[2] ?? 0) - (values[0] ?? 1))).toBeLessThan(1e-6);
    expect(bed.engine.remote.activity()?.graphs.at(-1)?.graph.parted?.length).toBe(1);
    step.dispose();
    tf.dispose([w, x, other]);
  }, 60_000);
});
