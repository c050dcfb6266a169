import { decimateScatter, inOrder } from './decimate';
import type { Columns } from './decimate';
import { Derived } from './derived';
import type { Transform } from './derived';
import { group, lineThrough, outline } from './outline';
import type { Outline } from './outline';
import { domainOf, rangeOfX, rangeOfY } from './range';
import type { Range } from './range';
import type { PointSource, Series } from './series';
import { positive, smoothing } from './smooth';
import type { ChartSpec, SeriesSpec, XColumn } from './spec';

/** How a series reaches the eye: a noisy line is drawn faint with its smoothed form on top. */
export type Role = 'whole' | 'raw' | 'smooth';
export interface Curve {
  /** Index into the spec's series. */
  readonly series: number;
  readonly role: Role;
  /** Of a line. */
  readonly outline: Outline | null;
  /** Of points and bars: where they stand. */
  readonly points: Columns | null;
}

export interface Viewport {
  /** Part of x that is shown; all of it where null. */
  readonly x: Range | null;
  readonly column: XColumn;
  /** Pixels of the plotting area. */
  readonly width: number;
  readonly height: number;
  readonly hidden?: ReadonlySet<string>;
}

export interface Mark {
  readonly series: number;
  readonly kind: 'nan' | 'up' | 'down' | 'best';
  readonly x: number;
  /** Of the best point; others stand at the edge. */
  readonly y: number;
}

export interface Picture {
  readonly curves: readonly Curve[];
  readonly x: Range;
  readonly y: Range;
  /** Values that are not finite, one mark for each place that has some; and best points. */
  readonly marks: readonly Mark[];
  /** False while smoothing goes on or points come from disk; drawing again shows more. */
  readonly complete: boolean;
}

/** How many curves a series is drawn as. */
export const rolesOf = (series: SeriesSpec): readonly Role[] =>
  series.mark === 'line' && (series.smoothing ?? 0) > 0 ? ['raw', 'smooth'] : ['whole'];

/** Groups that a pixel has at most: so fine that what a group covers is not seen to be wider than its points. */
const PER_PIXEL = 2;

/** Milliseconds of a frame that smoothing may take; the rest of it follows in the next. */
const TURN = 5;

interface Made {
  readonly source: PointSource;
  readonly made: Derived;
}

/** Makes what is drawn; remembers the smoothed values, so that a growing series costs what it grows by. */
export class CurveMaker {
  private readonly derived = new Map<string, Made>();
  private until = 0;
  private complete = true;

  /** `turn`: milliseconds that smoothing may take; Infinity where the picture is made once. */
  make(spec: ChartSpec, series: readonly Series[], viewport: Viewport, turn = TURN): Picture {
    this.until = performance.now() + turn;
    this.complete = true;
    const log = { x: spec.x.scale === 'log', y: spec.y.scale === 'log' };
    const visible = drawn(spec, series, viewport.column).filter((one) => !viewport.hidden?.has(one.spec.name));
    const x = viewport.x ?? this.range(spec, series, viewport.column, viewport.hidden);
    const bars = visible.filter((one) => one.spec.mark === 'bars');
    const marks: Mark[] = [];
    const curves = visible.flatMap(({ spec: one, index, column, points }): Curve[] => {
      if (one.mark === 'bars') {
        const at = bars.findIndex((bar) => bar.index === index);
        return [{ series: index, role: 'whole', outline: null, points: beside(columnsOf(points, viewport.column), at, bars.length) }];
      }
      if (one.mark === 'points') return [{ series: index, role: 'whole', outline: null, points: scatter(columnsOf(points, viewport.column), x, log.y, viewport) }];
      const line = (source: PointSource): Outline => outline(source, column, x[0], x[1], Math.max(1, Math.round(viewport.width * PER_PIXEL)));
      const usable = log.y && points.stats.low <= 0 ? this.through(`${one.name} above 0`, points, positive, 'positive') : points;
      const raw = line(usable);
      // On a logarithmic axis a value of 0 is left out, not broken.
      marks.push(...broken(usable === points ? raw : line(points), index, x));
      const best = one.best && bestOf(usable, column, one.best);
      if (best && best.x >= x[0] && best.x <= x[1]) marks.push({ series: index, kind: 'best', ...best });
      return rolesOf(one).map((role) => {
        const seen = role === 'smooth' ? line(this.through(one.name, usable, smoothing(one.smoothing ?? 0), String(one.smoothing))) : raw;
        return { series: index, role, outline: seen, points: null };
      });
    });
    return { curves, x, y: domainOf(spec.y) ?? rangeOfY(curves, x, { log: log.y, zero: bars.length > 0 || spec.y.zero === true }), marks, complete: this.complete };
  }

