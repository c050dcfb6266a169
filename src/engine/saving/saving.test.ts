import * as stock from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ModelFiles } from './files';
import { installSaving } from './install';

const tf = { ...stock };
let content: Map<string, Uint8Array<ArrayBuffer>>;
let downloaded: { readonly name: string; readonly content: Blob }[];
/** Writes fail from here on, as when the disk is full or the tab is closed. */
let writesLeft: number;

const files: ModelFiles = {
  list: () => Promise.resolve([...content].map(([name, bytes]) => ({ name, size: bytes.length, modifiedAt: 1000 }))),
  has: (name) => Promise.resolve(content.has(name)),
  bytes: (name) => Promise.resolve(content.get(name) ?? new Uint8Array()),
  write: (name, bytes) => (writesLeft-- > 0 ? Promise.resolve(void content.set(name, bytes)) : Promise.reject(new Error('cut'))),
  delete: (name) => Promise.resolve(void content.delete(name)),
};

const model = (units = 3): stock.Sequential => {
  const made = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
  made.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  return made;
};
const x = stock.tensor2d([[1, 2], [-1, 0.5]]);
const outputOf = (of: stock.LayersModel): number[] => Array.from((of.predict(x) as stock.Tensor).dataSync());
const names = (): string[] => [...content.keys()].sort();

describe('saving models', () => {
  beforeAll(() => stock.setBackend('cpu'));
  beforeEach(() => {
    content = new Map();
    downloaded = [];
    writesLeft = Infinity;
    installSaving(tf, { files, download: (name, blob) => downloaded.push({ name, content: blob }) });
  });

  it.each(['opfs', 'indexeddb', 'localstorage'])('saves by %s:// into the folder of models, and loads again', async (scheme) => {
    const original = model();
    const { modelArtifactsInfo } = await original.save(`${scheme}://xor/small`);
    expect(modelArtifactsInfo.weightDataBytes).toBe(13 * 4);
    expect(names()).toEqual(['models/xor/small/model.json', expect.stringMatching(/^models\/xor\/small\/weights-[0-9a-f]{12}\.bin$/)]);
    expect(outputOf(await tf.loadLayersModel(`${scheme}://xor/small`))).toEqual(outputOf(original));
    expect(outputOf(await tf.loadLayersModel('models/xor/small/model.json'))).toEqual(outputOf(original));
  });

  it('keeps one set of weights when a model is saved again', async () => {
    await model().save('opfs://m');
    const second = model();
    await second.save('opfs://m');
    expect(names()).toHaveLength(2);
    expect(outputOf(await tf.loadLayersModel('opfs://m'))).toEqual(outputOf(second));
  });

  it.each([0, 1])('leaves the model that was there where saving is cut after %i files', async (written) => {
    const first = model();
    await first.save('opfs://m');
    writesLeft = written;
    await expect(model().save('opfs://m')).rejects.toThrow('cut');
    expect(outputOf(await tf.loadLayersModel('opfs://m'))).toEqual(outputOf(first));
    writesLeft = Infinity;
    await first.save('opfs://m');
    expect(names()).toHaveLength(2);
  });

  it('goes on training as if it had not been saved, with the state of the optimizer', async () => {
    const original = model();
    const y = stock.tensor2d([[1], [0]]);
    await original.fit(x, y, { epochs: 3, verbose: 0, shuffle: false });
    await original.save('opfs://m', { includeOptimizer: true });
    const loaded = await tf.loadLayersModel('opfs://m');
    await original.fit(x, y, { epochs: 2, verbose: 0, shuffle: false });
    await loaded.fit(x, y, { epochs: 2, verbose: 0, shuffle: false });
    // Stock Adam saves its moments but not how many steps it has done: betas start again.
    expect(outputOf(loaded)[0]).toBeCloseTo(outputOf(original)[0] ?? NaN, 1);
  });

  it('lists, copies, moves and removes', async () => {
    await model().save('opfs://a');
    await tf.io.copyModel('opfs://a', 'indexeddb://b');
    await tf.io.moveModel('opfs://b', 'opfs://c/d');
    const listed = await tf.io.listModels();
    expect(Object.keys(listed)).toEqual(['opfs://a', 'opfs://c/d']);
    expect(listed['opfs://a']).toMatchObject({ dateSaved: new Date(1000), modelTopologyType: 'JSON', weightDataBytes: 52 });
    await tf.io.removeModel('localstorage://a');
    expect(Object.keys(await tf.io.listModels())).toEqual(['opfs://c/d']);
    await tf.io.removeModel('opfs://c/d');
    expect(names()).toEqual([]);
  });

  it('names what is saved when a model is not', async () => {
    await expect(tf.loadLayersModel('opfs://digits')).rejects.toThrow("no model is saved as 'digits'; none is saved yet: model.save('opfs://name')");
    await model().save('opfs://a');
    await expect(tf.io.removeModel('opfs://digits')).rejects.toThrow("models are: 'opfs://a'");
    await expect(model().save('opfs://')).rejects.toThrow('names no model');
    content.set('models/odd/model.json', new TextEncoder().encode('{'));
    await expect(tf.loadLayersModel('opfs://odd')).rejects.toThrow("'models/odd/model.json' is no model.json: it is no JSON");
    expect(Object.keys(await tf.io.listModels())).toEqual(['opfs://a', 'opfs://odd']);
  });

  it('hands out files that stock TensorFlow.js loads', async () => {
    const original = model();
    await original.save('downloads://my/net');
    expect(downloaded.map(({ name }) => name)).toEqual(['net.json', 'net.weights.bin']);
    const [json, weights] = await Promise.all(downloaded.map(({ content: blob }) => blob.arrayBuffer()));
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(json)) as { modelTopology: object; weightsManifest: { paths: string[]; weights: stock.io.WeightsManifestEntry[] }[] };
    expect(weightsManifest[0]?.paths).toEqual(['./net.weights.bin']);
    const loaded = await stock.loadLayersModel(stock.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0]?.weights ?? [], weightData: weights as ArrayBuffer }));
    expect(outputOf(loaded)).toEqual(outputOf(original));
  });

  it('lets new layers stand on a loaded model, whose names were counted elsewhere', async () => {
    const last = Number(/\d+$/.exec(tf.layers.dense({ units: 1 }).name)?.[0]);
    const ahead = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], name: `dense_Dense${last + 3}` })] });
    await ahead.save('opfs://elsewhere');
    const base = await tf.loadLayersModel('opfs://elsewhere');
    const net = tf.sequential({ layers: [base as unknown as stock.layers.Layer] });
    for (let count = 0; count < 4; count++) net.add(tf.layers.dense({ units: 2 }));
    expect(net.layers.at(-1)?.name).toBe(`dense_Dense${last + 7}`);
  });

  it('gives handlers that libraries ask for by address', async () => {
    const [handler] = tf.io.getSaveHandlers('opfs://by-handler');
    await model().save(handler as stock.io.IOHandler);
    expect(Object.keys(await tf.io.listModels())).toEqual(['opfs://by-handler']);
  });
});
