/** True values against predictions of them. */
import { formatValue } from '../format';
import type { Range } from '../range';
import { areaOf, axes } from './axes';
import type { TruthFigure } from './figure';
import type { Inks } from './inks';
import { dots, path, round, type Drawn, type Target } from './shapes';

const REACH = 5;
export const pointTarget = (x: number, y: number, text: string, sprite?: number): Target => ({ x: x - REACH, y: y - REACH, width: 2 * REACH, height: 2 * REACH, text, ...(sprite !== undefined && { sprite }) });

/** Scale is that of all frames, so that points move and not the axes. */
export function drawTruth({ truth, frames }: TruthFigure, frame: number, width: number, inks: Inks): Drawn {
  const height = 300;
  const range = padded([...truth, ...frames.flatMap(({ values }) => values.filter((value): value is number => value !== null))]);
  const area = areaOf({ width: Math.min(width, 460), height, x: range, y: range, left: 60 });
  const values = frames[frame]?.values ?? [];
  const at = truth.flatMap((true_, index) => {
    const value = values[index];
    return value === null || value === undefined ? [] : [{ true_, value, x: area.x(true_), y: area.y(value) }];
  });
  const diagonal = path(`M${round(area.x(range[0]))} ${round(area.y(range[0]))}L${round(area.x(range[1]))} ${round(area.y(range[1]))}`, { stroke: inks.secondary, 'stroke-dasharray': '5 4' });
  return {
    width,
    height,
    shapes: [...axes(area, { x: range, y: range, xLabel: 'True', yLabel: 'Predicted', crossed: true }, inks), diagonal, dots(at.map(({ x, y }) => [x, y]), 6, { stroke: inks.series(0), 'stroke-opacity': 0.75 })],
    targets: at.map(({ true_, value, x, y }) => pointTarget(x, y, `true ${formatValue(true_)}, predicted ${formatValue(value)}`)),
  };
}

/** With a little room on both sides. */
export function padded(values: readonly number[]): Range {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!(high > low)) return Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
  const margin = (high - low) * 0.05;
  return [low - margin, high + margin];
}
