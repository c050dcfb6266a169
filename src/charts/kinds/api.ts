/** The functions of `chart` beyond lines. They draw at once what is in arrays, and as soon as it is read what is on a device. */
import { newId } from '../../base/ids';
import { alreadyDrawn } from '../already-drawn';
import type { ChartSpec } from '../spec';
import { checkEmbedding, embed, type Embedded, type EmbeddingOptions } from './embedding';
import { confusionOfMatrix, countConfusions, type ConfusionOptions } from './confusion';
import type { Figure } from './figure';
import { isList, isTensor, read, readLabels, shapeOf, whatCame, whenRead, type Block, type Given, type Labels } from './given';
import { heatmapFigure, type HeatmapOptions } from './heatmap';
import { histogramFigure, type HistogramOptions } from './histogram';
import { imagesFigure, pictureShape, type EncodePictures, type ImagesOptions } from './images';
import { learningCurves, type History } from './learning-curves';

/** Where figures of one run go. The kernel implements it. */
export interface FigureSink {
  /** Shows a figure, or replaces what stands under the id; one that comes later has its place kept. */
  show(id: string, figure: Figure | Promise<Figure>, title: string | undefined): void;
  /** Shows a chart that is complete, with its points. */
  chart(spec: ChartSpec): void;
  readonly encode: EncodePictures;
  shouldStop(): boolean;
}

type Classes = Given | readonly string[];

export interface FigureApi {
  histogram(values: Given | Readonly<Record<string, Given>>, options?: HistogramOptions): void;
  heatmap(matrix: Given, options?: HeatmapOptions): void;
  confusionMatrix(labels: Classes, predictions: Classes, options?: ConfusionOptions): void;
  confusionMatrix(matrix: Given, options?: ConfusionOptions): void;
  images(pictures: Given, options?: ImagesOptions & { readonly labels?: Classes; readonly predictions?: Classes; readonly classNames?: readonly string[] }): void;
  /** Resolves with the points as drawn, and the rows they stand for. */
  embedding(points: Given, options?: EmbeddingOptions & { readonly labels?: Classes; readonly images?: Given; readonly classNames?: readonly string[] }): Promise<Pick<Embedded, 'points' | 'rows'>>;
  learningCurves(history: History, options?: { readonly title?: string }): void;
}

export function createFigureApi(sink: FigureSink, createId: () => string = newId): FigureApi {
  const show = (figure: Figure | Promise<Figure>, title: string | undefined): void => sink.show(createId(), figure, title);
  const embedding: FigureApi['embedding'] = async (points, options = {}) => {
    checkEmbedding(shapeOf(points, 'points'), options);
    const { labels, images, classNames } = options;
    if (images !== undefined) pictureShape(shapeOf(images, 'images'), 'images');
    const ready = Promise.all([read(points, 'points'), labels === undefined ? null : readLabels(labels, 'labels', classNames), images === undefined ? null : read(images, 'images')]);
    const work = ready.then(([block, classes, pictures]) => embed(block, classes, pictures, options, sink));
    show(
      work.then(({ figure }) => figure),
      options.title,
    );
    const { points: placed, rows } = await work;
    return alreadyDrawn({ points: placed, rows });
  };
  return {
    histogram(values, options = {}) {
      const named = isList(values) || isTensor(values) ? { [options.xLabel ?? 'values']: values } : values;
      if (typeof named !== 'object') throw new TypeError(`chart.histogram got ${whatCame(named)}; pass numbers, a tensor, or several by name: {before: […], after: […]}.`);
      const entries = Object.entries(named);
      if (entries.length === 0) throw new TypeError('chart.histogram got an empty object; pass numbers, a tensor, or several by name.');
      const blocks = entries.map(([name, one]) => read(one, entries.length === 1 ? 'values' : `'${name}'`));
      show(whenRead<Figure, Block[]>(blocks, (...ready) => histogramFigure(Object.fromEntries(entries.map(([name], index) => [name, ready[index] as Block])), options)), options.title);
    },
    heatmap(matrix, options = {}) {
      const shape = shapeOf(matrix, 'matrix');
      if (shape.length !== 2 || shape.includes(0)) throw new RangeError(`chart.heatmap got ${whatCame(matrix)}; pass a matrix: a tensor of shape [rows, columns] or an array of rows. One row of values is [values]; of a larger tensor take a slice.`);
      show(whenRead<Figure, [Block]>([read(matrix, 'matrix')], (block) => heatmapFigure(block, options)), options.title);
    },
    confusionMatrix(first: Classes, second?: unknown, third?: ConfusionOptions) {
      if (isList(second) || isTensor(second)) {
        const options = third ?? {};
        const labels = readLabels(first, 'labels', options.classNames);
        const predictions = readLabels(second, 'predictions', options.classNames ?? (labels instanceof Promise ? undefined : (labels.names ?? undefined)));
        show(whenRead<Figure, [Labels, Labels]>([labels, predictions], (truth, guesses) => countConfusions(truth, guesses, options)), options.title);
        return;
      }
      const options = (second ?? {}) as ConfusionOptions;
      show(whenRead<Figure, [Block]>([read(first, 'matrix')], (block) => confusionOfMatrix(block, options)), options.title);
    },
    images(pictures, options = {}) {
      pictureShape(shapeOf(pictures, 'images'), 'images');
      const { labels, predictions, classNames } = options;
      const truth = labels === undefined ? null : readLabels(labels, 'labels', classNames);
      const guesses = predictions === undefined ? null : readLabels(predictions, 'predictions', classNames);
      show(whenRead<Figure, [Block, Labels | null, Labels | null]>([read(pictures, 'images'), truth, guesses], (block, a, b) => imagesFigure(block, a, b, options, sink.encode)), options.title);
    },
    embedding: (points, options) => alreadyDrawn(embedding(points, options)),
    learningCurves(history, { title } = {}) {
      for (const spec of learningCurves(history, title, createId)) sink.chart(spec);
    },
  };
}
