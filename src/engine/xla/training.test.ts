import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import type { FullTensorFlow } from '../api';
import { testLine } from '../graph/testing';
import { cacheOnDevice } from '../graph/training/cached-dataset';
import { compileTraining } from '../graph/training/install';
import { installRandom } from '../random/install';

const said: string[] = [];
let tf: FullTensorFlow;
const bed = remoteTestBed({}, (engine) => {
  ({ tf } = engine);
  compileTraining(tf, { lineOf: testLine, say: (message) => said.push(message) });
});

const small = (): LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ units: 6, activation: 'relu', inputShape: [5] }), tf.layers.dropout({ rate: 0.25 }), tf.layers.dense({ units: 3, activation: 'softmax' })] });

interface Options {
  readonly steps?: number;
  readonly examples?: number;
  readonly epochs?: number;
  readonly fit?: object;
}

async function train({ steps = 1, examples = 44, epochs = 3, fit = {} }: Options) {
  installRandom(tf).seed(11);
  const model = small();
  const x = tf.randomNormal([examples, 5]);
  const y = tf.tidy(() => tf.oneHot(tf.randomUniform([examples], 0, 3, 'int32') as never, 3).toFloat());
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'], stepsPerExecution: steps } as never);
  const batches: [number, number, number][] = [];
  const callbacks = { onBatchEnd: (batch: number, logs?: Record<string, number>) => void batches.push([batch, logs?.['loss'] ?? NaN, logs?.['size'] ?? NaN]) };
  const { history } = await model.fit(x, y, { epochs, batchSize: 4, verbose: 0, callbacks, ...fit } as never);
  const weights = (await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]))).flat();
  const { iterations } = model.optimizer as unknown as { iterations: number };
  model.optimizer.dispose();
  model.dispose();
  tf.dispose([x, y]);
  return { history: Object.values(history).flat() as number[], weights, batches, iterations };
}

const near = (got: readonly number[], expected: readonly number[], bound: number): void => {
  expect(got.length).toBe(expected.length);
  got.forEach((value, index) => expect(Math.abs(value - (expected[index] ?? NaN))).toBeLessThanOrEqual(bound * Math.max(1, Math.abs(value))));
};

