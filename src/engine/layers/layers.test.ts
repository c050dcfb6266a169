import { beforeAll, expect, it } from 'vitest';
import type { FullTensorFlow } from '../api';
import { startOracle } from '../cpu/oracle';
import type { Tensor } from '../gradients/tape';

let tf: FullTensorFlow;
beforeAll(async () => {
  ({ tf } = await startOracle());
});

const build = () =>
  tf.sequential({
    layers: [
      tf.layers.positionalEmbedding({ sequenceLength: 8, inputShape: [6, 8] }),
      tf.layers.positionalEmbedding({ kind: 'sinusoidal' }),
      tf.layers.transformerBlock({ numHeads: 2, intermediateDim: 12, useCausalMask: true, dropout: 0.1 }),
      tf.layers.rotaryEmbedding({}),
      tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 3, valueDim: 2, useBias: false }),
      tf.layers.groupNormalization({ groups: 4 }),
      tf.layers.rmsNormalization({}),
      tf.layers.dense({ units: 2 }),
    ],
  });

it('a model of all the layers trains, and predicts the same after it was saved and loaded', async () => {
  const model = build();
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const x = tf.sin(tf.range(0, 96)).reshape([2, 6, 8]);
  await model.fit(x, tf.ones([2, 6, 2]), { epochs: 2, verbose: 0 });
  const lines: string[] = [];
  model.summary(80, undefined, (line) => lines.push(String(line)));
  expect(lines.join('\n')).toMatch(/transformer_?[Bb]lock|Transformer/);
  let saved: Parameters<NonNullable<Parameters<typeof tf.io.withSaveHandler>[0]>>[0] | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
  }));
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as never));
  const [before, after] = [model.predict(x) as Tensor, loaded.predict(x) as Tensor];
  expect(Array.from(after.dataSync())).toEqual(Array.from(before.dataSync()));
  expect(loaded.countParams()).toBe(model.countParams());
});

it('causal attention does not see what comes later', () => {
  const layer = tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 4, useCausalMask: true });
  const x = tf.randomNormal([1, 4, 6], 0, 1, 'float32', 1);
  const changed = tf.concat([x.slice([0, 0, 0], [1, 3, 6]), tf.ones([1, 1, 6])], 1);
  const [first, second] = [layer.apply(x) as Tensor, layer.apply(changed) as Tensor];
  const head = (y: Tensor) => Array.from(y.slice([0, 0, 0], [1, 3, 6]).dataSync());
  expect(head(first)).toEqual(head(second));
});

it('attention of several inputs takes query, value and key, and reports its output shape', () => {
  const layer = tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 4, outputShape: 5 });
  const y = layer.apply([tf.ones([2, 3, 6]), tf.ones([2, 7, 4])] as never) as Tensor;
  expect(y.shape).toEqual([2, 3, 5]);
  expect(layer.computeOutputShape([[2, 3, 6], [2, 7, 4]])).toEqual([2, 3, 5]);
});

it('padding that an embedding masks is not attended to', () => {
  const input = tf.input({ shape: [4] });
  const embedded = tf.layers.embedding({ inputDim: 5, outputDim: 6, maskZero: true }).apply(input);
  const output = tf.layers.multiHeadAttention({ numHeads: 1, keyDim: 4 }).apply(embedded) as never;
  const model = tf.model({ inputs: input, outputs: output });
  const y = model.predict(tf.tensor2d([[1, 2, 0, 0]])) as Tensor;
  const embedding = model.layers[1]?.getWeights()[0] as Tensor;
  // Another vector for padding changes nothing that is no padding.
  model.layers[1]?.setWeights([tf.concat([tf.ones([1, 6]).mul(9), embedding.slice([1, 0], [4, 6])])]);
  const again = model.predict(tf.tensor2d([[1, 2, 0, 0]])) as Tensor;
  const head = (of: Tensor) => Array.from(of.slice([0, 0, 0], [1, 2, 6]).dataSync());
  expect(head(again)).toEqual(head(y));
});

it('rotary embeddings keep lengths and make scores depend on distance only', () => {
  const rotary = tf.layers.rotaryEmbedding({});
  const x = tf.tile(tf.tensor3d([[[0.3, -1, 0.5, 2]]]), [1, 5, 1]);
  const y = rotary.apply(x) as Tensor;
  const scores = tf.matMul(y, y, false, true).arraySync() as number[][][];
  expect(scores[0]?.[0]?.[0]).toBeCloseTo(0.09 + 1 + 0.25 + 4, 4);
  expect(scores[0]?.[0]?.[2]).toBeCloseTo(scores[0]?.[2]?.[4] ?? NaN, 4);
});

it('wrong arguments are named', () => {
  expect(() => tf.layers.multiHeadAttention({ numHeads: 0, keyDim: 4 })).toThrow('numHeads is 0');
  expect(() => tf.layers.transformerBlock({ numHeads: 3 }).apply(tf.ones([1, 2, 8]))).toThrow('cannot be shared by 3 heads');
  expect(() => tf.layers.positionalEmbedding({})).toThrow('sequenceLength');
});
