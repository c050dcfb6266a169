/** Every option of tfjs-vis 1.5, by what it does to what is drawn. */
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../charts/kinds/figure';
import type { ChartSpec } from '../../../charts/spec';
import { startTestKernel } from '../testing';

const FIGURE = 'application/vnd.gradbook.figure+json';
const CHART = 'application/vnd.gradbook.chart+json';
const REPORT = 'application/vnd.gradbook.report+json';
const POINTS = '[{ x: 1, y: 2 }, { x: 2, y: 4 }]';

/** What stands below the cell at the end. */
async function drawn(code: string) {
  const { run, outputs, events } = await startTestKernel();
  const { error, runId } = await run(code);
  const shown = new Map<string, Readonly<Record<string, unknown>>>();
  for (const output of outputs(runId)) if ('displayId' in output && output.displayId !== null) shown.set(output.displayId, output.data);
  const of = <T>(mime: string): T[] => [...shown.values()].flatMap((data) => (mime in data ? [data[mime] as T] : []));
  return { error, charts: of<ChartSpec>(CHART), figures: of<Figure>(FIGURE), reports: of<object>(REPORT), changes: events.flatMap((event) => (event.type === 'visor' ? [event.change] : [])) };
}

describe('lines and points', () => {
  it('have the size, the labels and the font that are asked for, and x and y as labels else', async () => {
    const { error, charts } = await drawn(`tfvis.render.linechart('a', { values: ${POINTS} }, { width: 400, height: 300, fontSize: 14, xLabel: 'Epoch', yLabel: 'Loss' });
      tfvis.render.scatterplot('b', { values: [${POINTS}, ${POINTS}] });`);
    expect(error).toBeUndefined();
    expect(charts[0]).toMatchObject({ width: 400, height: 300, fontSize: 14, x: { label: 'Epoch' }, y: { label: 'Loss' }, series: [{ name: 'Series 1', mark: 'line' }] });
    expect(charts[1]).toMatchObject({ x: { label: 'x' }, y: { label: 'y' }, series: [{ name: 'Series 1', mark: 'points' }, { name: 'Series 2' }] });
    expect(charts[1]).not.toHaveProperty('height');
  });

  it('show 0 unless they zoom to fit, or a domain', async () => {
    const { charts } = await drawn(`const data = { values: ${POINTS} };
      tfvis.render.linechart('a', data); tfvis.render.linechart('b', data, { zoomToFit: true, yAxisDomain: [0, 9] }); tfvis.render.scatterplot('c', data, { xAxisDomain: [0, 5], yAxisDomain: [-1, 10] });`);
    expect(charts.map(({ x, y }) => [x.zero, x.domain, y.zero, y.domain])).toEqual([
      [true, undefined, true, undefined],
      [undefined, undefined, undefined, undefined],
      [undefined, [0, 5], undefined, [-1, 10]],
    ]);
  });

  it('take colours, one for each series, and say where that fails', async () => {
    const { charts } = await drawn(`tfvis.render.linechart('a', { values: [${POINTS}, ${POINTS}], series: ['one', 'two'] }, { seriesColors: ['red', '#00f'] });`);
    expect(charts[0]?.series.map(({ name, inks }) => [name, inks])).toEqual([['one', ['red']], ['two', ['#00f']]]);
    const told = async (options: string) => (await drawn(`await tfvis.render.linechart('a', { values: ${POINTS} }, ${options})`)).error?.evalue;
    expect(await told("{ seriesColors: ['red', 'blue'] }")).toBe('there are 1 series and 2 seriesColors; give one for each');
    expect(await told("{ seriesColors: ['url(x)'] }")).toContain("seriesColors has 'url(x)', which is no CSS colour");
    expect(await told('{ yAxisDomain: [2, 1] }')).toContain('yAxisDomain goes from 2 to 1');
    expect(await told("{ height: 'tall' }")).toBe('height is tall; it is a number of pixels');
  });
});

it('a chart that is not awaited prints no promise as the last value of a cell', async () => {
  const { run, outputs } = await startTestKernel();
  const { runId } = await run(`tfvis.render.linechart('a', { values: ${POINTS} })`);
  expect(outputs(runId).map(({ type }) => type)).toEqual(['display']);
});

describe('bars', () => {
  it('take one colour or one each', async () => {
    const { charts } = await drawn(`const data = [{ index: 0, value: 50 }, { index: 'b', value: 100 }];
      tfvis.render.barchart('a', data, { color: 'steelblue', height: 200, yLabel: 'Count' }); tfvis.render.barchart('b', data, { color: ['red', 'green'] });`);
    expect(charts[0]).toMatchObject({ height: 200, x: { categories: ['0', 'b'] }, y: { label: 'Count' }, series: [{ mark: 'bars', inks: ['steelblue'] }] });
    expect(charts[1]?.series[0]?.inks).toEqual(['red', 'green']);
  });
});

