/** What figures are made of: counts, components, words, and drawings that hold every value. */
import { expect, test } from 'vitest';
import { figureBundle } from './bundle';
import { confusionOfMatrix, countConfusions } from './confusion';
import { mapped } from './colour-map';
import { drawFigure } from './draw';
import type { Figure } from './figure';
import { read, readLabels, type Labels } from './given';
import { heatmapFigure } from './heatmap';
import { histogramFigure } from './histogram';
import { fileInks } from './inks';
import { learningCurves } from './learning-curves';
import { pca } from './pca';
import { seededRandom } from './random';
import { figureText } from './words';

const block = (values: readonly number[], shape: readonly number[] = [values.length]) => ({ values, shape });

test('a histogram counts every finite value once, the greatest too, and tells of the others', () => {
  const { edges, series, notFinite } = histogramFigure({ v: block([0, 0.1, 0.5, 1, NaN, Infinity]) }, { bins: 4 });
  expect(edges).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(series[0]?.counts).toEqual([2, 0, 1, 1]);
  expect(notFinite).toBe(2);
  expect(histogramFigure({ v: block([1, 1, 3]) }, {})).toMatchObject({ edges: [0.5, 1.5, 2.5, 3.5], series: [{ counts: [2, 0, 1] }] });
  expect(histogramFigure({ v: block([5, 5]) }, {}).series[0]?.counts.reduce((a, b) => a + b)).toBe(2);
  expect(() => histogramFigure({ v: block([1]) }, { bins: 0 })).toThrow('bins is 0');
});

test('a large matrix is shown as means of blocks, NaN left out', () => {
  const figure = heatmapFigure(block(Array.from({ length: 200 * 2 }, (_, at) => (at === 0 ? NaN : 1)), [200, 2]), {});
  expect(figure.values).toHaveLength(100);
  expect(figure.values[0]).toEqual([1, 1]);
  expect(figure.reducedFrom).toEqual([200, 2]);
  expect(() => heatmapFigure(block([1, 2], [1, 2]), { xLabels: ['a'] })).toThrow('xLabels has 1 names for 2 columns');
});

test('confusions are counted by indices, probabilities and names alike', () => {
  const labels = (given: unknown) => readLabels(given, 'labels', undefined) as Labels;
  const expected = [[1, 1], [0, 2]];
  expect(countConfusions(labels([0, 0, 1, 1]), labels([[0.9, 0.1], [0.2, 0.8], [0, 1], [0.4, 0.6]]), {}).counts).toEqual(expected);
  const named = countConfusions(labels(['cat', 'cat', 'dog', 'dog']), labels(['cat', 'dog', 'dog', 'dog']), {});
  expect(named).toMatchObject({ counts: expected, classNames: ['cat', 'dog'] });
  expect(figureText(named, 0)).toBe('3 of 4 right (75%); most often cat taken for dog, 1 time');
  expect(() => confusionOfMatrix(block([1, 2], [1, 2]), {})).toThrow('[1, 2]');
  expect(() => countConfusions(labels([0]), labels([0, 1]), {})).toThrow('1 labels and 2 predictions');
});

test('rows of different lengths are an error that names the row', () => {
  expect(() => read([[1, 2], [3]], 'matrix')).toThrow('matrix[1] has 1 values where those before have 2');
  expect(() => read(['a'], 'values')).toThrow('values[0] is a string, not a number');
});

test('principal components are orthogonal, ordered, and explain what they should', () => {
  const random = seededRandom(5);
  const gauss = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const [n, d] = [400, 12];
  // Independent columns of known spread.
  const spread = [10, 5, ...Array.from({ length: d - 2 }, () => 1)];
  const values = Float64Array.from({ length: n * d }, (_, at) => gauss() * (spread[at % d] ?? 1));
  const { points, explained } = pca(values, [n, d], 2);
  const column = (index: number): number[] => Array.from({ length: n }, (_, row) => points[row * 2 + index] ?? 0);
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const [first, second] = [column(0), column(1)];
  expect(Math.abs(dot(first, second)) / Math.sqrt(dot(first, first) * dot(second, second))).toBeLessThan(1e-8);
  // The variance of the projections is the share that is told.
  const means = Array.from({ length: d }, (_, at) => Array.from({ length: n }, (_r, row) => values[row * d + at] ?? 0).reduce((a, b) => a + b) / n);
  const total = Array.from(values, (value, at) => (value - (means[at % d] ?? 0)) ** 2).reduce((a, b) => a + b);
  expect(dot(first, first) / total).toBeCloseTo(explained[0] ?? 0, 8);
  expect(explained[0]).toBeGreaterThan(explained[1] ?? 1);
  expect(explained[0]).toBeCloseTo(100 / 135, 1);
  expect(pca(new Float64Array(6).fill(2), [3, 2], 2).explained).toEqual([0, 0]);
});

