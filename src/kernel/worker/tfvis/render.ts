/** `tfvis.render`: charts of data in a container; another into the same container takes its place. */
import { confusionOfMatrix } from '../../../charts/kinds/confusion';
import { isList, isTensor, read, whatCame, type Block, type Given } from '../../../charts/kinds/given';
import { heatmapFigure } from '../../../charts/kinds/heatmap';
import { histogramFigure } from '../../../charts/kinds/histogram';
import type { ChartSpec } from '../../../charts/spec';
import { tableBundle } from '../globals/train';
import type { Slots } from '../figures/sink';
import type { Container, Surfaces } from './surfaces';

interface Point {
  readonly x: number;
  readonly y: number;
}
interface XYData {
  readonly values: readonly Point[] | readonly (readonly Point[])[];
  readonly series?: readonly string[];
}
export interface VisOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
}
type Histogrammable = ArrayLike<number> | readonly { readonly value: number }[];
interface MatrixData {
  readonly values: Given;
  readonly xTickLabels?: readonly string[];
  readonly yTickLabels?: readonly string[];
  /** Of older versions. */
  readonly xLabels?: readonly string[];
  readonly yLabels?: readonly string[];
}

/** Options that only size or style a chart are taken and have no effect: charts here fit their column and follow the theme. */
export interface VisRender {
  linechart(container: Container, data: XYData, options?: VisOptions): Promise<void>;
  scatterplot(container: Container, data: XYData, options?: VisOptions): Promise<void>;
  barchart(container: Container, data: readonly { readonly index: number | string; readonly value: number }[], options?: VisOptions): Promise<void>;
  histogram(container: Container, data: Histogrammable, options?: { readonly maxBins?: number; readonly stats?: unknown }): Promise<void>;
  /** Values are by column, `values[x][y]`, unless `rowMajor` is set. */
  heatmap(container: Container, data: MatrixData, options?: VisOptions & { readonly rowMajor?: boolean }): Promise<void>;
  confusionMatrix(container: Container, data: { readonly values: Given; readonly tickLabels?: readonly string[]; readonly labels?: readonly string[] }, options?: object): Promise<void>;
  table(container: Container, data: { readonly headers: readonly string[]; readonly values: readonly (readonly unknown[])[] }, options?: object): Promise<void>;
}

export function createRender(slots: Slots, surfaces: Surfaces): VisRender {
  const plot = (container: Container, mark: 'line' | 'points', { values, series }: XYData, options: VisOptions = {}): Promise<void> => {
    const { id, title } = surfaces.placeOf(container);
    slots.chart(plotSpec(id, title, mark, seriesOf(values, mark === 'line' ? 'linechart' : 'scatterplot'), series, options));
    return Promise.resolve();
  };
  return {
    linechart: async (container, data, options) => plot(container, 'line', data, options),
    scatterplot: async (container, data, options) => plot(container, 'points', data, options),
    // What is wrong with arguments is told by the promise.
    barchart: async (container, data, options = {}) => {
      const { id, title } = surfaces.placeOf(container);
      if (!Array.isArray(data)) throw new TypeError(`tfvis.render.barchart takes [{index, value}, …], not ${whatCame(data)}`);
      const { xLabel, yLabel } = options;
      slots.chart({
        ...labelled(id, title, { ...(xLabel !== undefined && { xLabel }), ...(yLabel !== undefined && { yLabel }) }, data.map(({ index }) => String(index))),
        series: [{ name: yLabel ?? 'value', mark: 'bars' }],
        points: [{ x: data.map((_, at) => at), y: data.map(({ value }) => finite(value)) }],
      });
      return Promise.resolve();
    },
    async histogram(container, data, { maxBins } = {}) {
      const { id, title } = surfaces.placeOf(container);
      const values = isTensor(data) ? await read(data, 'data') : ({ shape: [data.length], values: Array.from(data as ArrayLike<number | { readonly value: number }>, (one) => (typeof one === 'number' ? one : one.value)) } satisfies Block);
      slots.show(id, histogramFigure({ values }, { title, ...(maxBins !== undefined && { bins: Math.min(200, maxBins) }) }), title);
    },
    async heatmap(container, { values, xTickLabels, yTickLabels, xLabels, yLabels }, { rowMajor = false, xLabel, yLabel } = {}) {
      const { id, title } = surfaces.placeOf(container);
      const block = await read(values, 'values');
      const names = { x: xTickLabels ?? xLabels, y: yTickLabels ?? yLabels };
      slots.show(id, heatmapFigure(rowMajor ? block : transposed(block), { title, ...(names.x && { xLabels: names.x }), ...(names.y && { yLabels: names.y }), ...(xLabel !== undefined && { xLabel }), ...(yLabel !== undefined && { yLabel }) }), title);
    },
    async confusionMatrix(container, { values, tickLabels, labels }) {
      const { id, title } = surfaces.placeOf(container);
      const classNames = tickLabels ?? labels;
      slots.show(id, confusionOfMatrix(await read(values, 'values'), { title, ...(classNames !== undefined && { classNames }) }), title);
    },
    table: async (container, { headers, values }) => {
      const { id, title } = surfaces.placeOf(container);
      if (!isList(headers) || !isList(values)) throw new TypeError('tfvis.render.table takes {headers: […], values: [[…], …]}');
      const rows = values.map((row) => row.map((value) => (typeof value === 'number' ? value : String(value))));
      slots.put(id, tableBundle({ title, columns: headers.map((name, column) => ({ name: String(name), unit: rows.every((row) => typeof row[column] === 'number') ? ('number' as const) : ('text' as const) })), rows: rows.map((row) => row.map((value) => value)) }));
      return Promise.resolve();
    },
  };
}

export function plotSpec(id: string, title: string, mark: 'line' | 'points', series: readonly (readonly Point[])[], names: readonly string[] | undefined, options: VisOptions): ChartSpec {
  return {
    ...labelled(id, title, options),
    series: series.map((_, index) => ({ name: names?.[index] ?? `Series ${index}`, mark })),
    points: series.map((points) => ({ x: points.map(({ x }, index) => (Number.isFinite(x) ? x : index)), y: points.map(({ y }) => finite(y)) })),
  };
}

const labelled = (chartId: string, title: string, { xLabel, yLabel }: VisOptions, categories?: readonly string[]) =>
  ({ chartId, title, x: { ...(xLabel !== undefined && { label: xLabel }), ...(categories && { categories }) }, y: { ...(yLabel !== undefined && { label: yLabel }) }, live: false }) as const;

function seriesOf(values: XYData['values'], of: string): readonly (readonly Point[])[] {
  if (!isList(values)) throw new TypeError(`tfvis.render.${of} takes {values: [{x, y}, …]} or {values: [[{x, y}, …], …], series: […]}; values is ${whatCame(values)}`);
  return isList(values[0]) ? (values as readonly (readonly Point[])[]) : [values as readonly Point[]];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function transposed({ shape, values }: Block): Block {
  const [rows = 0, columns = 0] = shape;
  return { shape: [columns, rows], values: Float64Array.from({ length: rows * columns }, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? NaN) };
}
