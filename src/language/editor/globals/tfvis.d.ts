/** What code written for tfjs-vis calls (`import * as tfvis from '@tensorflow/tfjs-vis'`), drawn in the outputs of the cell; what has a tab and a name also stands in the panel "Visor" of the left rail. */
import type { History, LayersModel, Logs, Tensor, Tensor1D, Tensor2D, layers } from '@tensorflow/tfjs';

/** CSS lengths, or pixels, of a surface in the panel. */
export interface StyleOptions {
  width?: string | number;
  height?: string | number;
  maxWidth?: string | number;
  maxHeight?: string | number;
}
/** A tab and a name: what a cell draws there takes the place of what another drew; each cell keeps its own output. */
export interface SurfaceInfo {
  name: string;
  /** 'Visor' unless told. */
  tab?: string;
  styles?: StyleOptions;
}
/** Elements of `document`: what is put into them is shown in the output of the cell that made the surface, and in the panel. */
export interface Surface {
  readonly container: any;
  /** What it says is the title. */
  readonly label: any;
  /** For canvases and other drawings of your own. */
  readonly drawArea: any;
}
/** A surface, `{name, tab}`, a name, or an element of `document`. */
export type Drawable = Surface | SurfaceInfo | string | { drawArea: any };

/** The panel "Visor" of the left rail. It keeps what was last drawn in each surface, from whichever cell, until the kernel is restarted. */
export interface Visor {
  readonly el: any;
  /** A place in the panel; the one that is there, if the tab and the name are known. Tabs are 'Visor' unless named. */
  surface(options: SurfaceInfo): Surface;
  /** The surfaces of all cells, in the order in which they came. */
  surfaceList(): readonly { readonly name: string; readonly tab: string }[];
  /** Whether the panel is open; it is closed at first, as drawings are in the cell's output anyway. */
  isOpen(): boolean;
  /** Whether it covers the notebook. */
  isFullscreen(): boolean;
  open(): void;
  close(): void;
  toggle(): void;
  /** As wide as the page, or beside the notebook again. */
  toggleFullScreen(): void;
  /** The key ` opens and closes the panel, ~ widens it, where no text is written. So it is unless `unbindKeys` was called. */
  bindKeys(): void;
  unbindKeys(): void;
  /** Shows the surfaces of this tab; the panel stays closed if it is. @throws RangeError naming the tabs there are */
  setActiveTab(tab: string): void;
}
/** The panel; it opens with `tfvis.visor().open()` or from the left rail. */
export function visor(): Visor;

export interface Point2D {
  x: number;
  y: number;
}
export interface XYPlotData {
  values: Point2D[][] | Point2D[];
  series?: string[];
}
/** Common options of `render`. */
export interface VisOptions {
  /** Pixels; as wide as the column unless told, and never wider. */
  width?: number;
  /** Pixels of the plot with its axes. */
  height?: number;
  xLabel?: string;
  yLabel?: string;
  /** Pixels of the words at the axes. */
  fontSize?: number;
  /** Follows from the data. */
  xType?: 'quantitative' | 'ordinal' | 'nominal';
  yType?: 'quantitative' | 'ordinal' | 'nominal';
}
export interface XYPlotOptions extends VisOptions {
  /** What the axis shows; overridden by `zoomToFit`. */
  xAxisDomain?: [number, number];
  yAxisDomain?: [number, number];
  /** Axes go as far as the data and no further; unless told they hold 0. */
  zoomToFit?: boolean;
  /** CSS colours, one for each series. */
  seriesColors?: string[];
}
/** Options of `show.history` and `show.fitCallbacks`. */
export interface HistoryOptions extends XYPlotOptions {
  /** Accuracies are drawn from 0 to 1 unless told. */
  zoomToFitAccuracy?: boolean;
}
export interface BarChartOpts extends VisOptions {
  /** A CSS colour, or one for each bar. */
  color?: string | string[];
}
export interface HistogramStats {
  numVals?: number;
  min?: number;
  max?: number;
  numNans?: number;
  numZeros?: number;
  numInfs?: number;
}
export interface HistogramOpts extends VisOptions {
  /** Numbers above the bars: those of the values unless given; false hides them. */
  stats?: HistogramStats | false;
  /** 12 unless told, 200 at most. */
  maxBins?: number;
  /** A CSS colour. */
  color?: string;
}
export type NamedColorMap = 'greyscale' | 'viridis' | 'blues';
export interface HeatmapOptions extends VisOptions {
  /** 'viridis' unless told. */
  colorMap?: NamedColorMap;
  /** Values at the ends of the colours, so that several heat maps can be compared. */
  domain?: number[];
  /** `values[y][x]`, by row; by column unless told. */
  rowMajor?: boolean;
}
export interface ConfusionMatrixOptions extends VisOptions {
  /** False leaves the diagonal white, so that mistakes stand out; it keeps its colour where there are none. */
  shadeDiagonal?: boolean;
  /** False: cells say nothing. */
  showTextOverlay?: boolean;
  /** A name, or two CSS colours. */
  colorMap?: NamedColorMap | [string, string];
}

