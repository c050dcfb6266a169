/** Options of tfjs-vis 1.5 as charts and figures here have them. */
import { colourMapNames, type ColourMap } from '../../../charts/kinds/colour-map';
import type { Sized } from '../../../charts/kinds/figure';
import { isColour } from '../../../charts/palette';
import type { AxisSpec, ChartSpec, SeriesSpec } from '../../../charts/spec';

type Domain = readonly [from: number, to: number];

export interface VisOptions {
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Pixels. */
  readonly fontSize?: number;
  /** What the axes hold follows from the data. */
  readonly xType?: 'quantitative' | 'ordinal' | 'nominal';
  readonly yType?: 'quantitative' | 'ordinal' | 'nominal';
}
export interface XYPlotOptions extends VisOptions {
  /** Overridden by `zoomToFit`. */
  readonly xAxisDomain?: Domain;
  readonly yAxisDomain?: Domain;
  /** Whether the axes go as far as the data and no further; they hold 0 unless told. */
  readonly zoomToFit?: boolean;
  /** CSS colours, one for each series. */
  readonly seriesColors?: readonly string[];
}
export interface HistoryOptions extends XYPlotOptions {
  /** Accuracies are drawn from 0 to 1 unless told. */
  readonly zoomToFitAccuracy?: boolean;
}
export interface BarChartOptions extends VisOptions {
  /** A CSS colour, or one for each bar. */
  readonly color?: string | readonly string[];
}
export interface HistogramStats {
  readonly numVals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly numNans?: number;
  readonly numZeros?: number;
  readonly numInfs?: number;
}
export interface HistogramOptions extends VisOptions {
  /** False hides them; else those of the values, or these. */
  readonly stats?: HistogramStats | false;
  readonly maxBins?: number;
  readonly color?: string;
}
export interface HeatmapOptions extends VisOptions {
  readonly colorMap?: 'greyscale' | 'viridis' | 'blues';
  /** Values at the ends of the colours. */
  readonly domain?: readonly number[];
  /** Values are by row, not by column. */
  readonly rowMajor?: boolean;
}
export interface ConfusionOptions extends VisOptions {
  readonly shadeDiagonal?: boolean;
  readonly showTextOverlay?: boolean;
  readonly colorMap?: 'greyscale' | 'viridis' | 'blues' | Colours;
}
type Colours = readonly [from: string, to: string];

/** Smaller plots hold no axes. */
const LEAST = 60;

/** @throws RangeError for what is no size */
export function sizeOf({ width, height, fontSize }: VisOptions): Sized {
  for (const [name, value] of Object.entries({ width, height, fontSize })) {
    // Examples give what an element measures, which is nothing here.
    if (value !== undefined && value !== null && (typeof value !== 'number' || Number.isNaN(value))) throw new TypeError(`${name} is ${String(value)}; it is a number of pixels`);
  }
  const kept = (value: number | undefined | null): number | undefined => (typeof value === 'number' && value > 0 ? Math.min(4000, Math.max(LEAST, Math.round(value))) : undefined);
  const [wide, tall] = [kept(width), kept(height)];
  return { ...(wide !== undefined && { width: wide }), ...(tall !== undefined && { height: tall }), ...(fontSize && { fontSize: Math.min(72, Math.max(4, fontSize)) }) };
}

/** @throws RangeError naming the option */
export function colours(option: string, given: readonly string[]): readonly string[] {
  for (const colour of given) if (typeof colour !== 'string' || !isColour(colour)) throw new RangeError(`${option} has '${String(colour)}', which is no CSS colour such as 'steelblue', '#4682b4' or 'rgb(70, 130, 180)'`);
  return given;
}

/** @throws RangeError naming those that there are */
export function colourMap(given: string | readonly string[] | undefined): ColourMap | undefined {
  if (given === undefined || given === null) return undefined;
  if (Array.isArray(given) && given.length === 2) return colours('colorMap', given as string[]) as Colours;
  if (typeof given === 'string' && colourMapNames.includes(given)) return given as Exclude<ColourMap, Colours>;
  throw new RangeError(`colorMap is ${JSON.stringify(given)}; it is ${colourMapNames.map((name) => `'${name}'`).join(', ')}, or two CSS colours`);
}

/** @throws RangeError naming the option */
export function domain(option: string, given: readonly number[] | undefined): Domain | undefined {
  if (given === undefined || given === null) return undefined;
  const [from = NaN, to = NaN] = given;
  if (!(to > from)) throw new RangeError(`${option} goes from ${from} to ${to}; it is [from, to] with the second value the larger one`);
  return [from, to];
}

export interface Described {
  readonly id: string;
  readonly title: string;
  /** Of the series. */
  readonly names: readonly string[];
  readonly mark: SeriesSpec['mark'];
  readonly categories?: readonly string[];
}

/** All of a chart but its points. */
export function plotSpec({ id, title, names, mark, categories }: Described, options: XYPlotOptions): Omit<ChartSpec, 'points' | 'live'> {
  const { xLabel, yLabel, zoomToFit = false, xAxisDomain, yAxisDomain, seriesColors } = options;
  if (seriesColors !== undefined && seriesColors.length !== names.length) throw new RangeError(`there are ${names.length} series and ${seriesColors.length} seriesColors; give one for each`);
  const inks = seriesColors && colours('seriesColors', seriesColors);
  const axis = (label: string | undefined, option: string, given: Domain | undefined): AxisSpec => {
    const shown = zoomToFit ? undefined : domain(option, given);
    return { ...(typeof label === 'string' && label !== '' && { label }), ...(shown !== undefined ? { domain: shown } : !zoomToFit && mark !== 'bars' && { zero: true }) };
  };
  return {
    chartId: id,
    title,
    x: { ...axis(xLabel, 'xAxisDomain', xAxisDomain), ...(categories && { categories }) },
    y: axis(yLabel, 'yAxisDomain', yAxisDomain),
    series: names.map((name, index) => ({ name, mark, ...(inks && { inks: [inks[index] ?? ''] }) })),
    ...sizeOf(options),
  };
}
