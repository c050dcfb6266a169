/** Figures, pictures and tfvis in cells of a real kernel. */
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../charts/kinds/figure';
import { startTestKernel } from '../testing';

const FIGURE = 'application/vnd.gradbook.figure+json';
const CHART = 'application/vnd.gradbook.chart+json';

/** What stands below the cell at the end, by display, in order. */
async function shownBy(code: string) {
  const { run, outputs } = await startTestKernel();
  const ran = await run(code);
  const shown = new Map<string, Readonly<Record<string, unknown>>>();
  for (const output of outputs(ran.runId)) if ('displayId' in output && output.displayId !== null) shown.set(output.displayId, output.data);
  return { ...ran, ids: [...shown.keys()], shown: [...shown.values()], figures: [...shown.values()].flatMap((data) => (FIGURE in data ? [data[FIGURE] as Figure] : [])) };
}

describe('chart', () => {
  it('draws tensors that are disposed afterwards, in their place', async () => {
    const { error, shown, figures } = await shownBy(`const x = tf.tensor([[1, 2], [3, 4]]); chart.heatmap(x, { title: 'A' }); chart.histogram([1, 2, 2], { title: 'B' }); x.dispose();`);
    expect(error).toBeUndefined();
    expect(figures.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(figures[0]).toMatchObject({ kind: 'heatmap', values: [[1, 2], [3, 4]] });
    expect(shown[0]?.['image/svg+xml']).toMatch(/^<svg[^]*<\/svg>$/);
    expect(shown[0]?.['text/plain']).toBe('A. 2 × 2 values, lowest 1 (row 0, column 0), highest 4 (row 1, column 1)');
  });

  it('draws layers over each other, and a tensor of two columns as places', async () => {
    const { error, shown } = await shownBy(`chart([{ type: 'scatter', x: [1, 2], y: tf.tensor1d([3, 4]) }, { type: 'line', name: 'truth', dashed: true, x: [1, 2], y: [3, 4] }]); chart(tf.tensor2d([[5, 6], [7, 8]]), { type: 'scatter' })`);
    expect(error).toBeUndefined();
    expect(shown.map((data) => (data[CHART] as { series: unknown }).series)).toEqual([[{ name: 'scatter', mark: 'points' }, { name: 'truth', mark: 'line', dashed: true }], [{ name: 'y', mark: 'points' }]]);
  });

  it('says what came and what fits', async () => {
    const told = async (code: string) => (await shownBy(code)).error?.evalue;
    expect(await told('chart.heatmap([1, 2])')).toContain('chart.heatmap got an array of 2 values; pass a matrix');
    expect(await told('chart.images(tf.zeros([2, 4, 4, 2]))')).toContain('images is of shape [2, 4, 4, 2]; its 2 channels are none that can be shown');
    expect(await told('chart.confusionMatrix([0, 1], [0.5, 1])')).toContain('predictions has 0.5; class indices are whole numbers');
    expect(await told('await chart.embedding(tf.zeros([4, 2, 2]))')).toContain('x.reshape([n, -1])');
    expect(await told('chart([{ type: "pie", y: [1] }])')).toContain("layer 0 has the type 'pie'");
  });

  it('marks wrong guesses at pictures, and keeps how sure they were', async () => {
    const { figures } = await shownBy(`chart.images(tf.ones([2, 4, 4, 1]), { labels: [1, 0], predictions: [[0.1, 0.9], [0.2, 0.8]], classNames: ['cat', 'dog'] })`);
    expect(figures[0]).toMatchObject({ kind: 'images', items: [{ truth: 'dog', src: expect.stringMatching(/^data:image\/png;base64,/) }, { truth: 'cat' }], frames: [{ guesses: [{ text: 'dog', confidence: 0.9 }, { text: 'dog', confidence: 0.8 }] }] });
  });

  it('places points by their components, the same ones for the same seed of UMAP', async () => {
    const points = 'Array.from({ length: 24 }, (_, i) => [i % 2 ? 9 : 0, Math.sin(i), Math.cos(i * 7)])';
    const { error, figures } = await shownBy(`const points = ${points}; await chart.embedding(points, { labels: points.map((_, i) => i % 2) }); for (const _ of [0, 1]) await chart.embedding(tf.tensor2d(points), { method: 'umap', neighbors: 5, seed: 3 })`);
    expect(error).toBeUndefined();
    expect(figures[0]).toMatchObject({ kind: 'embedding', classes: ['0', '1'], axes: [expect.stringMatching(/^component 1 \(9\d%/), expect.any(String)] });
    expect(figures[1]).toEqual(figures[2]);
  }, 30_000);

  it('prints nothing beside an embedding or a live chart as the last value of a cell', async () => {
    const { run, outputs } = await startTestKernel();
    for (const code of ['chart.embedding([[1, 2], [3, 4], [5, 7]])', 'await chart.embedding([[1, 2], [3, 4], [5, 7]])', 'chart.live()']) {
      const { runId, error } = await run(code);
      expect(error).toBeUndefined();
      expect(outputs(runId).filter(({ type }) => type === 'result')).toEqual([]);
    }
    const { points } = await run('const { points, rows } = await chart.embedding([[1, 2], [3, 4], [5, 7]]); [points.length, ...rows].join()').then(({ runId }) => ({ points: outputs(runId).find(({ type }) => type === 'result') }));
    expect(points).toMatchObject({ data: { 'text/plain': expect.stringContaining('3,0,1,2') } });
  });
});

describe('training', () => {
  const NET = `const net = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [4, 4, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
    net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const x = tf.randomNormal([8, 4, 4, 1]), y = tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1]);`;

  it('shows predictions, distributions and norms as it goes, each in one output', async () => {
    const { error, shown, figures } = await shownBy(`${NET}
      await new train.Trainer({ maxEpochs: 3, summary: false, callbacks: [new train.LogPredictions({ data: x, labels: y, count: 4 }), new train.HistogramLogger(), new train.NormLogger({ every: 1 })] }).fit(net, { x, y, batchSize: 4 });`);
    expect(error).toBeUndefined();
    const kinds = figures.map((figure) => `${figure.kind} ${figure.title}`);
    expect(kinds.toSorted()).toEqual(['histograms Gradients', 'histograms Weights', 'images Predictions']);
    const images = figures.find(({ kind }) => kind === 'images');
    expect(images).toMatchObject({ items: { length: 4 }, frames: [{ label: 'epoch 1' }, { label: 'epoch 2' }, { label: 'epoch 3', guesses: { length: 4 } }] });
    const charts = shown.flatMap((data) => (CHART in data ? [data[CHART] as { title: string; series: { name: string }[] }] : []));
    expect(charts.find(({ title }) => title === 'Gradient norms')?.series.map(({ name }) => name.replace(/\d+$/, ''))).toEqual(['dense_Dense']);
  });

  it('of one number shows true against predicted values', async () => {
    const { error, figures } = await shownBy(`const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }); m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const x = tf.randomNormal([6, 2]), y = x.sum(1, true);
      await new train.Trainer({ maxEpochs: 2, callbacks: [new train.LogPredictions({ data: x, labels: y })] }).fit(m, { x, y });`);
    expect(error).toBeUndefined();
    expect(figures[0]).toMatchObject({ kind: 'truth', truth: { length: 6 }, frames: [{ label: 'epoch 1', values: { length: 6 } }, { label: 'epoch 2' }] });
  });

  it('shows predictions of a plain fit, beside other callbacks, and keeps what was drawn with the run', async () => {
    const { run, events } = await startTestKernel();
    const { error } = await run(`${NET}
      let epochs = 0;
      await net.fit(x, y, { epochs: 3, verbose: 0, callbacks: [new train.LogPredictions({ data: x, labels: y, count: 4 }), { onEpochEnd: () => void epochs++ }] });
      if (epochs !== 3) throw new Error('epochs: ' + epochs);
      await new train.Trainer({ maxEpochs: 2, summary: false, callbacks: [new train.HistogramLogger()] }).fit(net, { x, y });`);
    expect(error).toBeUndefined();
    const changes = events.flatMap((event) => (event.type === 'track' ? [event.change] : []));
    const ids = [...new Set(changes.map(({ trackId }) => trackId))];
    const kept = changes.flatMap((change) => (change.kind === 'keep' && change.item.type !== 'checkpoint' ? [{ ...change.item, run: ids.indexOf(change.trackId) }] : []));
    expect(kept.map((item) => `${item.run} ${item.type} ${item.name} ${item.step}`)).toEqual(['0 image Predictions 3', '1 histogram Weights 2', '1 histogram Gradients 2']);
    expect(kept[0]?.data[FIGURE]).toMatchObject({ kind: 'images', items: { length: 4 }, frames: [{ label: 'epoch 1' }, { label: 'epoch 2' }, { label: 'epoch 3', guesses: { length: 4 } }] });
  });

  it('shows the pictures that a model makes, before training and after each epoch', async () => {
    const { error, figures } = await shownBy(`class Net extends train.Module {
        net = tf.sequential({ layers: [tf.layers.dense({ units: 25, inputShape: [2], activation: 'sigmoid' })] });
        trainingStep(batch) { return tf.losses.meanSquaredError(batch.y, this.net.apply(batch.x)); }
      }
      const noise = tf.randomNormal([3, 2]), data = { x: noise, y: tf.ones([3, 25]) }, module = new Net();
      await new train.Trainer({ maxEpochs: 2, summary: false, callbacks: [new train.LogImages({ make: (own) => own.net.predict(noise).reshape([-1, 5, 5]), columns: 3, title: 'Made' })] }).fit(module, data);
      module.net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      await module.net.fit(data.x, data.y, { epochs: 2, verbose: 0, callbacks: [new train.LogImages({ make: (model) => model.predict(noise).reshape([-1, 5, 5, 1]) })] });`);
    expect(error).toBeUndefined();
    const [first, second] = figures;
    expect(first).toMatchObject({ kind: 'images', title: 'Made', columns: 3, items: { length: 3 }, frames: [{ label: 'before training', pictures: { length: 3 } }, { label: 'epoch 1' }, { label: 'epoch 2' }] });
    expect(second).toMatchObject({ kind: 'images', title: 'Images', frames: { length: 3 } });
    const told = async (make: string) => (await shownBy(`${NET} await net.fit(x, y, { epochs: 2, verbose: 0, callbacks: [new train.LogImages({ make: ${make} })] })`)).error?.evalue;
    expect(await told('(model, epoch) => tf.ones([epoch + 1, 5, 5])')).toBe('make of LogImages gave pictures of shape [1, 5, 5] and then of [2, 5, 5]; give as many of the same size each time');
    expect(await told('async () => tf.ones([1, 3, 3])')).toContain('it may not be asynchronous');
    expect(await told('() => tf.ones([1, 3, 3, 2])')).toContain('what make of LogImages gives is of shape [1, 3, 3, 2]');
  }, 20_000);

  it('looks for a learning rate and marks the one it suggests', async () => {
    const { error, shown } = await shownBy(`const w = tf.variable(tf.scalar(3)); let rate = 0;
      await train.findLearningRate({ variables: [w], from: 1e-4, to: 1, steps: 30, step: (rate) => { const { value, grads } = tf.variableGrads(() => w.square()); w.assign(w.sub(grads[w.name].mul(rate))); return value; } })`);
    expect(error).toBeUndefined();
    expect(shown.map((data) => data[CHART]).find(Boolean)).toMatchObject({ title: 'Learning rate', x: { scale: 'log' }, series: [{ name: 'loss' }, { name: 'smoothed' }, { name: expect.stringMatching(/^suggestion /), mark: 'points' }] });
  });
});

describe('tfvis', () => {
  it('replaces what stands under a name, and draws what examples of tfjs draw', async () => {
    const { error, ids, shown, figures } = await shownBy(`import * as tfvis from '@tensorflow/tfjs-vis';
      const values = [{ x: 1, y: 2 }, { x: 2, y: 3 }];
      await tfvis.render.scatterplot({ name: 'Horsepower v MPG' }, { values }, { xLabel: 'Horsepower', yLabel: 'MPG', height: 300 });
      const surface = tfvis.visor().surface({ name: 'Loss', tab: 'Training' });
      await tfvis.render.linechart(surface, { values: [values, values], series: ['a', 'b'] });
      await tfvis.render.linechart({ name: 'Loss', tab: 'Training' }, { values, series: ['c'] });
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
      tfvis.show.modelSummary({ name: 'Model Summary' }, model);
      await tfvis.show.layer({ name: 'Layer' }, model.getLayer(undefined, 0));
      const [labels, preds] = [tf.tensor1d([0, 1, 1]), tf.tensor1d([0, 1, 0])];
      tfvis.show.perClassAccuracy({ name: 'Accuracy', tab: 'Evaluation' }, await tfvis.metrics.perClassAccuracy(labels, preds), ['a', 'b']);
      await tfvis.render.confusionMatrix({ name: 'Confusion', tab: 'Evaluation' }, { values: await tfvis.metrics.confusionMatrix(labels, preds), tickLabels: ['a', 'b'] });
      await tfvis.render.heatmap({ name: 'Heat' }, { values: [[1, 2], [3, 4]], xTickLabels: ['x0', 'x1'] });
      console.log(await tfvis.metrics.accuracy(labels, preds));
      await tfvis.show.valuesDistribution({ name: 'Values' }, tf.randomNormal([50]));
      await tfvis.render.barchart('Bars', [{ index: 0, value: 3 }]);
      await tfvis.render.table('Table', { headers: ['a'], values: [['x'], ['y']] });`);
    expect(error).toBeUndefined();
    const charts = shown.flatMap((data) => (CHART in data ? [data[CHART] as { title: string }] : []));
    expect(new Set(ids).size).toBe(ids.length);
    expect(charts.filter(({ title }) => title === 'Training · Loss')).toHaveLength(1);
    expect(charts.find(({ title }) => title === 'Training · Loss')).toMatchObject({ title: 'Training · Loss', series: [{ name: 'c', mark: 'line' }], points: [{ x: [1, 2], y: [2, 3] }] });
    expect(figures.map(({ kind }) => kind)).toEqual(['histogram', 'histogram', 'confusion', 'heatmap', 'histogram']);
    // By column, as tfjs-vis has it.
    expect(figures[3]).toMatchObject({ values: [[1, 3], [2, 4]], xLabels: ['x0', 'x1'] });
  });

  it('tells the panel of surfaces before it draws them, and of what cells ask of it', async () => {
    const { run, events } = await startTestKernel();
    const changes = (runId: string) => events.flatMap((event) => (event.type === 'visor' && event.runId === runId ? [event.change] : []));
    const first = await run(`await tfvis.show.history({ name: 'History', tab: 'Training' }, { history: { loss: [2, 1], acc: [0, 1] } }, ['loss', 'acc']);
      await tfvis.render.table('Numbers', { headers: ['a'], values: [[1]] }); await tfvis.render.table('Numbers', { headers: ['a'], values: [[2]] });
      tfvis.visor().setActiveTab('Training'); tfvis.visor().open();`);
    expect(first.error).toBeUndefined();
    const told = changes(first.runId).map((change) => (change.kind === 'surface' ? [change.tab, change.name, change.part].join('/') : change));
    expect(told).toEqual(['Training/History/', 'Training/History/loss', 'Training/History/acc', 'Visor/Numbers/', { kind: 'tab', tab: 'Training' }, { kind: 'show', open: true }]);
    const mine = events.filter((event) => 'runId' in event && event.runId === first.runId);
    expect(mine.findIndex(({ type }) => type === 'visor')).toBeLessThan(mine.findIndex(({ type }) => type === 'output'));
    const second = await run(`tfvis.visor().toggle(); [tfvis.visor().isOpen(), ...tfvis.visor().surfaceList().map(({ name }) => name)].join(' ')`);
    expect(changes(second.runId)).toEqual([{ kind: 'show', open: false }]);
    const third = await run(`tfvis.visor().setActiveTab('Data')`);
    expect(third.error?.evalue).toBe("the visor has no tab 'Data'; its tabs are: Training, Visor");
  });

  it('gives surfaces of one name in two cells to both: neither draws over the output of the other', async () => {
    const { run, outputs } = await startTestKernel();
    const idsOf = (runId: string) => outputs(runId).flatMap((output) => ('displayId' in output && output.displayId !== null ? [output.displayId] : []));
    const draw = "var area = tfvis.visor().surface({ name: 'Same' }).drawArea; area.append('words'); tfvis.render.table({ name: 'Table' }, { headers: ['a'], values: [[1]] }); area.childNodes.length";
    const [first, second] = [await run(draw), await run(draw)];
    expect([first.error, second.error]).toEqual([undefined, undefined]);
    expect(outputs(second.runId).find(({ type }) => type === 'result')).toMatchObject({ data: { 'text/plain': '1' } });
    expect(idsOf(first.runId).some((id) => idsOf(second.runId).includes(id))).toBe(false);
    // What a later cell draws in an area that an earlier one made lies in the surface, too.
    const third = await run("tfvis.render.linechart(area, { values: [{ x: 0, y: 1 }] })");
    expect(outputs(third.runId)[0]).toMatchObject({ data: { [CHART]: { title: 'Same' } } });
  });

  it('charts a training by callbacks, one chart for each that is asked for', async () => {
    const { error, shown } = await shownBy(`const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }); m.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mse'] });
      await m.fit(tf.ones([8, 1]), tf.ones([8, 1]), { epochs: 3, batchSize: 4, callbacks: tfvis.show.fitCallbacks({ name: 'Training Performance' }, ['loss', 'mse'], { height: 200, callbacks: ['onEpochEnd'] }) });`);
    expect(error).toBeUndefined();
    const titles = shown.flatMap((data) => (CHART in data ? [(data[CHART] as { title: string; live: boolean }).title] : []));
    expect(titles).toEqual(expect.arrayContaining(['Training Performance: loss (onEpochEnd)', 'Training Performance: mse (onEpochEnd)']));
  });
});
