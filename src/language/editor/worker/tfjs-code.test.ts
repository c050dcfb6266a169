/** Code as the tutorials and examples of TensorFlow.js have it, in JavaScript or with the casts of TypeScript: none of it is a mistake. */
import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const CODE: Readonly<Record<string, string>> = {
  'a loop of its own': `
const w = tf.variable(tf.scalar(0));
const optimizer = tf.train.adam(0.1);
const f = () => w.sub(3).square() as tf.Scalar;
const { value, grads } = tf.variableGrads(f);
optimizer.applyGradients(grads);
optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
tf.dispose([value, grads]);`,
  'gradients that are clipped': `
const w = tf.variable(tf.zeros([2, 2]));
const optimizer = tf.train.sgd(0.1);
const { value, grads } = tf.variableGrads(() => w.square().mean());
const clipped = {};
for (const name of Object.keys(grads)) clipped[name] = grads[name].clipByValue(-1, 1);
optimizer.applyGradients(clipped);
value.dispose();`,
  'minimize': `
const a = tf.variable(tf.scalar(Math.random()));
const b = tf.variable(tf.scalar(Math.random()));
const predict = x => tf.tidy(() => a.mul(x).add(b));
const loss = (prediction, labels) => prediction.sub(labels).square().mean();
const optimizer = tf.train.sgd(0.5);
const xs = tf.tensor1d([1, 2]); const ys = tf.tensor1d([2, 4]);
for (let i = 0; i < 10; i++) optimizer.minimize(() => loss(predict(xs), ys));
const cost = optimizer.minimize(() => tf.losses.meanSquaredError(ys, predict(xs)), true);
console.log(cost.dataSync()[0]);
const typed = optimizer.minimize(() => a.mul(xs).sub(ys).square().mean(), true, [a]);
console.log((await typed.data())[0].toFixed(2));`,
  'a fit and its history': `
const model = tf.sequential();
model.add(tf.layers.dense({ units: 1, inputShape: [1] }));
model.compile({ loss: 'meanSquaredError', optimizer: 'sgd', metrics: ['accuracy'] });
const history = await model.fit(tf.tensor2d([1, 2], [2, 1]), tf.tensor2d([1, 3], [2, 1]), {
  epochs: 2,
  callbacks: { onEpochEnd: async (epoch, logs) => { console.log(epoch, logs.loss.toFixed(3)); await tf.nextFrame(); } },
});
const last = history.history.loss[history.history.loss.length - 1];
console.log(last.toFixed(4), history.epoch.length);
const best: number = Math.min(...history.history.loss);
const losses: number[] = history.history.loss;
console.log(history.history.val_acc.map(v => v * 100));`,
  'predictions': `
const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
const x = tf.zeros([4, 2]);
const prediction = model.predict(x);
prediction.print();
const classes = model.predict(x).argMax(-1).dataSync();
const values = Array.from(prediction.dataSync());
console.log(classes[0], values[0], (await prediction.array())[0]);
const [a, b] = tf.tidy(() => { const logits = model.predict(x); return [logits.softmax(), logits.max()]; });
a.dispose(); b.dispose();
const probabilities = tf.softmax(model.predict(x));
const evaluated = model.evaluate(x, tf.zeros([4, 3]));
evaluated[0].print();`,
  'predictions with casts': `
const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
const prediction = model.predict(tf.zeros([4, 2])) as tf.Tensor;
const second = model.predict(tf.zeros([4, 2])) as tf.Tensor2D;
const outputs = model.predict([tf.zeros([4, 2])]) as tf.Tensor[];
const evaluated = model.evaluate(tf.zeros([4, 2]), tf.zeros([4, 3])) as tf.Scalar[];
const one = model.evaluate(tf.zeros([4, 2]), tf.zeros([4, 3])) as tf.Scalar;
const applied = model.apply(tf.zeros([1, 2])) as tf.Tensor;
const either = model.predict(tf.zeros([4, 2]));
const single: tf.Tensor = Array.isArray(either) ? either[0] : either;
const base: tf.LayersModel = model; const layer: tf.layers.Layer = tf.layers.lstm({ units: 1 });
base.layers.push(layer); single.print();
const scalar = tf.tidy(() => tf.zeros([3]).mean()) as tf.Scalar;
const sum: tf.Scalar = tf.tidy(() => tf.zeros([3]).sum());`,
  'a functional model': `
const input = tf.input({ shape: [5] });
const hidden = tf.layers.dense({ units: 10, activation: 'relu' }).apply(input);
const output = tf.layers.dense({ units: 4, activation: 'softmax' }).apply(hidden);
const model = tf.model({ inputs: input, outputs: output });
const left = tf.layers.dense({ units: 2 }).apply(input);
const right = tf.layers.dense({ units: 2 }).apply(input);
const merged = tf.layers.concatenate().apply([left, right]);
const added = tf.layers.add().apply([left, right]);
const two = tf.model({ inputs: [input], outputs: [merged, added] });
const cut = tf.model({ inputs: model.inputs, outputs: model.getLayer('dense').output });
const base = tf.model({ inputs: model.inputs, outputs: model.layers[0].output });
model.summary(); two.summary(); cut.predict(tf.zeros([1, 5]));
const typed = tf.layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor;`,
  'a dataset': `
const xs = tf.data.array([[1], [2]]); const ys = tf.data.array([[1], [3]]);
const dataset = tf.data.zip({ xs, ys }).batch(2).shuffle(10).repeat(2).prefetch(1);
await dataset.forEachAsync(({ xs, ys }) => { xs.print(); ys.print(); });
await dataset.forEachAsync(batch => console.log(batch.xs.shape, batch.ys.shape));
const first = await dataset.take(1).toArray();
first[0].xs.print();
const scaled = dataset.map(({ xs, ys }) => ({ xs: xs.div(2), ys }));
const iterator = await dataset.iterator();
const next = await iterator.next();
if (!next.done) next.value.xs.dispose();
function* generator() { for (let i = 0; i < 3; i++) yield { xs: tf.tensor1d([i]), ys: tf.tensor1d([i]) }; }
const generated = tf.data.generator(generator).batch(2);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam() });
const history = await model.fitDataset(dataset, { epochs: 1, validationData: generated, callbacks: { onBatchEnd: (batch, logs) => console.log(batch, logs.loss) } });
console.log(history.history.loss[0].toFixed(2));`,
  'a csv dataset': `
const csv = tf.data.csv('https://example.org/boston.csv', { columnConfigs: { medv: { isLabel: true } } });
const numOfFeatures = (await csv.columnNames()).length - 1;
const flattened = csv.map(({ xs, ys }) => ({ xs: Object.values(xs), ys: Object.values(ys) })).batch(10);
await csv.take(2).forEachAsync(row => console.log(row.xs, row.ys));
await csv.forEachAsync(({ xs, ys }) => console.log(xs.crim, ys.medv));
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [numOfFeatures], units: 1 })] });
await model.fitDataset(flattened, { epochs: 1 });
const raw = await fetch('https://example.org/cars.json');
const cars = (await raw.json()).map(car => ({ mpg: car.Miles_per_Gallon, hp: car.Horsepower })).filter(car => car.mpg != null);
const points = tf.tensor2d(cars.map(d => d.hp), [cars.length, 1]);`,
  'tidy, normalisation and reading': `
const made = tf.tidy(() => {
  const inputTensor = tf.tensor2d([1, 2, 3], [3, 1]);
  const inputMax = inputTensor.max(); const inputMin = inputTensor.min();
  return { inputs: inputTensor.sub(inputMin).div(inputMax.sub(inputMin)), inputMax, inputMin };
});
const { inputs, inputMax, inputMin } = made;
const [xs, preds] = tf.tidy(() => {
  const xsNorm = tf.linspace(0, 1, 100);
  return [xsNorm.mul(inputMax.sub(inputMin)).add(inputMin).dataSync(), xsNorm.dataSync()];
});
const predictedPoints = Array.from(xs).map((val, i) => ({ x: val, y: preds[i] }));
const image = tf.tidy(() => inputs.slice([0, 0], [1, 1]).reshape([1, 1, 1]));
console.log(image.shape, predictedPoints[0].x);`,
  'a layer of its own': `
class Antirectifier extends tf.layers.Layer {
  constructor() { super({}); this.supportsMasking = true; }
  computeOutputShape(inputShape) { return [inputShape[0], inputShape[1], inputShape[2], 2 * inputShape[3]]; }
  call(inputs, kwargs) {
    let input = inputs;
    if (Array.isArray(input)) input = input[0];
    this.invokeCallHook(inputs, kwargs);
    const origShape = input.shape;
    const pos = tf.relu(input); const neg = tf.relu(tf.neg(input));
    return tf.concat([pos, neg], origShape.length - 1);
  }
  static get className() { return 'Antirectifier'; }
}
tf.serialization.registerClass(Antirectifier);
class Scale extends tf.layers.Layer {
  static className = 'Scale';
  kernel;
  build() { this.kernel = this.addWeight('kernel', [1], 'float32', tf.initializers.ones()); }
  call(input) { return tf.tidy(() => tf.mul(input[0], this.kernel.read())); }
  getConfig() { return { ...super.getConfig(), units: 1 }; }
}
const model = tf.sequential();
model.add(new Antirectifier());
model.add(new Scale({ name: 'scale' }));`,
  'transfer learning': `
const mobilenet = await tf.loadLayersModel('https://example.org/model.json');
const layer = mobilenet.getLayer('conv_pw_13_relu');
const truncated = tf.model({ inputs: mobilenet.inputs, outputs: layer.output });
for (const l of mobilenet.layers) l.trainable = false;
const head = tf.sequential({ layers: [tf.layers.flatten({ inputShape: truncated.outputs[0].shape.slice(1) }), tf.layers.dense({ units: 2, kernelInitializer: 'varianceScaling', activation: 'softmax' })] });
const optimizer = tf.train.adam(0.0001);
head.compile({ optimizer, loss: 'categoricalCrossentropy' });
const embeddings = truncated.predict(tf.zeros([1, 224, 224, 3]));
const xs = tf.keep(embeddings);
await head.fit(xs, tf.oneHot(tf.tensor1d([0], 'int32'), 2), { epochs: 1, callbacks: { onBatchEnd: async (batch, logs) => console.log(batch + ' loss: ' + logs.loss.toFixed(5)) } });
const graph = await tf.loadGraphModel('https://example.org/model.json');
const result = graph.predict(tf.zeros([1, 3]));
result.print();
const executed = await graph.executeAsync(tf.zeros([1, 3]));
await head.save('indexeddb://m');`,
  'reinforcement learning': `
const policyNet = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
const optimizer = tf.train.adam(0.01);
const inputTensor = tf.zeros([1, 4]);
const f = () => tf.tidy(() => {
  const logits = policyNet.predict(inputTensor);
  const leftProb = tf.sigmoid(logits);
  const actions = tf.multinomial(tf.concat([leftProb, tf.sub(1, leftProb)], 1), 1, null, true);
  const labels = tf.sub(1, tf.tensor2d(actions.dataSync(), actions.shape));
  return tf.losses.sigmoidCrossEntropy(labels, logits).asScalar();
});
const { value, grads } = tf.variableGrads(f);
const all = {};
for (const key in grads) { if (key in all) all[key].push(grads[key]); else all[key] = [grads[key]]; }
const scaled = tf.tidy(() => { const g = {}; for (const k in all) g[k] = tf.mean(tf.stack(all[k]), 0); return g; });
optimizer.applyGradients(scaled);`,
  'a GAN': `
const latent = tf.input({ shape: [100] });
const fake = tf.layers.dense({ units: 784, activation: 'tanh' }).apply(latent);
const generator = tf.model({ inputs: latent, outputs: fake });
const discriminator = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [784] })] });
discriminator.trainable = false;
let out = discriminator.apply(fake);
const combined = tf.model({ inputs: latent, outputs: out });
combined.compile({ optimizer: tf.train.adam(2e-4, 0.5), loss: ['binaryCrossentropy'] });
const losses = await combined.trainOnBatch(tf.zeros([1, 100]), tf.zeros([1, 1]));
console.log(losses[0].toFixed(3));
const dLoss: number = await combined.trainOnBatch(tf.zeros([1, 100]), tf.zeros([1, 1]));
const generated = generator.predict(tf.randomNormal([2, 100]), { batchSize: 2 });
generated.reshape([2, 28, 28, 1]).print();`,
  'an RNN': `
const model = tf.sequential();
model.add(tf.layers.lstm({ units: 8, returnSequences: true, inputShape: [10, 4] }));
model.add(tf.layers.lstm({ units: 8 }));
model.add(tf.layers.dense({ units: 4, activation: 'softmax' }));
const buffer = new tf.TensorBuffer([1, 10, 4], 'float32');
const other = tf.buffer([1, 10, 4]);
other.set(1, 0, 0, 1);
const input = other.toTensor();
const output = model.predict(input);
const sample = tf.tidy(() => { const logits = tf.div(tf.log(output), Math.max(0.5, 1e-6)); return tf.multinomial(logits, 1, null, false).dataSync()[0]; });
const embedding = tf.layers.embedding({ inputDim: 10, outputDim: 2, inputLength: 3 });
const bidirectional = tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2, returnSequences: true }), mergeMode: 'concat' });
console.log(model.outputs[0].shape, sample.toFixed());`,
  'gradients': `
const f = x => x.square();
const g = tf.grad(f);
g(tf.tensor1d([2, 3])).print();
const [da, db] = tf.grads((a, b) => a.mul(b))([tf.scalar(1), tf.scalar(2)]);
const { value, grad } = tf.valueAndGrad(x => x.pow(tf.scalar(2)).mean())(tf.tensor1d([1]));
const custom = tf.customGrad((x, save) => { save([x]); return { value: x.square(), gradFunc: (dy, saved) => [dy.mul(saved[0].abs())] }; });
da.print(); db.print(); value.print(); grad.print(); custom(tf.scalar(1));`,
  'images': `
const image = tf.browser.fromPixels(new ImageData(2, 2));
const batched = image.resizeBilinear([224, 224]).expandDims(0).toFloat().div(127).sub(1);
const resized = tf.image.resizeNearestNeighbor(image, [4, 4]);
await tf.browser.toPixels(resized);
const values = await batched.data();
const { indices, values: top } = tf.topk(batched.flatten(), 3);
const crop = image.slice([0, 0, 0], [1, 1, 3]);
const memory = tf.memory().numTensors;
const time = await tf.time(() => batched.square());
console.log(time.kernelMs, memory, values[0], indices.shape, top.shape, crop.shape);`,
};

