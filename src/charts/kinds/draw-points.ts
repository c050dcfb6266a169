/** Points on a plane: truth against prediction, and embeddings. */
import { formatValue } from '../format';
import type { Range } from '../range';
import { areaOf, axes } from './axes';
import { legend } from './draw-histogram';
import type { EmbeddingFigure, TruthFigure } from './figure';
import type { Inks } from './inks';
import { dots, path, round, words, type Drawn, type Target } from './shapes';

const REACH = 5;
const target = (x: number, y: number, text: string, sprite?: number): Target => ({ x: x - REACH, y: y - REACH, width: 2 * REACH, height: 2 * REACH, text, ...(sprite !== undefined && { sprite }) });

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
    targets: at.map(({ true_, value, x, y }) => target(x, y, `true ${formatValue(true_)}, predicted ${formatValue(value)}`)),
  };
}

/** Marks that tell classes apart without colour, for up to as many. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

export function drawEmbedding({ x: xs, y: ys, axes: names, classOf, classes, sprites }: EmbeddingFigure, width: number, inks: Inks): Drawn {
  const height = 380;
  const [x, y] = [padded(xs), padded(ys)];
  const top = classes === undefined ? 12 : 30;
  const area = areaOf({ width, height, x, y, left: 60, top });
  const size = xs.length > 2000 ? 3.5 : xs.length > 400 ? 5 : 7;
  const groups = classes === undefined ? [xs.map((_, index) => index)] : classes.map((_, group) => xs.flatMap((_x, index) => (classOf?.[index] === group ? [index] : [])));
  const place = (index: number): readonly [number, number] => [area.x(xs[index] ?? 0), area.y(ys[index] ?? 0)];
  const named = (classes ?? []).flatMap((name, group) => {
    const members = groups[group] ?? [];
    if (members.length === 0) return [];
    // The name stands where the class does: the median is not drawn away by strays.
    const [left, above] = [median(members.map((index) => place(index)[0])), median(members.map((index) => place(index)[1]))];
    return [words(name.length > 14 ? `${name.slice(0, 13)}…` : name, left, above + 4, { 'font-size': 12, 'font-weight': 650, 'text-anchor': 'middle', fill: inks.text, stroke: inks.surface, 'stroke-width': 3.5, 'paint-order': 'stroke' })];
  });
  return {
    width,
    height,
    shapes: [
      ...axes(area, { x, y, xLabel: names[0], yLabel: names[1], crossed: true }, inks),
      ...groups.map((members, group) => dots(members.map(place), size, { stroke: inks.series(group), 'stroke-opacity': xs.length > 2000 ? 0.55 : 0.8 })),
      ...(classes !== undefined && classes.length <= LETTERS.length ? named : []),
      ...(classes === undefined ? [] : legend(classes, width, inks)),
    ],
    targets: xs.map((value, index) => {
      const name = classes?.[classOf?.[index] ?? -1];
      const [left, above] = place(index);
      return target(left, above, `point ${index}${name === undefined ? '' : `, ${name}`}: ${formatValue(value)}, ${formatValue(ys[index] ?? NaN)}`, sprites === undefined ? undefined : index);
    }),
  };
}

function padded(values: readonly number[]): Range {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!(high > low)) return Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
  const margin = (high - low) * 0.05;
  return [low - margin, high + margin];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
