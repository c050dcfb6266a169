import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestTrain } from '../testing';

beforeAll(() => tf.setBackend('cpu').then(() => undefined));
const { train } = createTestTrain();
const x = tf.range(0, 10).reshape([10, 1]);

describe('infeed', () => {
  test('gives every batch of each epoch, and frees what nobody takes', async () => {
    const before = tf.memory().numTensors;
    const feed = train.infeed({ x, batchSize: 4, shuffle: false }, { prefetch: 3 });
    expect(feed.batches).toBe(3);
    for (let epoch = 0; epoch < 2; epoch++) {
      const seen: number[] = [];
      for await (const batch of feed) {
        const tensor = (batch as { x: tf.Tensor }).x;
        seen.push(...tensor.dataSync());
        tensor.dispose();
      }
      expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    for await (const batch of feed) {
      tf.dispose(batch as tf.TensorContainer);
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('makes batches while earlier ones are used', async () => {
    const made: number[] = [];
    async function* slow() {
      for (let index = 0; index < 5; index++) {
        made.push(index);
        yield Promise.resolve({ x: tf.scalar(index) });
      }
    }
    const iterator = train.infeed(() => slow(), { prefetch: 2 })[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toEqual([0, 1, 2]);
    await iterator.return?.();
  });

  test('feeds a Trainer; batches of a list stay the list\'s', async () => {
    const list = [{ x: tf.ones([2, 1]) }, { x: tf.ones([2, 1]) }];
    const module = train.defineModule({ w: tf.variable(tf.scalar(0)), trainingStep({ x: given }: { x: tf.Tensor }) { return given.mul((this as unknown as { w: tf.Variable }).w).sub(1).square().mean(); } });
    expect((await new train.Trainer({ maxEpochs: 3 }).fit(module, train.infeed(list))).steps).toBe(6);
    expect(list.map((batch) => batch.x.isDisposed)).toEqual([false, false]);
  });

  test('passes errors of the data on', async () => {
    const broken = train.infeed(() => (function* () { throw new Error('no such file'); })());
    await expect(broken[Symbol.asyncIterator]().next()).rejects.toThrow('no such file');
    expect(() => train.infeed({ x }, { prefetch: 0 })).toThrow('prefetch of infeed is a whole number of batches from 1 on');
  });
});

describe('benchmarkDataset', () => {
  test('counts batches, items and bytes, and prints a line and JSON', async () => {
    const lines: string[] = [];
    const before = tf.memory().numTensors;
    const result = await train.benchmarkDataset({ x, batchSize: 4 }, { print: (line) => lines.push(line) });
    expect(tf.memory().numTensors).toBe(before);
    expect(result).toMatchObject({ batches: 3, items: 10, stallShare: null });
    expect(result.bytesPerSecond * result.seconds).toBeCloseTo(40, 6);
    expect(lines[0]).toMatch(/^[\d,]+ items\/s · /);
    expect(JSON.parse(lines[1] ?? '')).toEqual(result);
  });

  test('tells how much of training waits, where a step is faster than the data', async () => {
    async function* slow() {
      for (let index = 0; index < 4; index++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield { x: tf.ones([2]) };
      }
    }
    const lines: string[] = [];
    const { stallShare } = await train.benchmarkDataset(() => slow(), { msPerStep: 5, print: (line) => lines.push(line) });
    expect(stallShare).toBeGreaterThan(0.5);
    expect(lines[0]).toContain('% of training waits for data');
    const slack = await train.benchmarkDataset(() => slow(), { msPerStep: 500, print: () => undefined });
    expect(slack.stallShare).toBe(0);
    await expect(train.benchmarkDataset(() => [], { print: () => undefined })).rejects.toThrow('no batch');
  });
});

describe('findLearningRate of a module or a model', () => {
  const y = x.mul(0.2).add(1);

  test('suggests a rate, and leaves weights, rates and what optimizers remember as they were', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })] });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
    await model.fit(x, y, { verbose: 0 });
    const weights = model.getWeights().map((weight) => weight.dataSync());
    const memory = async () => (await model.optimizer.getWeights()).map(({ tensor }) => [...tensor.dataSync()]);
    const before = await memory();
    const found = await train.findLearningRate(model, { x, y, batchSize: 4 }, { steps: 40, from: 1e-5, to: 10 });
    expect(found.suggestion).toBeGreaterThan(1e-4);
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(weights);
    expect(await memory()).toEqual(before);
    expect((model.optimizer as unknown as { learningRate: number }).learningRate).toBe(0.01);
  });

  test('takes data of the module, and functions of one\'s own as before', async () => {
    const w = tf.variable(tf.scalar(3));
    const module = train.defineModule({ w, trainingStep: ({ x: given }: { x: tf.Tensor }) => given.mul(0).add(w).square().mean(), configureOptimizers: () => tf.train.sgd(1), trainDataLoader: () => ({ x }) });
    expect((await train.findLearningRate(module, undefined, { steps: 12, from: 1e-4, to: 0.1 })).losses).toHaveLength(12);
    expect(w.dataSync()[0]).toBe(3);
    const optimizer = tf.train.sgd(1);
    const found = await train.findLearningRate({ variables: [w], steps: 12, from: 1e-4, to: 0.1, step: (rate) => { (optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(rate); return optimizer.minimize(() => w.square() as tf.Scalar, true, [w]) as tf.Scalar; } });
    expect(found.losses).toHaveLength(12);
    await expect(train.findLearningRate(train.defineModule({ w }))).rejects.toThrow("findLearningRate of 'module' has no data");
  });
});
