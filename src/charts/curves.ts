import { decimateLine, decimateScatter, inOrder } from './decimate';
import type { Columns } from './decimate';
import { rangeOfX, rangeOfY } from './range';
import type { Range } from './range';
import { Smoothing } from './smooth';
import type { ChartSpec, SeriesSpec } from './spec';

/** How a series reaches the eye: a noisy line is drawn faint with its smoothed form on top. */
export type Role = 'whole' | 'raw' | 'smooth';
export interface Curve extends Columns {
  /** Index into the spec's series. */
  readonly series: number;
  readonly role: Role;
}

export interface Viewport {
  /** Part of x that is shown; all of it where null. */
  readonly x: Range | null;
  /** Pixels of the plotting area. */
  readonly width: number;
  readonly height: number;
  readonly hidden?: ReadonlySet<string>;
}

export interface Picture {
  readonly curves: readonly Curve[];
  readonly x: Range;
  readonly y: Range;
}

/** How many curves a series is drawn as; fixed by the spec, so that a chart is rebuilt only when the spec changes. */
export const rolesOf = (series: SeriesSpec): readonly Role[] =>
  series.mark === 'line' && (series.smoothing ?? 0) > 0 ? ['raw', 'smooth'] : ['whole'];

/** Makes what is drawn of all points; remembers the smoothed values, so that a growing series costs what it grows by. */
export class CurveMaker {
  private readonly smoothings = new Map<string, Smoothing>();

  make(spec: ChartSpec, columns: readonly Columns[], viewport: Viewport): Picture {
    const log = spec.y.scale === 'log';
    const shown = spec.series.map((series, index) => ({ series, index, columns: columns[index] ?? none }));
    const visible = shown.filter(({ series }) => !viewport.hidden?.has(series.name));
    const x = viewport.x ?? rangeOfX(spec, (visible.length > 0 ? visible : shown).map((one) => one.columns));
    const bars = visible.filter(({ series }) => series.mark === 'bars');
    const curves = shown.flatMap(({ series, index, columns: points }): Curve[] => {
      if (viewport.hidden?.has(series.name)) return rolesOf(series).map((role) => ({ series: index, role, ...none }));
      const usable = log ? positive(points) : points;
      switch (series.mark) {
        case 'bars':
          return [{ series: index, role: 'whole', ...beside(usable, bars.findIndex((bar) => bar.index === index), bars.length) }];
        case 'points':
          return [{ series: index, role: 'whole', ...this.scatter(usable, x, viewport) }];
        case 'line':
          return rolesOf(series).map((role) => ({ series: index, role, ...this.line(series, usable, role, x, viewport) }));
      }
    });
    const within = curves.map((curve) => inside(curve, x));
    return { curves, x, y: rangeOfY(within, { log, bars: bars.length > 0 }) };
  }

  private line(series: SeriesSpec, points: Columns, role: Role, x: Range, { width }: Viewport): Columns {
    const ordered = inOrder(points);
    const drawn = role === 'smooth' ? { x: ordered.x, y: this.smoothed(series, ordered.y, ordered === points) } : ordered;
    return decimateLine(drawn, x[0], x[1], Math.max(1, Math.round(width)));
  }

  private smoothed(series: SeriesSpec, y: Float64Array, grows: boolean): Float64Array {
    const weight = series.smoothing ?? 0;
    let smoothing = this.smoothings.get(series.name);
    if (!smoothing || smoothing.weight !== weight || !grows) this.smoothings.set(series.name, (smoothing = new Smoothing(weight)));
    return smoothing.extend(y);
  }

  private scatter(points: Columns, x: Range, { width, height }: Viewport): Columns {
    const columns = Math.max(1, Math.round(width / 2));
    const rows = Math.max(1, Math.round(height / 2));
    return inOrder(decimateScatter(points, { x, y: rangeOfY([points], { log: false, bars: false }), columns, rows }));
  }
}

const none: Columns = { x: new Float64Array(0), y: new Float64Array(0) };

const positive = ({ x, y }: Columns): Columns => ({ x, y: y.map((value) => (value > 0 ? value : NaN)) });

/** Bars of several series share their place side by side. */
function beside({ x, y }: Columns, index: number, count: number): Columns {
  const offset = (index - (count - 1) / 2) * (0.8 / count);
  return inOrder({ x: x.map((value) => value + offset), y });
}

function inside({ x, y }: Columns, [from, to]: Range): { y: Float64Array } {
  return { y: y.filter((_, index) => (x[index] ?? NaN) >= from && (x[index] ?? NaN) <= to) };
}