describe('histograms', () => {
  it('tell numbers of the values, those that are given, or none', async () => {
    const { error, figures } = await drawn(`const data = [0, 1, 2, NaN, Infinity, 0];
      await tfvis.render.histogram('a', data, { maxBins: 4, color: 'teal', height: 180 }); await tfvis.render.histogram('b', new Float32Array([1, 2]), { stats: { numVals: 7, min: -1 } });
      await tfvis.render.histogram('c', [{ value: 3 }, { value: 4 }], { stats: false }); await tfvis.show.valuesDistribution('d', tf.tensor1d([1, 0]));`);
    expect(error).toBeUndefined();
    const pairs = (figure: Figure | undefined) => (figure?.kind === 'histogram' ? figure.stats?.map(({ name, value }) => `${name} ${value}`) : null);
    expect(figures[0]).toMatchObject({ colour: 'teal', height: 180, edges: { length: 5 }, notFinite: 2 });
    expect(pairs(figures[0])).toEqual(['Values 6', 'Min 0', 'Max 2', 'Zeros 2 (33%)', 'NaN 1 (17%)', 'Infinite 1 (17%)']);
    expect(pairs(figures[1])).toEqual(['Values 7', 'Min −1']);
    expect(pairs(figures[2])).toBeUndefined();
    expect(pairs(figures[3])).toEqual(['Values 2', 'Min 0', 'Max 1', 'Zeros 1 (50%)', 'NaN 0', 'Infinite 0']);
  });
});

describe('matrices', () => {
  it('have a colour map, a domain and the order that is told', async () => {
    const { figures } = await drawn(`const values = [[1, 2, 3], [4, 5, 6]];
      await tfvis.render.heatmap('a', { values, xTickLabels: ['p', 'q'] }); await tfvis.render.heatmap('b', { values: tf.tensor2d(values), yTickLabels: ['p', 'q'] }, { rowMajor: true, colorMap: 'greyscale', domain: [0, 10], width: 300, height: 200, xLabel: 'x', yLabel: 'y' });`);
    expect(figures[0]).toMatchObject({ kind: 'heatmap', colourMap: 'viridis', values: [[1, 4], [2, 5], [3, 6]], xLabels: ['p', 'q'] });
    expect(figures[1]).toMatchObject({ colourMap: 'greyscale', domain: [0, 10], width: 300, height: 200, values: [[1, 2, 3], [4, 5, 6]], yLabels: ['p', 'q'], xLabel: 'x', yLabel: 'y' });
    expect((await drawn("await tfvis.render.heatmap('a', { values: [[1]] }, { colorMap: 'jet' })")).error?.evalue).toContain("colorMap is \"jet\"; it is 'viridis', 'blues', 'greyscale', or two CSS colours");
  });

  it('of confusions leave the diagonal out, say nothing, or take two colours', async () => {
    const { figures } = await drawn(`const values = [[4, 2], [1, 7]];
      await tfvis.render.confusionMatrix('a', { values, tickLabels: ['p', 'q'] }, { shadeDiagonal: false, showTextOverlay: false, colorMap: ['#fff', '#f00'], xLabel: 'guess', height: 200 }); await tfvis.render.confusionMatrix('b', { values: tf.tensor2d(values), labels: ['r', 's'] });`);
    expect(figures[0]).toMatchObject({ kind: 'confusion', classNames: ['p', 'q'], shadeDiagonal: false, showText: false, colourMap: ['#fff', '#f00'], xLabel: 'guess', height: 200 });
    expect(figures[1]).toMatchObject({ classNames: ['r', 's'], counts: [[4, 2], [1, 7]] });
  });

  it('of words are tables, in the font size that is asked for', async () => {
    const { reports } = await drawn(`tfvis.render.table('a', { headers: ['n', 'w'], values: [[1, true], [2.5, 'x']] }, { fontSize: 18 })`);
    expect(reports[0]).toMatchObject({ fontSize: 18, sections: [{ columns: [{ name: 'n', unit: 'number' }, { name: 'w', unit: 'text' }], rows: [[1, 'true'], [2.5, 'x']] }] });
  });
});