export namespace render {
  /** @throws RangeError where there are not as many names or colours as series */
  function linechart(container: Drawable, data: XYPlotData, options?: XYPlotOptions): Promise<void>;
  function scatterplot(container: Drawable, data: XYPlotData, options?: XYPlotOptions): Promise<void>;
  function barchart(container: Drawable, data: { index: number | string; value: number }[], options?: BarChartOpts): Promise<void>;
  /** Numbers, with a table of how many there are and how far they go. */
  function histogram(container: Drawable, data: number[] | { value: number }[] | ArrayLike<number> | Tensor, options?: HistogramOpts): Promise<void>;
  /** `values[x][y]`, by column, unless `rowMajor` is set. */
  function heatmap(container: Drawable, data: { values: number[][] | Tensor2D; xTickLabels?: string[]; yTickLabels?: string[] }, options?: HeatmapOptions): Promise<void>;
  /** Counts, true classes by row. */
  function confusionMatrix(container: Drawable, data: { values: number[][] | Tensor2D; tickLabels?: string[]; labels?: string[] }, options?: ConfusionMatrixOptions): Promise<void>;
  function table(container: Drawable, data: { headers: string[]; values: any[][] }, options?: { fontSize?: number }): Promise<void>;
}

/** What `fit` gave, logs by epoch, such logs for each metric, or what several fits gave, drawn one after another. */
export type HistoryLike = History | { history: Record<string, any> } | readonly (Logs | History | { history: Record<string, any> })[] | readonly (readonly Logs[])[];

export namespace show {
  /** Metrics of epochs as lines; one and that of its validation (`loss`, `val_loss`) share a chart, as do those in an array of their own. */
  function history(container: Drawable, history: HistoryLike, metrics: (string | string[])[], options?: HistoryOptions): Promise<void>;
  /** Callbacks for `fit` that chart these metrics while it trains, by epoch and by batch unless `callbacks` names others. */
  function fitCallbacks(container: Drawable, metrics: (string | string[])[], options?: HistoryOptions & { callbacks?: string[] }): Record<string, (at: number, logs?: any) => Promise<void>>;
  function modelSummary(container: Drawable, model: LayersModel): Promise<void>;
  /** A layer's weights: statistics and histograms. */
  function layer(container: Drawable, layer: layers.Layer): Promise<void>;
  function valuesDistribution(container: Drawable, tensor: Tensor): Promise<void>;
  function perClassAccuracy(container: Drawable, classAccuracy: { accuracy: number; count?: number }[], classLabels?: string[]): Promise<void>;
  /** Of older versions; now `render.confusionMatrix`. */
  function confusionMatrix(container: Drawable, matrix: number[][], classLabels?: string[]): Promise<void>;
}

/** Of tfjs-vis, whose functions these are like. */
export const version_vis: string;

export namespace metrics {
  /** The share of equal classes; both of shape [n]. */
  function accuracy(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor): Promise<number>;
  function perClassAccuracy(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor, numClasses?: number): Promise<{ accuracy: number; count: number }[]>;
  /** Counts, true classes by row. */
  function confusionMatrix(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor, numClasses?: number, weights?: Tensor1D | Tensor): Promise<number[][]>;
}
