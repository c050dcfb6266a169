/** Charts, static and live. */
import type { Tensor } from '@tensorflow/tfjs';
import type { Table } from './data';

type Numbers = ArrayLike<number>;
/** Numbers in arrays of any depth, typed arrays, or a tensor; tensors are read without stopping the cell. */
type Values = Tensor | Numbers | readonly Numbers[] | readonly (readonly Numbers[])[] | readonly Tensor[];
/** Class indices [n]; probabilities, logits or one-hot rows [n, classes]; or names. */
type Classes = Tensor | Numbers | readonly Numbers[] | readonly string[];

export interface ChartOptions {
  title?: string;
  /** `line` joins the points of a series in order of x. Default `line`; `bar` for numbers by category. */
  type?: 'line' | 'scatter' | 'bar';
  xLabel?: string;
  yLabel?: string;
  /** Logarithmic y axis; points that are not above 0 are left out. */
  log?: boolean;
  /** Exponential smoothing in [0, 1), drawn over the raw line. Default 0. */
  smoothing?: number;
}

export interface LiveChartOptions {
  title?: string;
  /** What x counts; the axis' label. Default "step". */
  x?: string;
  /** The label of the y axis. */
  y?: string;
  type?: 'line' | 'scatter' | 'bar';
  /** Logarithmic y axis. */
  log?: boolean;
  /** Exponential smoothing in [0, 1), drawn over the raw line. Default 0. */
  smoothing?: number;
}

/** A chart that grows while the cell runs. */
export interface LiveChart {
  /** One value for each series, at the next whole step from 1; NaN leaves a gap. */
  push(values: Record<string, number>): void;
  /** One value for each series, at this place. */
  push(x: number, values: Record<string, number>): void;
  /** No more points come. */
  end(): void;
}

/** One layer of a chart of several: scatter, the line of a prediction, the dashed line of the truth. */
export type Mark = {
  type: 'line' | 'scatter' | 'bar';
  /** Its name in the legend. */
  name?: string;
  dashed?: boolean;
  /** Exponential smoothing in [0, 1). */
  smoothing?: number;
} & ({ data: ChartData } | { x?: Tensor | Numbers | readonly string[]; y: Tensor | Numbers });

/**
 * What `chart` draws: values; `{x, y}`; points; several series by name; numbers by category, as bars; a tensor of shape
 * [n] or [n, 1], of [n, 2] as places of a scatter, or of [n, k] as k lines; the number columns of a table; or layers.
 */
export type ChartData =
  | Numbers
  | Tensor
  | Table
  | readonly Numbers[]
  | { readonly x: Tensor | Numbers | readonly string[]; readonly y: Tensor | Numbers }
  | readonly { readonly x: number; readonly y: number }[]
  | Readonly<Record<string, Tensor | Numbers | readonly string[] | { readonly x: Numbers | readonly string[]; readonly y: Numbers }>>
  | Readonly<Record<string, number>>;

/**
 * Draws a chart into the output.
 * @example chart({ x: [1, 2, 3], y: [4, 1, 9] }, { title: 'Squares' })
 * @example chart({ loss: losses, accuracy: accuracies })
 */
export function chart(data: ChartData, options?: ChartOptions): void;
/**
 * Several marks in one chart.
 * @example chart([{ type: 'scatter', x, y }, { type: 'line', name: 'prediction', x: grid, y: predicted }, { type: 'line', name: 'truth', dashed: true, x: grid, y: truth }])
 */
export function chart(layers: readonly Mark[], options?: ChartOptions): void;

/** What `model.fit` or `trainer.fit` gave, or values by name and epoch. */
type TrainingHistory = { readonly history: Readonly<Record<string, readonly (number | Tensor)[] | readonly number[]>> } | Readonly<Record<string, Numbers>>;

export namespace chart {
  /**
   * Opens a chart that grows with `push`.
   * @example const live = chart.live({ title: 'Loss' }); live.push({ loss: 0.4 });
   */
  function live(options?: LiveChartOptions): LiveChart;

  /**
   * How often values occur. Several by name are drawn over each other. Bars are as wide as Freedman and Diaconis (1981)
   * say, whole numbers of a small range get one each; NaN and infinite values are counted beside.
   * @example chart.histogram({ before: w0, after: w1 }, { bins: 40 })
   */
  function histogram(values: Values | Readonly<Record<string, Values>>, options?: {
    title?: string;
    xLabel?: string;
    /** 1 to 200. */
    bins?: number;
    range?: readonly [from: number, to: number];
  }): void;

  /**
   * A matrix [rows, columns] as colours; around 0 in two hues where both signs occur. Above 100 rows or columns, means of
   * blocks are shown. Another shape is an error that names it.
   */
  function heatmap(matrix: Values, options?: {
    title?: string;
    /** Names of the columns. */
    xLabels?: readonly string[];
    /** Names of the rows. */
    yLabels?: readonly string[];
    xLabel?: string;
    yLabel?: string;
  }): void;

  interface ConfusionOptions {
    title?: string;
    classNames?: readonly string[];
    /** What percentages are of: the true class (unless told; the diagonal is recall), the prediction (precision), or all. */
    normalise?: 'truth' | 'prediction' | 'all';
  }
  /**
   * How often each class was taken for each: counts and percentages, at most 60 classes.
   * @example chart.confusionMatrix(labels, model.predict(x), { classNames })
   */
  function confusionMatrix(labels: Classes, predictions: Classes, options?: ConfusionOptions): void;
  /** The same of counts [classes, classes], true classes by row. */
  function confusionMatrix(counts: Values, options?: ConfusionOptions): void;

  /**
   * Pictures in a grid: [n, height, width, 1 | 3 | 4], [n, height, width], [height, width, 1 | 3 | 4] or [height, width].
   * Values within 0…1 are shares of full light, within 0…255 bytes, within −1…1 around grey; others are stretched.
   * With labels and predictions, wrong guesses are marked by sign, words and a dashed frame.
   */
  function images(pictures: Values, options?: {
    title?: string;
    captions?: readonly string[];
    labels?: Classes;
    predictions?: Classes;
    classNames?: readonly string[];
    /** Pictures in a row; as many as fit unless told. */
    columns?: number;
    /** How many are shown, 64 unless told. */
    count?: number;
  }): void;

  /**
   * Points [n, dimensions] on a plane: by principal components, exact, or by UMAP (McInnes and others, 2018), which keeps
   * neighbours together. Resolves with the places and the rows that were drawn.
   */
  function embedding(points: Values, options?: {
    title?: string;
    /** 'pca' unless told; 'umap' takes seconds. */
    method?: 'pca' | 'umap';
    labels?: Classes;
    classNames?: readonly string[];
    /** Pictures of the points, shown beside the one that is pointed at. */
    images?: Values;
    /** Of the sample and of UMAP; 0 unless told. */
    seed?: number;
    /** More points are sampled: 5,000 unless told, with UMAP or images 2,000. */
    maxPoints?: number;
    /** UMAP: how many neighbours count, 15 unless told. */
    neighbors?: number;
    /** UMAP: how close points may lie, 0.1 unless told. */
    minDist?: number;
  }): Promise<{ readonly points: readonly (readonly [x: number, y: number])[]; readonly rows: readonly number[] }>;

  /** Training and validation by epoch in one chart for losses and one for other metrics, the best epoch marked. */
  function learningCurves(history: TrainingHistory, options?: { title?: string }): void;
}