  /** All of x that the series shown have; of all series where none is shown. */
  range(spec: ChartSpec, series: readonly Series[], column: XColumn, hidden?: ReadonlySet<string>): Range {
    const all = drawn(spec, series, column);
    const visible = all.filter((one) => hidden?.has(one.spec.name) !== true);
    return rangeOfX(spec, visible.length > 0 ? visible : all);
  }

  private through(name: string, source: PointSource, transform: Transform, kind: string): Derived {
    const key = `${name} ${kind}`;
    let known = this.derived.get(key);
    if (known?.source !== source || known.made.length > source.length) {
      // Another weight makes the old values useless.
      for (const other of this.derived.keys()) if (other.startsWith(`${name} `) && other.split(' ').length === key.split(' ').length) this.derived.delete(other);
      this.derived.set(key, (known = { source, made: new Derived(source, transform, columnsIn(source)) }));
    }
    if (!known.made.extend(this.until)) this.complete = false;
    return known.made;
  }
}

interface Drawn {
  readonly spec: SeriesSpec;
  readonly index: number;
  readonly column: number;
  readonly points: Series;
}

/** The series that have the column of x, in order of it. */
function drawn(spec: ChartSpec, series: readonly Series[], name: XColumn): Drawn[] {
  return spec.series.flatMap((one, index) => {
    const column = series[index]?.column(name) ?? -1;
    const points = column < 0 ? undefined : series[index]?.inOrder(column);
    return points ? [{ spec: one, index, column, points }] : [];
  });
}

const columnsIn = (source: PointSource): number => source.block(0)?.x.length ?? 1;

const none: Columns = { x: new Float64Array(0), y: new Float64Array(0) };

const kept = new WeakMap<Series, { readonly length: number; readonly column: XColumn; readonly columns: Columns }>();

/** All points of a series that is drawn as dots or bars; made anew only when it has grown. */
function columnsOf(series: Series, column: XColumn): Columns {
  const known = kept.get(series);
  if (known?.length === series.length && known.column === column) return known.columns;
  const all = series.all();
  const x = column === 'step' ? all?.x : all?.[column];
  const columns = all && x ? { x, y: all.y } : none;
  kept.set(series, { length: series.length, column, columns });
  return columns;
}

function scatter(points: Columns, x: Range, log: boolean, { width, height }: Viewport): Columns {
  const columns = Math.max(1, Math.round(width / 2));
  const rows = Math.max(1, Math.round(height / 2));
  const usable = log ? { x: points.x, y: points.y.map((value) => (value > 0 ? value : NaN)) } : points;
  let [low, high] = [Infinity, -Infinity];
  for (const value of usable.y) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return inOrder(decimateScatter(usable, { x, y: [low, high], columns, rows }));
}

/** Bars of several series share their place side by side. */
function beside({ x, y }: Columns, index: number, count: number): Columns {
  const offset = (index - (count - 1) / 2) * (0.8 / count);
  return inOrder({ x: x.map((value) => value + offset), y });
}

function broken({ groups }: Outline, series: number, [from, to]: Range): Mark[] {
  const marks: Mark[] = [];
  for (let at = 0; at < groups.length; at += group.size) {
    const x = groups[at + group.badX] ?? NaN;
    if (!(x >= from && x <= to)) continue;
    if ((groups[at + group.nan] ?? 0) > 0) marks.push({ series, kind: 'nan', x, y: NaN });
    if ((groups[at + group.up] ?? 0) > 0) marks.push({ series, kind: 'up', x, y: NaN });
    if ((groups[at + group.down] ?? 0) > 0) marks.push({ series, kind: 'down', x, y: NaN });
  }
  return marks;
}

function bestOf(source: PointSource, column: number, which: 'min' | 'max'): { x: number; y: number } | null {
  const { groups } = outline(source, column, -Infinity, Infinity, 8);
  const [px, py] = which === 'min' ? [group.lowX, group.lowY] : [group.highX, group.highY];
  let best: { x: number; y: number } | null = null;
  for (let at = 0; at < groups.length; at += group.size) {
    const y = groups[at + py] ?? NaN;
    if (Number.isNaN(y) || (best && (which === 'min' ? y >= best.y : y <= best.y))) continue;
    best = { x: groups[at + px] ?? NaN, y };
  }
  return best;
}

/** The points of a curve in order of x, as a line goes through them; NaN is a gap. */
export const placesOf = (curve: Curve): Columns => curve.points ?? (curve.outline ? lineThrough(curve.outline) : none);
