import * as stock from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestTrain } from '../testing';
import { exportModel } from './export-model';
import { latency } from './latency';
import { quantize } from './quantize';

const tf = stock;
/** What was saved by address. */
const saved = new Map<string, stock.io.ModelArtifacts>();

const load = async (address: string): Promise<stock.LayersModel> => {
  const artifacts = saved.get(address) as stock.io.ModelArtifacts;
  // As a file would hold it.
  const json = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })) as stock.io.ModelArtifacts;
  return tf.loadLayersModel({ load: () => Promise.resolve({ ...json, weightData: artifacts.weightData as ArrayBuffer }) });
};
const model = (): stock.Sequential => {
  const made = tf.sequential({ layers: [tf.layers.dense({ units: 16, inputShape: [8], activation: 'relu' }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
  made.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return made;
};
const x = stock.randomUniform([40, 8], -1, 1, 'float32', 3);
const y = stock.oneHot(stock.tensor1d(Array.from({ length: 40 }, (_, index) => index % 3), 'int32'), 3);
const outputOf = (of: stock.LayersModel): Float32Array => (of.predict(x) as stock.Tensor).dataSync() as Float32Array;
const furthest = (a: Float32Array, b: Float32Array): number => Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? NaN))));

describe('exporting models', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
    tf.io.registerSaveRouter((address: string | string[]) =>
      typeof address === 'string' && /^(opfs|downloads):/.test(address)
        ? {
            save: (artifacts) => {
              saved.set(address, artifacts);
              return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
            },
          }
        : (null as unknown as stock.io.IOHandler),
    );
  });

  it.each([
    ['float16', 2, 1e-3],
    ['uint8', 4, 2e-2],
    ['float32', 1, 0],
  ] as const)('writes %s that stock TensorFlow.js loads', async (dtype, times, tolerance) => {
    const { train, seen } = createTestTrain();
    const original = model();
    const report = await train.exportModel(original, `net-${dtype}`, { dtype, evaluate: { x, y } });
    const bytes = (8 * 16 + 16 + 16 * 3 + 3) * 4;
    expect(report).toMatchObject({ url: `opfs://net-${dtype}`, size: { before: bytes, after: bytes / times } });
    const difference = furthest(outputOf(await load(`opfs://net-${dtype}`)), outputOf(original));
    expect(difference).toBeLessThanOrEqual(tolerance);
    expect(report.outputs?.difference).toBeCloseTo(difference, 6);
    expect(Object.keys(report.scores?.after ?? {})).toEqual(['loss', 'acc']);
    expect(report.scores?.after.loss).toBeCloseTo(report.scores?.before.loss ?? NaN, 1);
    expect(report.latency).toEqual([{ device: 'CPU', before: expect.any(Number), after: expect.any(Number), runs: 5, failure: null }]);
    expect(seen.tables[0]?.rows.map(([what]) => what)).toEqual(['weights, bytes', 'loss', 'acc', 'a batch on CPU, ms']);
    expect(seen.tables[0]?.summary).toContain(`${100 / times} % of its size`);
  });

  it('leaves zeros, whole numbers and equal values as they are', () => {
    const floats = (values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(Float32Array.from(values).buffer);
    const of = (values: number[]) => {
      const { specs, data } = quantize({ specs: [{ name: 'w', shape: [values.length], dtype: 'float32' }], data: floats(values) }, 'uint8');
      const { scale = NaN, min = NaN } = specs[0]?.quantization ?? {};
      return Array.from(data, (step) => step * scale + min);
    };
    expect(of([-1, 0, 0.3])[1]).toBeCloseTo(0, 12);
    expect(of([0.25, 0.25])).toEqual([0.25, 0.25]);
    expect(of([])).toEqual([]);
    const whole = { specs: [{ name: 'w', shape: [1], dtype: 'int32' as const }], data: new Uint8Array(Int32Array.of(7).buffer) };
    expect(quantize(whole, 'uint8')).toEqual(whole);
  });

  it('refuses what a type does not hold', () => {
    const one = (value: number) => ({ specs: [{ name: 'dense/kernel', shape: [1], dtype: 'float32' as const }], data: new Uint8Array(Float32Array.of(value).buffer) });
    expect(() => quantize(one(1e5), 'float16')).toThrow("'dense/kernel' holds 100000, which float16 does not");
    expect(() => quantize(one(NaN), 'uint8')).toThrow("'dense/kernel' holds NaN");
  });

  it('times a slow device once, and one that takes too long not at all, without waiting for it', async () => {
    const { env, seen } = createTestTrain();
    const slow = model();
    const backend = tf.backend();
    const { read } = backend;
    /** Milliseconds until values can be read, by how many examples are asked for. */
    let wait = (_examples: number): number => 0;
    const late: Promise<unknown>[] = [];
    backend.read = async (id) => {
      const values = await Reflect.apply(read, backend, [id]);
      const time = wait(values.length / 3);
      if (time > 0) await new Promise((resolve) => late.push(new Promise<void>((done) => setTimeout(() => (resolve(null), done()), time))));
      return values;
    };
    const before = tf.memory().numTensors;
    const measured = (budget: number, patience: number) => latency(tf, slow, { x }, () => performance.now(), { budget, patience });
    try {
      wait = () => 30;
      expect(await measured(20, 5000)).toMatchObject({ runs: 1 });
      expect((await measured(20, 5000)).milliseconds).toBeGreaterThan(25);
      wait = (examples) => 60 * examples;
      await expect(measured(20, 400)).rejects.toThrow(/not measured: a batch of 32 may take longer than 0.4 s; 4 examples took 0.2/);
      wait = () => 400;
      const started = performance.now();
      await expect(measured(20, 50)).rejects.toThrow('not measured: slower than 0.05 s for one example');
      expect(performance.now() - started).toBeLessThan(300);
      // The export itself is done, and its table says so.
      const reads = { count: 0 };
      wait = () => (reads.count++ < 3 ? 0 : 400);
      const report = await exportModel({ ...env, onEachDevice: async (work) => [await work().then((value) => ({ device: 'GPU', ok: true as const, value }), (failure: Error) => ({ device: 'GPU', ok: false as const, reason: failure.message }))] }, slow, 'slow', { evaluate: { x } }, { budget: 20, patience: 50 });
      expect(report.latency).toEqual([{ device: 'GPU', before: null, after: null, runs: 0, failure: expect.stringContaining('not measured: slower than') as string }]);
      expect(seen.tables.at(-1)?.summary).toContain('GPU: not measured');
    } finally {
      await Promise.all(late);
      backend.read = read;
    }
    // What came too late was freed.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tf.memory().numTensors).toBe(before);
    expect((slow.predict(x) as stock.Tensor).shape).toEqual([40, 3]);
  });

  it('hands the files to the reader if asked to', async () => {
    const { train } = createTestTrain();
    const report = await train.exportModel(model(), 'taken', { download: true });
    expect([...saved.keys()]).toContain('downloads://taken');
    expect(report).toMatchObject({ dtype: 'float16', scores: null, latency: [] });
    await expect(train.exportModel(model(), 'x', { dtype: 'int4' as 'uint8' })).rejects.toThrow("here is 'int4'");
  });
});
