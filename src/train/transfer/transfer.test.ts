import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestTrain, type TestTrain } from '../testing';
import { sha256 } from './checksum';

let test: TestTrain;
let server: Server;
let address: string;
/** What the server has, and how often each was asked for. */
const served = new Map<string, Uint8Array>();
const asked = new Map<string, number>();

const model = (): tf.Sequential =>
  tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh', name: `base${made++}` }), tf.layers.dense({ units: 2 })] });
let made = 0;
const x = tf.tensor2d([[1, 2, 3], [0, -1, 0.5]]);
const outputOf = (of: { predict(x: tf.Tensor): unknown }): number[] => Array.from((of.predict(x) as tf.Tensor).dataSync());
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** model.json and weights in two files, as converters cut them. */
async function files(of: tf.Sequential): Promise<{ json: Uint8Array; shards: Uint8Array[] }> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await of.save(tf.io.withSaveHandler((given) => Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON((artifacts = given)) })));
  const weights = new Uint8Array(artifacts?.weightData as ArrayBuffer);
  const manifest = [{ paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: artifacts?.weightSpecs }];
  return { json: text({ format: 'layers-model', modelTopology: artifacts?.modelTopology, weightsManifest: manifest }), shards: [weights.slice(0, 20), weights.slice(20)] };
}

