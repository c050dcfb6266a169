/** What the editor knows of models from elsewhere, exports and precision. */
import { expect, test } from 'vitest';
import { TestNotebook } from './notebook-fixture';

test('transfer, export, weights and precision have types', async () => {
  const cell = `const base = await train.loadModel('https://example.org/model.json', { sha256: { 'model.json': 'ab' } }) as tf.LayersModel;
await train.loadModel(await files.upload());
const features = train.featureExtractor(base, -2);
features.layers[0]?.name.toUpperCase();
train.freeze(base, 'conv').frozen.map((name) => name.length);
const file = await train.safetensors('w.safetensors');
const kernel: tf.Tensor = file.tensor(file.names[0] ?? '');
await train.safetensors.save('copy.safetensors', { kernel }, { dtype: 'bfloat16' });
const report = await train.loadWeights(base, file, { map: { 'dense/kernel': 'fc.weight' }, transpose: true });
report.mismatched.map(({ shape }) => shape.length);
await base.saveWeights('base');
(await base.loadWeights('base')).matched.length.toFixed();
base.loadWeights({ a: kernel }, false);
const { size, latency } = await train.exportModel(base, 'small', { dtype: 'uint8', evaluate: { x: kernel } });
(size.after + (latency[0]?.after ?? 0)).toFixed();
train.mixedPrecision.setGlobalPolicy('mixed_float16', { emulate: true });
const dense = tf.layers.dense({ units: 2, dtype: 'mixed_bfloat16' });
tf.layers.rmsNormalization({ dtype: 'mixed_float16' });
class Own extends tf.layers.Layer {
  constructor() {
    super({ dtype: 'mixed_float16' });
  }
}
new Own().apply(kernel);
const computed: 'float32' | 'float16' | 'bfloat16' = dense.computeDtype;
const scaler = new train.LossScaleOptimizer(tf.train.adam(1e-3));
const y = train.mixedPrecision.autocast(() => dense.apply(kernel) as tf.Tensor);
const loss: tf.Scalar = train.mixedPrecision.getScaledLoss(scaler, y.mean());
new train.Trainer({ precision: 'mixed_float16', emulate: true });
await base.save('opfs://base');`;
  expect(await new TestNotebook(cell).problems(0)).toEqual([]);
  expect(await new TestNotebook("tf.zeros([1], 'mixed_float16')").problems(0)).toEqual([expect.stringContaining('not assignable to parameter')]);
  expect(await new TestNotebook("train.mixedPrecision.setGlobalPolicy('float16')").problems(0)).toEqual([expect.stringContaining('not assignable to parameter')]);
}, 60_000);
