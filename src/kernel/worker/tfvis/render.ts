/** `tfvis.render`: charts of data in a container; another into the same container takes its place. */
import { confusionOfMatrix } from '../../../charts/kinds/confusion';
import { given as known, isList, isTensor, read, whatCame, type Block, type Given } from '../../../charts/kinds/given';
import { heatmapFigure } from '../../../charts/kinds/heatmap';
import { histogramFigure } from '../../../charts/kinds/histogram';
import { tableBundle } from '../globals/train';
import type { Slots } from '../figures/sink';
import { colourMap, colours, domain, plotSpec, sizeOf, type BarChartOptions, type ConfusionOptions, type HeatmapOptions, type HistogramOptions, type VisOptions, type XYPlotOptions } from './options';
import { statsOf, statsWords } from './stats';
import type { Container, Surfaces } from './surfaces';

interface Point {
  readonly x: number;
  readonly y: number;
}
type Points = ArrayLike<Point>;
interface XYData {
  readonly values: Points | ArrayLike<Points>;
  readonly series?: readonly string[];
}
type Histogrammable = ArrayLike<number> | readonly { readonly value: number }[] | Given;
interface MatrixData {
  readonly values: Given;
  readonly xTickLabels?: readonly string[];
  readonly yTickLabels?: readonly string[];
  /** Of older versions. */
  readonly xLabels?: readonly string[];
  readonly yLabels?: readonly string[];
}

export interface VisRender {
  linechart(container: Container, data: XYData, options?: XYPlotOptions): Promise<void>;
  scatterplot(container: Container, data: XYData, options?: XYPlotOptions): Promise<void>;
  barchart(container: Container, data: readonly { readonly index: number | string; readonly value: number }[], options?: BarChartOptions): Promise<void>;
  histogram(container: Container, data: Histogrammable, options?: HistogramOptions): Promise<void>;
  /** Values are by column, `values[x][y]`, unless `rowMajor` is set. */
  heatmap(container: Container, data: MatrixData, options?: HeatmapOptions): Promise<void>;
  confusionMatrix(container: Container, data: { readonly values: Given; readonly tickLabels?: readonly string[]; readonly labels?: readonly string[] }, options?: ConfusionOptions): Promise<void>;
  table(container: Container, data: { readonly headers: readonly string[]; readonly values: readonly (readonly unknown[])[] }, options?: Pick<VisOptions, 'fontSize'>): Promise<void>;
}

/** As many bars as tfjs-vis draws at most. */
const BINS = 12;