describe('models from elsewhere', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
    server = createServer((request, response) => {
      const path = request.url ?? '';
      asked.set(path, (asked.get(path) ?? 0) + 1);
      const found = served.get(path);
      response.writeHead(found === undefined ? 404 : 200).end(found);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    test = createTestTrain();
    served.clear();
    asked.clear();
  });

  it('loads a layers model from files of the notebook, and from files that were chosen', async () => {
    const original = model();
    const { json, shards } = await files(original);
    test.files.set('up/model.json', json).set('up/group1-shard1of2.bin', shards[0] as Uint8Array).set('up/group1-shard2of2.bin', shards[1] as Uint8Array);
    expect(outputOf(await test.train.loadModel('up/model.json') as tf.LayersModel)).toEqual(outputOf(original));
    expect(outputOf(await test.train.loadModel(['up/group1-shard2of2.bin', 'up/model.json', 'up/group1-shard1of2.bin']) as tf.LayersModel)).toEqual(outputOf(original));
    const chosen = [new File([json as BlobPart], 'model.json'), ...shards.map((shard, index) => new File([shard as BlobPart], `group1-shard${index + 1}of2.bin`))];
    expect(outputOf(await test.train.loadModel(chosen) as tf.LayersModel)).toEqual(outputOf(original));
    await expect(test.train.loadModel(chosen.slice(0, 2))).rejects.toThrow("names its weights 'group1-shard2of2.bin', which is not among");
    await expect(test.train.loadModel(chosen.slice(1))).rejects.toThrow('there is no model.json');
  });

  it('loads by address with checksums, once', async () => {
    const original = model();
    const { json, shards } = await files(original);
    served.set('/m/model.json', json).set('/m/group1-shard1of2.bin', shards[0] as Uint8Array).set('/m/group1-shard2of2.bin', shards[1] as Uint8Array);
    const checksums = { 'model.json': await sha256(json), 'group1-shard1of2.bin': await sha256(shards[0] as Uint8Array) };
    for (let time = 0; time < 2; time++) expect(outputOf(await test.train.loadModel(`${address}/m/model.json`, { sha256: checksums }) as tf.LayersModel)).toEqual(outputOf(original));
    expect([...asked.values()]).toEqual([1, 1, 1]);
    expect([...test.files.keys()]).toContainEqual(expect.stringMatching(/^\.gradbook\/cache\/[0-9a-f]{16}-model\.json$/));
    await test.train.loadModel(`${address}/m/model.json`, { cache: false });
    expect([...asked.values()]).toEqual([2, 2, 2]);
  });

  it('names both checksums where they differ, and keeps nothing', async () => {
    served.set('/w.safetensors', Uint8Array.of(1, 2));
    const wanted = 'ab'.repeat(32);
    const found = await sha256(Uint8Array.of(1, 2));
    await expect(test.train.safetensors(`${address}/w.safetensors`, { sha256: wanted })).rejects.toThrow(`its SHA-256 is ${found}, wanted was ${wanted}`);
    expect(test.files.size).toBe(0);
    await expect(test.train.safetensors(`${address}/w.safetensors`, { sha256: 'short' })).rejects.toThrow('64 hexadecimal digits');
    await expect(test.train.loadModel(`${address}/none.json`)).rejects.toThrow('the server answered 404');
  });

  it('loads what is cached but of another version anew', async () => {
    const [old, fresh] = await Promise.all([1, 2].map((value) => test.train.safetensors.encode({ a: tf.scalar(value) })));
    served.set('/w.safetensors', old as Uint8Array);
    await test.train.safetensors(`${address}/w.safetensors`);
    served.set('/w.safetensors', fresh as Uint8Array);
    const file = await test.train.safetensors(`${address}/w.safetensors`, { sha256: await sha256(fresh as Uint8Array) });
    expect(file.tensor('a').dataSync()[0]).toBe(2);
  });

  it('says what is no model', async () => {
    test.files.set('model.json', text({ a: 1 })).set('cut.json', (await files(model())).json).set('group1-shard1of2.bin', new Uint8Array(4)).set('group1-shard2of2.bin', new Uint8Array(4));
    await expect(test.train.loadModel('model.json')).rejects.toThrow('it has no modelTopology');
    await expect(test.train.loadModel('cut.json')).rejects.toThrow('should have 104 bytes, but 8 were read');
    await expect(test.train.loadModel('net.h5')).rejects.toThrow('tensorflowjs_converter');
  });

  it('loads a graph model', async () => {
    const topology = {
      node: [
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: [{ size: '-1' }, { size: '3' }] } } } },
        { name: 'w', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' }, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '3' }, { size: '1' }] } } } } },
        { name: 'product', op: 'MatMul', input: ['x', 'w'], attr: { T: { type: 'DT_FLOAT' }, transpose_a: { b: false }, transpose_b: { b: false } } },
        { name: 'y', op: 'Neg', input: ['product'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
      versions: { producer: 1 },
    };
    const weights = new Uint8Array(Float32Array.of(1, 10, 100).buffer);
    test.files.set('g/model.json', text({ format: 'graph-model', modelTopology: topology, weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [3, 1], dtype: 'float32' }] }] })).set('g/w.bin', weights);
    const graph = (await test.train.loadModel('g/model.json')) as tf.GraphModel;
    expect(outputOf(graph)).toEqual([-321, -40]);
    expect(outputOf(test.train.featureExtractor(graph, 'product'))).toEqual([321, 40]);
  });

  it('takes named tensors from SafeTensors one by one', async () => {
    await test.train.safetensors.save('w.safetensors', { 'a/kernel': tf.tensor2d([[1, 2]]), ids: tf.tensor1d([7], 'int32') }, { dtype: 'bfloat16', metadata: { made: 'here' } });
    const file = await test.train.safetensors('w.safetensors');
    expect(file.names).toEqual(['a/kernel', 'ids']);
    expect(file.metadata).toEqual({ made: 'here' });
    expect(file.info('a/kernel')).toEqual({ dtype: 'BF16', shape: [1, 2] });
    const before = tf.memory().numTensors;
    const ids = file.tensor('ids');
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([ids.dtype, ids.dataSync()[0]]).toEqual(['int32', 7]);
    expect(() => file.tensor('b')).toThrow("tensor 'b' not found in 'w.safetensors'; tensors are: 'a/kernel', 'ids'");
  });

  it('reports which weights found a tensor, by name or by a mapping', async () => {
    const net = model();
    const [kernel = '', bias = '', head = ''] = net.weights.map(({ originalName }) => originalName);
    const source = { [kernel]: tf.ones([4, 3]), [bias]: tf.ones([5]), other: tf.scalar(1) };
    const report = await test.train.loadWeights(net, source, { transpose: (name) => name === kernel });
    expect(report).toEqual({
      matched: [{ name: kernel, from: kernel }],
      missing: [head, net.weights[3]?.originalName],
      mismatched: [{ name: bias, from: bias, shape: [4], given: [5] }],
      unused: ['other'],
    });
    expect(net.getWeights()[0]?.dataSync()[0]).toBe(1);
    await expect(test.train.loadWeights(net, source, { strict: true })).rejects.toThrow(`'${bias}' has shape [4] and '${bias}' [5]`);
    await test.train.safetensors.save('torch.safetensors', { 'fc1.weight': tf.fill([4, 3], 2), 'fc1.bias': tf.fill([4], 3) });
    const mapped = await test.train.loadWeights(net, 'torch.safetensors', { map: { [kernel]: 'fc1.weight', [bias]: 'fc1.bias', [head]: null }, transpose: true });
    expect(mapped.matched.map(({ from }) => from)).toEqual(['fc1.weight', 'fc1.bias']);
    expect(net.getWeights().slice(0, 2).map((weight) => weight.dataSync()[0])).toEqual([2, 3]);
  });

  it('saves weights to a file and loads them into a model of the same layers with other names', async () => {
    const [one, other] = [model(), model()];
    const open = (of: tf.Sequential) => of as unknown as { saveWeights(name: string, options?: object): Promise<unknown>; loadWeights(name: string): Promise<unknown> };
    await open(one).saveWeights('net');
    expect([...test.files.keys()]).toEqual(['net.safetensors']);
    await open(other).loadWeights('net');
    expect(outputOf(other)).toEqual(outputOf(one));
    await expect(open(one).saveWeights('net.weights.h5')).rejects.toThrow("name the file 'net.weights.safetensors'");
    const small = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
    await expect(open(small).loadWeights('net')).rejects.toThrow('holds 4 weights');
  });

  it('cuts features out, and trains only what is not frozen', async () => {
    const net = model();
    const features = test.train.featureExtractor(net, 0) as tf.LayersModel;
    const head = tf.sequential({ layers: [features as unknown as tf.layers.Layer, tf.layers.dense({ units: 1 })] });
    head.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    expect(test.train.freeze(head, 0)).toEqual({ frozen: [features.name], trainable: [head.layers[1]?.name] });
    const before = net.getWeights().map((weight) => Array.from(weight.dataSync()));
    const bias = Array.from(head.layers[1]?.getWeights()[1]?.dataSync() ?? []);
    await head.fit(x, tf.tensor2d([[1], [2]]), { epochs: 1, verbose: 0 });
    head.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await head.fit(x, tf.tensor2d([[1], [2]]), { epochs: 1, verbose: 0 });
    expect(net.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    expect(Array.from(head.layers[1]?.getWeights()[1]?.dataSync() ?? [])).not.toEqual(bias);
    expect(test.train.unfreeze(head).frozen).toEqual([]);
    await head.fit(x, tf.tensor2d([[1], [2]]), { epochs: 1, verbose: 0 });
    expect(net.getWeights()[0]?.dataSync()).not.toEqual(Float32Array.from(before[0] ?? []));
    expect(() => test.train.freeze(net, 'conv')).toThrow(/layer 'conv' not found in '.*'; layers are, from 0: 'base/);
  });

  it('cuts features out of a model whose layers other models use, too', () => {
    const net = model();
    const others = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [3] }), ...net.layers] });
    const features = test.train.featureExtractor(net, 0) as tf.LayersModel;
    expect((features.predict(x) as tf.Tensor).shape).toEqual([2, ...(net.layers[0]?.getOutputAt(0) as tf.SymbolicTensor).shape.slice(1)]);
    const whole = (test.train.featureExtractor(others, -1) as tf.LayersModel).predict(x) as tf.Tensor;
    expect([...whole.dataSync()]).toEqual([...(others.predict(x) as tf.Tensor).dataSync()]);
  });

  it('fine-tunes the parts with rates of their own', async () => {
    const { train } = test;
    const base = model();
    const features = train.featureExtractor(base, 0) as tf.LayersModel;
    const head = tf.layers.dense({ units: 1 });
    const module = train.defineModule({
      features,
      head,
      forward: (input: tf.Tensor) => head.apply(features.apply(input)),
      loss: (y: tf.Tensor, predicted: tf.Tensor) => tf.losses.meanSquaredError(y, predicted),
      configureOptimizers: () => ({ optimizer: (rate: number) => tf.train.sgd(rate), groups: [{ of: features, learningRate: 1e-6 }, { of: head, learningRate: 1e-1 }] }),
    });
    const before = base.getWeights()[0]?.dataSync().slice() ?? [];
    await new train.Trainer({ maxEpochs: 1, summary: false }).fit(module, { x, y: tf.tensor2d([[1], [2]]) });
    const moved = Math.max(...Array.from(base.getWeights()[0]?.dataSync() ?? [], (value, index) => Math.abs(value - (before[index] ?? 0))));
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(1e-4);
  });
});
