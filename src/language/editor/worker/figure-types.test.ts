/** What the editor knows of `chart` beyond lines, and of `tfvis`. */
import { expect, test } from 'vitest';
import { TestNotebook } from './notebook-fixture';

test('layers, figures and callbacks that draw have types', async () => {
  const cell = `const x = tf.randomNormal([20, 8, 8, 1]), labels = [0, 1, 1];
chart([{ type: 'scatter', x: [1, 2], y: [2, 3] }, { type: 'line', dashed: true, name: 'truth', data: [1, 2] }], { title: 'Fit' });
chart(tf.tensor2d([[1, 2]]), { type: 'scatter' });
chart(await data.csv('a.csv'));
chart.histogram({ before: [1, 2], after: x }, { bins: 20 });
chart.heatmap([[1, 2], [3, 4]], { xLabels: ['a', 'b'] });
chart.confusionMatrix(labels, ['a', 'b', 'b'], { normalise: 'all' });
chart.images(x, { labels, predictions: tf.ones([3, 2]), columns: 5 });
const { points } = await chart.embedding(x.reshape([20, 64]), { method: 'umap', images: x });
points[0]?.[0].toFixed(1);
chart.learningCurves({ loss: [1, 2] });
new train.Trainer({ callbacks: [new train.LogPredictions({ data: x, labels }), new train.HistogramLogger({ layers: ['conv'] }), new train.NormLogger({ every: 5 })] });
await files.saveImage('grid.png', x, { columns: 5 });`;
  expect(await new TestNotebook(cell).problems(0)).toEqual([]);
  expect(await new TestNotebook('chart.heatmap([[1]], { xLabel: 3 })').problems(0)).toEqual([expect.stringContaining("not assignable to type 'string'")]);
  const vis = `import * as tfvis from '@tensorflow/tfjs-vis';
const surface = tfvis.visor().surface({ name: 'Loss', tab: 'Training' });
await tfvis.render.linechart(surface, { values: [{ x: 1, y: 2 }], series: ['loss'] }, { xLabel: 'step', height: 300 });
const model = tf.sequential();
await model.fit(tf.ones([1, 1]), tf.ones([1, 1]), { callbacks: tfvis.show.fitCallbacks({ name: 'Training' }, ['loss', 'mse'], { height: 200, callbacks: ['onEpochEnd'] }) });
const accuracy = await tfvis.metrics.perClassAccuracy(tf.tensor1d([0]), tf.tensor1d([0]));
await tfvis.show.perClassAccuracy(surface, accuracy, ['a']);`;
  expect(await new TestNotebook(vis).problems(0)).toEqual([]);
}, 60_000);
