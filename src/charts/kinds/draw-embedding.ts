/** Points of many dimensions on a plane: classes by colour, from the twenty-first on by shape as well. */
import { formatValue } from '../format';
import { COLOURS } from '../palette';
import { areaOf, axes } from './axes';
import { legend } from './draw-histogram';
import { padded, pointTarget } from './draw-points';
import type { EmbeddingFigure } from './figure';
import type { Inks } from './inks';
import { dots, path, round, words, type Drawn, type Shape } from './shapes';

/** How the reader looks at a figure. */
export interface FigureView {
  /** Classes that are not drawn. Where this is given the page has a legend of its own. */
  readonly hidden?: ReadonlySet<number>;
}

/** Names of so many classes can stand among their points. */
const NAMED = 26;

const TALL = 380;
const AXES = 56;

export function drawEmbedding({ x: xs, y: ys, axes: names, classOf, classes, sprites }: EmbeddingFigure, width: number, inks: Inks, { hidden }: FigureView): Drawn {
  const [x, y] = [padded(xs), padded(ys)];
  const above = classes === undefined || hidden !== undefined ? { shapes: [], height: 0 } : legend(classes, width, inks);
  const height = TALL + above.height;
  const area = areaOf({ width, height, x, y, left: AXES + 4, top: above.height + 12 });
  const size = xs.length > 2000 ? 3.5 : xs.length > 400 ? 5 : 7;
  const isShown = (index: number): boolean => hidden?.has(classOf?.[index] ?? -1) !== true;
  const place = (index: number): readonly [number, number] => [area.x(xs[index] ?? 0), area.y(ys[index] ?? 0)];
  const groups: number[][] = (classes ?? ['']).map(() => []);
  for (let index = 0; index < xs.length; index++) if (isShown(index)) groups[classes === undefined ? 0 : (classOf?.[index] ?? 0)]?.push(index);
  const named = (classes ?? []).flatMap((name, group) => {
    const members = groups[group] ?? [];
    if (members.length === 0) return [];
    // The name stands where the class does: the median is not drawn away by strays.
    const [left, middle] = [median(members.map((index) => place(index)[0])), median(members.map((index) => place(index)[1]))];
    return [words(name.length > 14 ? `${name.slice(0, 13)}…` : name, left, middle + 4, { 'font-size': 12, 'font-weight': 650, 'text-anchor': 'middle', fill: inks.text, stroke: inks.surface, 'stroke-width': 3.5, 'paint-order': 'stroke' })];
  });
  return {
    width,
    height,
    shapes: [
      ...axes(area, { x, y, xLabel: names[0], yLabel: names[1], crossed: true }, inks),
      ...groups.flatMap((members, group) => (members.length === 0 ? [] : [markers(members.map(place), size, group, inks, xs.length > 2000 ? 0.55 : 0.8)])),
      ...(classes !== undefined && classes.length <= NAMED ? named : []),
      ...above.shapes,
    ],
    targets: xs.flatMap((value, index) => {
      if (!isShown(index)) return [];
      const name = classes?.[classOf?.[index] ?? -1];
      const [left, top] = place(index);
      return [pointTarget(left, top, `point ${index}${name === undefined ? '' : `, ${name}`}: ${formatValue(value)}, ${formatValue(ys[index] ?? NaN)}`, sprites === undefined ? undefined : index)];
    }),
  };
}

/** Outlines about 0 that a dot of radius 1 has the size of; after the round ones, one shape for every twenty classes. */
const OUTLINES: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [[0, -1.3], [1.15, 0.8], [-1.15, 0.8]],
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.35], [1.1, 0], [0, 1.35], [-1.1, 0]],
  [[0, 1.3], [1.15, -0.8], [-1.15, -0.8]],
];

/** What a class is drawn with: -1 for dots, else an index into the outlines. */
export const shapeOfClass = (group: number): number => (group < COLOURS ? -1 : (Math.floor(group / COLOURS) - 1) % OUTLINES.length);

/** An outline of the shape about a place; nothing for dots. */
export function outlineOf(shape: number, [x, y]: readonly [number, number], radius: number): string {
  const corners = OUTLINES[shape] ?? [];
  return corners.length === 0 ? '' : `M${corners.map(([dx, dy]) => `${round(x + dx * radius)} ${round(y + dy * radius)}`).join('L')}Z`;
}

function markers(places: readonly (readonly [number, number])[], size: number, group: number, inks: Inks, opacity: number): Shape {
  const shape = shapeOfClass(group);
  if (shape < 0) return dots(places, size, { stroke: inks.series(group), 'stroke-opacity': opacity });
  return path(places.map((place) => outlineOf(shape, place, size / 2)).join(''), { fill: inks.series(group), 'fill-opacity': opacity });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