test('learning curves mark the best epoch of what was validated', () => {
  const [losses, metrics] = learningCurves({ history: { loss: [3, 2, 1], val_loss: [3, 1.5, 2], val_acc: [0.1, 0.3, 0.2] } }, undefined, () => 'id');
  expect(losses?.series.map(({ name }) => name)).toEqual(['loss', 'val_loss', 'best val_loss, epoch 2']);
  expect(losses?.points?.[2]).toEqual({ x: [2], y: [1.5] });
  expect(metrics?.series.at(-1)?.name).toBe('best val_acc, epoch 2');
  expect(() => learningCurves({ history: {} }, undefined, () => 'id')).toThrow('without values');
});

const figures: readonly Figure[] = [
  { kind: 'histogram', title: 'H <&>', edges: [0, 1, 2], series: [{ name: 'a', counts: [1, 2] }, { name: 'b', counts: [2, 0] }] },
  { kind: 'heatmap', values: [[1, -2], [null, 4]] },
  { kind: 'confusion', counts: [[3, 1], [0, 2]], classNames: ['a', 'b'], normalise: 'truth' },
  { kind: 'images', items: [{ src: 'data:image/png;base64,AA', width: 2, height: 2, truth: 'x' }], frames: [{ label: 'epoch 1', guesses: [{ text: 'y' }] }] },
  { kind: 'truth', truth: [1, 2], frames: [{ label: 'epoch 1', values: [1.5, null] }] },
  { kind: 'embedding', x: [0, 1, 2], y: [0, 1, 0], axes: ['a', 'b'], classOf: [0, 1, 0], classes: ['p', 'q'] },
  { kind: 'histograms', labels: ['epoch 1', 'epoch 2'], tracks: [{ name: 'w', frames: [{ low: 0, high: 1, counts: [1, 2] }, { low: 0, high: 2, counts: [3, 0], notFinite: 1 }] }] },
];

test.each(figures.map((figure) => [figure.kind, figure] as const))('a figure of kind %s is drawn with finite places, in words and as a picture', (_kind, figure) => {
  for (const width of [280, 900]) {
    const { shapes, targets, height } = drawFigure(figure, 0, width, fileInks);
    expect(JSON.stringify(shapes)).not.toMatch(/null|NaN|undefined/);
    expect(height).toBeGreaterThan(0);
    expect(targets.every(({ text }) => text !== '')).toBe(true);
  }
  const bundle = figureBundle(figure);
  expect(bundle['image/svg+xml']).toMatch(/^<svg [^]*<\/svg>$/);
  expect(bundle['image/svg+xml']).not.toContain('H <&>');
  expect(bundle['text/plain']).not.toMatch(/NaN|undefined/);
});

test('thirty classes differ by colour and then by shape, and hidden ones are neither drawn nor pointed at', () => {
  const many = Array.from({ length: 30 }, (_, index) => index);
  const figure: Figure = { kind: 'embedding', x: many, y: many, axes: ['a', 'b'], classOf: many, classes: many.map((index) => `class ${index}`) };
  const marks = (hidden?: ReadonlySet<number>) => drawFigure(figure, 0, 600, fileInks, hidden ? { hidden } : {}).shapes.filter(({ tag, attributes }) => tag === 'path' && ('stroke-opacity' in attributes || 'fill-opacity' in attributes));
  expect(new Set(marks().slice(0, 20).map(({ attributes }) => attributes['stroke'])).size).toBe(20);
  expect(marks()[20]?.attributes).toMatchObject({ fill: marks()[0]?.attributes['stroke'], d: expect.stringContaining('Z') as string });
  expect(marks(new Set([0, 29]))).toHaveLength(28);
  expect(drawFigure(figure, 0, 600, fileInks, { hidden: new Set([3]) }).targets.some(({ text }) => text.includes('class 3:'))).toBe(false);
  // The file says which is which in as many rows as it takes.
  expect(figureBundle(figure)['image/svg+xml']).toContain('class 29');
});

test('colour maps go through their stops, and words on them can be read', () => {
  expect(mapped('viridis', 0, fileInks)).toMatchObject({ fill: '#440154', text: '#ffffff' });
  expect(mapped('viridis', 1, fileInks)).toMatchObject({ fill: '#fde725', text: '#10151d' });
  expect(mapped(['#fff', '#000'], 0.5, fileInks).fill).toBe('#808080');
  expect(mapped(['white', 'red'], 0.25, fileInks)).toMatchObject({ fill: 'color-mix(in oklab, red 25%, white)', halo: fileInks.surface });
});

test('a diagonal without colour leaves it to the mistakes, unless there are none', () => {
  const fills = (values: readonly number[]) => {
    const figure = confusionOfMatrix(block(values, [2, 2]), { shadeDiagonal: false });
    return drawFigure(figure, 0, 400, fileInks).shapes.flatMap(({ tag, attributes }) => (tag === 'rect' ? [attributes['fill']] : []));
  };
  expect(fills([4, 1, 2, 7]).map((fill) => fill === 'none')).toEqual([true, false, false, true]);
  expect(fills([4, 0, 0, 7]).includes('none')).toBe(false);
});
