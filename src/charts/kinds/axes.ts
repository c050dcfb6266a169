/** A plotting area with its two axes. */
import { ticksOf } from '../ticks';
import type { Range } from '../range';
import type { Inks } from './inks';
import { path, round, widthOf, words, type Shape } from './shapes';

/** Right of the plotting area, in pixels. */
const MARGIN = 12;

export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
}

export interface AreaOptions {
  readonly width: number;
  readonly height: number;
  readonly x: Range;
  readonly y: Range;
  readonly left?: number;
  readonly bottom?: number;
  readonly top?: number;
}

export function areaOf({ width, height, x, y, left = 52, bottom = 40, top = 12 }: AreaOptions): Area {
  const right = width - MARGIN;
  const floor = height - bottom;
  const [xSpan, ySpan] = [x[1] - x[0] || 1, y[1] - y[0] || 1];
  return {
    left,
    right,
    top,
    bottom: floor,
    x: (value) => left + ((value - x[0]) / xSpan) * (right - left),
    y: (value) => floor - ((value - y[0]) / ySpan) * (floor - top),
  };
}

export interface AxesOptions {
  readonly x: Range;
  readonly y: Range;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Vertical lines, too. */
  readonly crossed?: boolean;
  readonly integerY?: boolean;
}

export function axes(area: Area, { x, y, xLabel, yLabel, crossed = false, integerY = false }: AxesOptions, inks: Inks): Shape[] {
  const { left, right, top, bottom } = area;
  const small = { 'font-size': 11, fill: inks.secondary };
  const yTicks = ticksOf({ integer: integerY }, y, Math.max(2, Math.round((bottom - top) / 48)));
  const xTicks = ticksOf({}, x, Math.max(2, Math.round((right - left) / 90)));
  const across = yTicks.map(({ at }) => `M${left} ${round(area.y(at))}H${right}`);
  const down = crossed ? xTicks.map(({ at }) => `M${round(area.x(at))} ${top}V${bottom}`) : [];
  return [
    path([...across, ...down].join(''), { stroke: inks.border, 'stroke-width': 1 }),
    path(`M${left} ${bottom}H${right}`, { stroke: inks.borderStrong, 'stroke-width': 1 }),
    ...yTicks.map(({ at, label }) => words(label, left - 8, area.y(at) + 4, { ...small, 'text-anchor': 'end' })),
    // The last label stays in the picture, if need be left of its place.
    ...xTicks.map(({ at, label }) => words(label, Math.min(area.x(at), right + MARGIN - widthOf(label) / 2), bottom + 16, { ...small, 'text-anchor': 'middle' })),
    ...(xLabel === undefined ? [] : [words(xLabel, (left + right) / 2, bottom + 33, { ...small, 'text-anchor': 'middle' })]),
    ...(yLabel === undefined ? [] : [words(yLabel, 12, (top + bottom) / 2, { ...small, 'text-anchor': 'middle', transform: `rotate(-90 12 ${round((top + bottom) / 2)})` })]),
  ];
}