describe('fit on a server', () => {
  it('trains as on the CPU, with 4 steps an execution or 1, and compiles nothing after the first epochs', async () => {
    await tf.setBackend('wasm');
    const there = await train({ fit: { validationSplit: 0.2 } });
    const thereAtOnce = await train({ steps: 4, fit: { validationSplit: 0.2 } });
    await bed.engine.use('tpu');
    const before = tf.memory().numTensors;
    const single = await train({ fit: { validationSplit: 0.2 } });
    const looped = await train({ steps: 4, fit: { validationSplit: 0.2 } });
    for (const each of [thereAtOnce, single, looped]) {
      near(each.history, there.history, 1e-5);
      near(each.weights, there.weights, 1e-5);
      near(each.batches.flat(), there.batches.flat(), 1e-5);
      expect(each.iterations).toBe(there.iterations);
    }
    expect(tf.memory().numTensors).toBe(before);
    const known = bed.engine.remote.activity()?.graphs.length;
    await train({ steps: 4, fit: { validationSplit: 0.2 } });
    expect(bed.engine.remote.activity()?.graphs.length).toBe(known);
    expect(said).toEqual([]);
  }, 120_000);

  it('losses come while a call of 1,000 steps runs, and a stop ends it with what it has', async () => {
    const layer = (shape?: object) => tf.layers.dense({ units: 1024, activation: 'relu', ...shape });
    const model = tf.sequential({ layers: [layer({ inputShape: [8] }), layer(), layer(), tf.layers.dense({ units: 1 })] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', stepsPerExecution: 1000 } as never);
    const [x, y] = [tf.randomNormal([4 * 1010, 8]), tf.randomNormal([4 * 1010, 1])];
    const losses: number[] = [];
    let stopped = 0;
    const onBatchEnd = (_: number, logs?: Record<string, number>): void => {
      losses.push(logs?.['loss'] ?? NaN);
      // The first few steps are recorded.
      if (losses.length !== 20) return;
      stopped = performance.now();
      bed.engine.remote.stop();
    };
    await model.fit(x, y, { batchSize: 4, epochs: 1, verbose: 0, callbacks: { onBatchEnd } } as never);
    // One chunk of steps is to take a quarter of a second; the bound leaves room for a crowded machine.
    expect(performance.now() - stopped).toBeLessThan(5000);
    expect(losses.length).toBeGreaterThanOrEqual(20);
    expect(losses.length).toBeLessThan(1000);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect((model.optimizer as unknown as { iterations: number }).iterations).toBe(losses.length);
    const weights = await Promise.all(model.getWeights().map(async (weight) => (await weight.data()).every(Number.isFinite)));
    expect(weights.every(Boolean)).toBe(true);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
  }, 120_000);
});

const rows = Array.from({ length: 46 }, (_, row) => ({ xs: [0, 1, 2, 3, 4].map((k) => Math.sin(row + k)), ys: [0, 1, 2].map((k) => (row % 3 === k ? 1 : 0)) }));

it('evaluates and predicts batch by batch, with as many graphs as batches have shapes', async () => {
  const asked = async (): Promise<number[][]> => {
    installRandom(tf).seed(4);
    const model = small();
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const [x, y] = [tf.randomNormal([75, 5]), tf.tidy(() => tf.oneHot(tf.range(0, 75, 1, 'int32').mod(tf.scalar(3, 'int32')) as never, 3).toFloat())];
    const all = [...(model.evaluate(x, y, { batchSize: 8 }) as Tensor[]), model.predict(x, { batchSize: 8 }) as Tensor];
    const values = await Promise.all(all.map(async (tensor) => [...(await tensor.data())]));
    tf.dispose([...all, x, y]);
    model.dispose();
    return values;
  };
  await tf.setBackend('wasm');
  const there = await asked();
  await bed.engine.use('tpu');
  const [before, tensors] = [bed.engine.remote.activity()?.graphs.length ?? 0, tf.memory().numTensors];
  const here = await asked();
  here.forEach((values, index) => near(values, there[index] ?? [], 1e-5));
  expect(tf.memory().numTensors).toBe(tensors);
  // First, other and last batches of either; what is asked of them at the end; weights and examples.
  expect((bed.engine.remote.activity()?.graphs.length ?? 0) - before).toBeLessThan(16);
}, 60_000);

describe('fitDataset on a server', () => {
  const history = async (steps: number, args: object = {}): Promise<number[]> => {
    installRandom(tf).seed(3);
    const model = small();
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'], stepsPerExecution: steps } as never);
    const fitted = await model.fitDataset(tf.data.array(rows).batch(4), { epochs: 3, verbose: 0, ...args } as never);
    model.optimizer.dispose();
    model.dispose();
    return Object.values(fitted.history).flat() as number[];
  };

  it.each([{}, { batchesPerEpoch: 3 }])('trains as on the CPU, one batch or three an execution: %o', async (args) => {
    await tf.setBackend('wasm');
    const there = await history(1, args);
    near(await history(3, args), there, 1e-6);
    await bed.engine.use('tpu');
    const before = tf.memory().numTensors;
    for (const steps of [1, 3]) near(await history(steps, args), there, 1e-5);
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);

  it('makes and sends the next batches while one is trained on, and no more than two', async () => {
    let made = 0;
    let trained = 0;
    let most = 0;
    const dataset = tf.data
      .generator(function* () {
        for (let batch = 0; batch < 8; batch++) {
          made++;
          most = Math.max(most, made - trained);
          yield { xs: tf.ones([4, 5]), ys: tf.ones([4, 3]) };
        }
      } as never);
    const before = tf.memory().numTensors;
    const model = small();
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const onBatchEnd = (batch: number): void => {
      trained++;
      if (batch === 5) model.stopTraining = true;
    };
    await model.fitDataset(dataset as never, { epochs: 1, verbose: 0, callbacks: { onBatchEnd } });
    expect(trained).toBe(6);
    // One is trained on, two wait.
    expect(most).toBe(3);
    model.optimizer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);

  it('a dataset that is kept on the device yields every example once an epoch, in a new order', async () => {
    installRandom(tf).seed(9);
    const before = tf.memory().numTensors;
    const cached = await cacheOnDevice(tf, tf.data.array(Array.from({ length: 10 }, (_, row) => ({ xs: [row, 0 - row], ys: row }))) as never, { batchSize: 4 });
    expect([cached.rows, cached.size]).toEqual([10, 3]);
    const epoch = async (): Promise<number[][]> => {
      const batches: number[][] = [];
      const iterator = await cached.iterator();
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        const { xs, ys } = next.value as unknown as { xs: Tensor; ys: Tensor };
        const [pairs, values] = await Promise.all([xs.array(), ys.data()]);
        expect(pairs).toEqual([...values].map((row) => [row, 0 - row]));
        batches.push([...values]);
        tf.dispose([xs, ys]);
      }
      return batches;
    };
    const [first, second] = [await epoch(), await epoch()];
    expect(first.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(first.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(second.flat()).not.toEqual(first.flat());
    cached.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }, 60_000);
});