describe('code that is right', () => {
  test.each(Object.entries(CODE))('%s', async (_name, text) => {
    expect(await new TestNotebook(text.trim()).problems(0)).toEqual([]);
  });
});

const SETTING = "const input = tf.input({ shape: [2] }); const dense = tf.layers.dense({ units: 1 }); const model = tf.sequential({ layers: [dense] }); const dataset = tf.data.zip({ xs: tf.data.array([1]), ys: tf.data.array([2]) }).batch(1);";

describe('mistakes are still told', () => {
  test.each([
    ["tf.train.sgd(0.1).applyGradients('loss')", "Argument of type 'string' is not assignable"],
    ['model.predict(tf.zeros([1, 2])).prnt()', "Property 'prnt' does not exist"],
    ['dense.apply(input).dataSync()', "Property 'dataSync' does not exist"],
    ['dense.apply(tf.zeros([1, 2])).sourceLayer', "Property 'sourceLayer' does not exist"],
    ['await dataset.forEachAsync(({ xs, labels }) => { xs.print(); labels.print(); })', "Property 'labels' does not exist"],
    ["(await model.fit(tf.zeros([1, 2]), tf.zeros([1, 1]))).history.loss[0].dataSync()", "Property 'dataSync' does not exist on type 'number'"],
  ])('%s', async (text, problem) => {
    expect(await new TestNotebook(SETTING, text).problems(1)).toEqual([expect.stringContaining(problem)]);
  });
});