describe('histories', () => {
  const FIT = `const m = tf.sequential({ layers: [tf.layers.dense({ units: 2, activation: 'softmax', inputShape: [2] })] }); m.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['acc'] });
    const x = tf.randomNormal([8, 2]), y = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], 'int32'), 2);
    const fit = (callbacks) => m.fit(x, y, { epochs: 2, batchSize: 4, validationSplit: 0.5, verbose: 0, callbacks });`;
  const names = (charts: readonly ChartSpec[]) => charts.filter(({ title = '' }) => title.startsWith('H')).map(({ title, series }) => `${title}: ${series.map(({ name }) => name).join('+')}`);

  it('put a metric and its validation into one chart, accuracies from 0 to 1', async () => {
    const { error, charts } = await drawn(`${FIT} await tfvis.show.history('H', await fit(), ['loss', 'val_loss', 'acc', 'val_acc'], { height: 150 });`);
    expect(error).toBeUndefined();
    expect(names(charts)).toEqual(['H: loss: loss+val_loss', 'H: acc: acc+val_acc']);
    expect(charts.filter(({ title }) => title?.startsWith('H')).map(({ y, height }) => [y.domain, height])).toEqual([[undefined, 150], [[0, 1], 150]]);
    const fitted = await drawn(`await tfvis.show.history('H', { history: { acc: [0.9, 0.95] } }, ['acc'], { zoomToFitAccuracy: true })`);
    expect(fitted.charts[0]?.y).not.toHaveProperty('domain');
    expect(fitted.charts[0]?.y.zero).toBeUndefined();
  });

  it('are read as logs, as lists for each metric, and of several fits one after another', async () => {
    const { charts } = await drawn(`tfvis.show.history('H1', [{ loss: 3 }, { loss: 2, val_loss: 1 }], ['loss', 'val_loss']); tfvis.show.history('H2', [[{ loss: 3 }], [{ acc: 0.5 }, { acc: 0.6 }]], ['loss', 'acc']);
      tfvis.show.history('H3', [{ history: { loss: [3, 2] } }, { history: { loss: [1] } }], ['loss']);`);
    expect(names(charts)).toEqual(['H1: loss: loss+val_loss', 'H2: loss: loss', 'H2: acc: acc', 'H3: loss: loss']);
    expect(charts.at(-1)?.points?.[0]).toEqual({ x: [0, 1, 2], y: [3, 2, 1] });
    expect((await drawn(`await tfvis.show.history('H', [{ loss: 1 }], ['mse'])`)).error?.evalue).toBe("the history has no 'mse'; it has: loss");
  });

  it('grow by the callbacks that are asked for, with the metrics that each of them has', async () => {
    const { error, charts } = await drawn(`${FIT} const own = tfvis.show.fitCallbacks({ name: 'H', tab: 'T' }, ['loss', 'val_loss', 'acc', 'val_acc'], { callbacks: ['onEpochEnd', 'onBatchEnd'], xLabel: 'time' }); await fit(own);
      await fit({ onEpochEnd: async (epoch, logs) => { await tfvis.show.fitCallbacks('H', ['loss']).onEpochEnd(epoch, logs); } });`);
    expect(error).toBeUndefined();
    const own = charts.filter(({ title = '' }) => title.includes('(on'));
    expect(own.map(({ title, series }) => `${title}: ${series.map(({ name }) => name).join('+')}`)).toEqual(expect.arrayContaining(['T · H: loss (onBatchEnd): loss', 'T · H: acc (onBatchEnd): acc', 'T · H: loss (onEpochEnd): loss+val_loss', 'T · H: acc (onEpochEnd): acc+val_acc', 'H: loss (onEpochEnd): loss']));
    expect(own[0]?.x.label).toBe('time');
  });
});

describe('the visor', () => {
  it('is widened, keeps lengths of surfaces, and gives its keys away', async () => {
    const { error, changes } = await drawn(`const visor = tfvis.visor(); visor.surface({ name: 'A', tab: null, styles: { height: 500, width: '80%' } }); visor.toggleFullScreen(); visor.unbindKeys(); visor.bindKeys(); if (!visor.isFullscreen()) throw new Error('not wide');`);
    expect(error).toBeUndefined();
    expect(changes).toMatchObject([{ kind: 'surface', tab: 'Visor', name: 'A' }, { kind: 'surface', styles: { height: '500px', width: '80%' } }, { kind: 'full', on: true }, { kind: 'keys', bound: false }, { kind: 'keys', bound: true }].slice(1));
    expect((await drawn("tfvis.visor().surface({ name: 'A', styles: { height: 'calc(1px)' } })")).error?.evalue).toContain('styles.height of a surface is "calc(1px)"');
    expect((await drawn('tfvis.visor().surface({})')).error?.evalue).toContain('a surface needs a name');
  });

  it('shows what is put into the area, the container and the label, and what is taken away', async () => {
    const { run, outputs } = await startTestKernel();
    const { error, runId } = await run(`const { label, drawArea, container } = tfvis.visor().surface({ name: 'A' });
      label.innerText = 'Other <words>'; drawArea.innerHTML = '<b>old</b>'; drawArea.textContent = 'new'; container.append('below');`);
    expect(error).toBeUndefined();
    const last = outputs(runId).findLast((output) => 'displayId' in output);
    expect(last).toMatchObject({ data: { 'text/html': expect.stringMatching(/Other &lt;words>.*new.*below/s), 'text/plain': 'Other <words>: new below' } });
    expect(JSON.stringify(last)).not.toContain('old');
  });
});
