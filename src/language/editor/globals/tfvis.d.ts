/** What code written for tfjs-vis calls (`import * as tfvis from '@tensorflow/tfjs-vis'`), drawn in the outputs of the cell; what has a tab and a name also stands in the panel "Visor" of the left rail. */
import type { LayersModel, Tensor, Tensor1D, Tensor2D, layers } from '@tensorflow/tfjs';

/** A tab and a name: what is drawn there later takes the place of what was. */
export interface SurfaceInfo {
  name: string;
  tab?: string;
  styles?: Record<string, unknown>;
}
export interface Surface {
  readonly container: any;
  readonly label: any;
  /** An element of `document`: canvases and other nodes that are put into it are shown. */
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
  /** Always false. */
  isFullscreen(): boolean;
  open(): void;
  close(): void;
  toggle(): void;
  /** Has no effect: the edge of the panel sets its width. */
  toggleFullScreen(): void;
  /** Has no effect: the panel is in the menu View and in the command palette. */
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
/** Labels are drawn; sizes, fonts, domains and colours are taken and have no effect. */
export interface VisOptions {
  xLabel?: string;
  yLabel?: string;
  [option: string]: any;
}

export namespace render {
  function linechart(container: Drawable, data: XYPlotData, options?: VisOptions): Promise<void>;
  function scatterplot(container: Drawable, data: XYPlotData, options?: VisOptions): Promise<void>;
  function barchart(container: Drawable, data: { index: number | string; value: number }[], options?: VisOptions): Promise<void>;
  function histogram(container: Drawable, data: number[] | { value: number }[] | ArrayLike<number>, options?: { maxBins?: number; [option: string]: any }): Promise<void>;
  /** `values[x][y]`, by column, unless `rowMajor` is set. */
  function heatmap(container: Drawable, data: { values: number[][] | Tensor2D; xTickLabels?: string[]; yTickLabels?: string[] }, options?: VisOptions & { rowMajor?: boolean }): Promise<void>;
  function confusionMatrix(container: Drawable, data: { values: number[][]; tickLabels?: string[] }, options?: Record<string, any>): Promise<void>;
  function table(container: Drawable, data: { headers: string[]; values: any[][] }, options?: Record<string, any>): Promise<void>;
}

export namespace show {
  /** Metrics of epochs as lines; those that are listed together share a chart. */
  function history(container: Drawable, history: any, metrics: (string | string[])[], options?: VisOptions): Promise<void>;
  /** Callbacks for `fit` that chart these metrics while it trains. */
  function fitCallbacks(container: Drawable, metrics: (string | string[])[], options?: VisOptions & { callbacks?: string[] }): Record<string, (at: number, logs?: any) => Promise<void>>;
  function modelSummary(container: Drawable, model: LayersModel): Promise<void>;
  /** A layer's weights: statistics and histograms. */
  function layer(container: Drawable, layer: layers.Layer): Promise<void>;
  function valuesDistribution(container: Drawable, tensor: Tensor): Promise<void>;
  function perClassAccuracy(container: Drawable, classAccuracy: { accuracy: number; count?: number }[], classLabels?: string[]): Promise<void>;
  /** Of older versions; now `render.confusionMatrix`. */
  function confusionMatrix(container: Drawable, matrix: number[][], classLabels?: string[]): Promise<void>;
}

export namespace metrics {
  /** The share of equal classes; both of shape [n]. */
  function accuracy(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor): Promise<number>;
  function perClassAccuracy(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor, numClasses?: number): Promise<{ accuracy: number; count: number }[]>;
  /** Counts, true classes by row. */
  function confusionMatrix(labels: Tensor1D | Tensor, predictions: Tensor1D | Tensor, numClasses?: number, weights?: Tensor1D | Tensor): Promise<number[][]>;
}
