import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

vi.setConfig({ testTimeout: 30_000 });

const typed = (text: string) => new TestNotebook(text).problems(0);

describe('what is added to TensorFlow.js', () => {
  test('operations keep ranks, alone and chained', async () => {
    expect(await typed('const x: tf.Tensor2D = tf.zeros([2, 3]); const y: tf.Tensor2D = tf.gelu(x); const z: tf.Tensor2D = x.silu().layerNorm().tril(1);')).toEqual([]);
    expect(await typed("tf.gelu(tf.zeros([1]), 'yes')")).toEqual([expect.stringContaining("is not assignable to parameter of type 'boolean")]);
  });

  test('losses and layers stand beside those there were', async () => {
    expect(await typed('const loss: tf.Tensor = tf.losses.sparseSoftmaxCrossEntropy([1], tf.zeros([1, 3])); tf.losses.meanSquaredError([1], [2]);')).toEqual([]);
    expect(await typed('const model = tf.sequential({ layers: [tf.layers.dense({ units: 4 }), tf.layers.transformerBlock({ numHeads: 2 })] });')).toEqual([]);
    expect(await typed('tf.layers.multiHeadAttention({ numHeads: 2 })')).toEqual([expect.stringContaining("keyDim")]);
  });

  test('types of TensorFlow.js are found as before', async () => {
    expect(await typed('const model: tf.LayersModel | null = null; declare function f(layer: tf.layers.Layer, x: tf.Tensor<tf.Rank.R2>): void;')).toEqual([]);
  });

  test('models can be told to run eagerly', async () => {
    expect(await typed("const model = tf.sequential(); model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', runEagerly: true }); await model.fit(tf.ones([1, 1]), tf.ones([1, 1]), { epochs: 1, runEagerly: true }); await model.fitDataset(tf.data.array([{ xs: [1], ys: [1] }]).batch(1), { epochs: 1, runEagerly: true });")).toEqual([]);
    expect(await typed("tf.sequential().compile({ optimizer: 'sgd', loss: 'meanSquaredError', runEagerly: 1 })")).toEqual([expect.stringContaining("is not assignable to type 'boolean")]);
  });
});