export function createRender(slots: Slots, surfaces: Surfaces): VisRender {
  const plot = (container: Container, mark: 'line' | 'points', data: XYData, options: XYPlotOptions): void => {
    const { id, title } = surfaces.placeOf(container);
    const all = seriesOf(data, mark === 'line' ? 'linechart' : 'scatterplot');
    const spec = plotSpec({ id, title, mark, names: all.map(({ name }) => name) }, { xLabel: 'x', yLabel: 'y', ...options });
    const isWhole = all.every(({ points }) => points.every(({ x }) => Number.isInteger(x)));
    slots.chart({
      ...spec,
      x: { ...spec.x, ...(isWhole && { integer: true }) },
      points: all.map(({ points }) => ({ x: points.map(({ x }, index) => (Number.isFinite(x) ? x : index)), y: points.map(({ y }) => finite(y)) })),
      live: false,
    });
  };
  return {
    // What is wrong with arguments is told by the promise.
    linechart: async (container, data, options = {}) => Promise.resolve(plot(container, 'line', data, options)),
    scatterplot: async (container, data, options = {}) => Promise.resolve(plot(container, 'points', data, options)),
    barchart: async (container, data, options = {}) => {
      const { id, title } = surfaces.placeOf(container);
      if (!Array.isArray(data)) throw new TypeError(`tfvis.render.barchart takes [{index, value}, …], not ${whatCame(data)}`);
      const { color } = options;
      const spec = plotSpec({ id, title, mark: 'bars', names: [options.yLabel || 'value'], categories: data.map(({ index }) => String(index)) }, options);
      const inks = color === undefined || color === null ? null : colours('color', typeof color === 'string' ? [color] : color);
      slots.chart({
        ...spec,
        series: spec.series.map((series) => ({ ...series, ...(inks !== null && { inks }) })),
        points: [{ x: data.map((_, at) => at), y: data.map(({ value }) => finite(value)) }],
        live: false,
      });
      return Promise.resolve();
    },
    async histogram(container, data, options = {}) {
      const { id, title } = surfaces.placeOf(container);
      const { maxBins = BINS, color, stats, xLabel, yLabel } = options;
      if (!isTensor(data) && !isList(data)) throw new TypeError(`tfvis.render.histogram takes numbers or [{value}, …], not ${whatCame(data)}`);
      const values = isTensor(data) ? await read(data, 'data') : ({ shape: [data.length], values: Array.from(data as ArrayLike<number | { readonly value: number }>, (one) => Number(typeof one === 'object' ? one.value : one)) } satisfies Block);
      const told = stats === false ? undefined : statsWords(stats ?? statsOf(values.values));
      const fill = color === undefined ? undefined : colours('color', [color])[0];
      slots.show(id, histogramFigure({ values }, { title, bins: Math.max(1, Math.min(200, Math.round(maxBins))), ...known({ stats: told, colour: fill, xLabel, yLabel }), ...sizeOf(options) }), title);
    },
    async heatmap(container, { values, xTickLabels, yTickLabels, xLabels, yLabels }, options = {}) {
      const { id, title } = surfaces.placeOf(container);
      const block = await read(values, 'values');
      if (block.shape.length !== 2) throw new RangeError(`tfvis.render.heatmap takes values of shape [columns, rows]; these are of shape [${block.shape.join(', ')}]`);
      const { rowMajor = false, colorMap = 'viridis', xLabel, yLabel } = options;
      slots.show(id, heatmapFigure(rowMajor ? block : transposed(block), { title, ...known({ xLabels: xTickLabels ?? xLabels, yLabels: yTickLabels ?? yLabels, xLabel: xLabel ?? undefined, yLabel: yLabel ?? undefined, colourMap: colourMap(colorMap), domain: domain('domain', options.domain) }), ...sizeOf(options) }), title);
    },
    async confusionMatrix(container, { values, tickLabels, labels }, options = {}) {
      const { id, title } = surfaces.placeOf(container);
      const { shadeDiagonal, showTextOverlay, colorMap, xLabel, yLabel } = options;
      slots.show(id, confusionOfMatrix(await read(values, 'values'), { title, ...known({ classNames: tickLabels ?? labels, shadeDiagonal, showText: showTextOverlay, colourMap: colourMap(colorMap), xLabel: xLabel ?? undefined, yLabel: yLabel ?? undefined }), ...sizeOf(options) }), title);
    },
    table: async (container, data, { fontSize } = {}) => {
      const { id, title } = surfaces.placeOf(container);
      const { headers, values } = data ?? {};
      if (!isList(headers) || !isList(values)) throw new TypeError('tfvis.render.table takes {headers: […], values: [[…], …]}');
      const rows = Array.from(values as readonly (readonly unknown[])[], (row) => Array.from(row, (value) => (typeof value === 'number' ? value : String(value))));
      const columns = Array.from(headers, (name, column) => ({ name: String(name), unit: rows.every((row) => typeof row[column] === 'number') ? ('number' as const) : ('text' as const) }));
      slots.put(id, tableBundle({ title, columns, rows, ...sizeOf({ ...(fontSize !== undefined && { fontSize }) }) }));
      return Promise.resolve();
    },
  };
}

function seriesOf({ values, series }: XYData, of: string): readonly { readonly name: string; readonly points: readonly Point[] }[] {
  if (!isList(values)) throw new TypeError(`tfvis.render.${of} takes {values: [{x, y}, …]} or {values: [[{x, y}, …], …], series: […]}; values is ${whatCame(values)}`);
  const all = isList(values[0]) ? Array.from(values as ArrayLike<Points>, (points) => Array.from(points)) : [Array.from(values as Points)];
  if (series !== undefined && series.length !== all.length) throw new RangeError(`tfvis.render.${of} has ${all.length} series of values and ${series.length} names in series; give one for each`);
  const taken = new Set<string>();
  return all.map((points, index) => {
    const wanted = String(series?.[index] ?? `Series ${index + 1}`);
    let name = wanted;
    // Series of a chart are told apart by their names.
    for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`;
    taken.add(name);
    return { name, points };
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function transposed({ shape, values }: Block): Block {
  const [rows = 0, columns = 0] = shape;
  return { shape: [columns, rows], values: Float64Array.from({ length: rows * columns }, (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? NaN) };
}
