import { formatValue } from '../format';
import { areaOf, axes } from './axes';
import type { HistogramFigure } from './figure';
import type { Inks } from './inks';
import { fitting, rect, words, type Drawn, type Shape, type Target } from './shapes';

const HEIGHT = 260;

/** Bars between edges; several series stand behind each other, see-through. */
export function drawHistogram({ edges, series, xLabel, yLabel = 'count', colour, stats = [], height: asked }: HistogramFigure, width: number, inks: Inks): Drawn {
  const most = series.reduce((high, { counts }) => Math.max(high, ...counts), 1);
  const x = [edges[0] ?? 0, edges.at(-1) ?? 1] as const;
  const y = [0, most * 1.06] as const;
  const many = series.length > 1;
  const names = many ? legend(series.map(({ name }) => name), width, inks) : none;
  const table = statistics(stats, names.height, width, inks);
  const above = names.height + table.height;
  const height = (asked ?? HEIGHT) + above;
  const area = areaOf({ width, height, x, y, left: 60, bottom: xLabel === undefined ? 28 : 42, top: above + 12 });
  const bars: Shape[] = [];
  const targets: Target[] = [];
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
    const [left, right] = [area.x(from), area.x(to)];
    const gap = right - left > 4 ? 1 : 0;
    series.forEach(({ counts }, index) => {
      const top = area.y(counts[bin] ?? 0);
      bars.push(rect(left + gap / 2, top, right - left - gap, area.bottom - top, { fill: index === 0 && colour !== undefined ? colour : inks.series(index), 'fill-opacity': many ? 0.55 : 0.9 }));
    });
    const said = series.map(({ name, counts }) => (many ? `${name} ${formatValue(counts[bin] ?? 0)}` : formatValue(counts[bin] ?? 0)));
    targets.push({ x: left, y: area.top, width: right - left, height: area.bottom - area.top, text: `${formatValue(from)} to ${formatValue(to)}: ${said.join(', ')}` });
  }
  return { width, height, shapes: [...axes(area, { x, y, xLabel, yLabel, integerY: true }, inks), ...bars, ...names.shapes, ...table.shapes], targets };
}

interface Above {
  readonly shapes: readonly Shape[];
  readonly height: number;
}
const none: Above = { shapes: [], height: 0 };

const ROW = 18;
/** Longer names are cut. */
const LETTERS = 40;

/** Names with a square of their colour, in rows at the top; names that are too many for six rows are counted. */
export function legend(names: readonly string[], width: number, inks: Inks): Above {
  const shapes: Shape[] = [];
  let [left, top] = [56, 0];
  for (const [index, full] of names.entries()) {
    const name = full.length > LETTERS ? `${full.slice(0, LETTERS - 1)}…` : full;
    const wide = 26 + name.length * 6.4;
    if (left > 56 && left + wide > width) [left, top] = [56, top + ROW];
    if (top === 5 * ROW && index < names.length - 1 && left + wide + 80 > width) {
      shapes.push(words(`and ${names.length - index} more`, left, top + 14, { 'font-size': 11, fill: inks.secondary }));
      break;
    }
    shapes.push(rect(left, top + 5, 10, 10, { rx: 2, fill: inks.series(index) }), words(name, left + 15, top + 14, { 'font-size': 11, fill: inks.secondary }));
    left += wide;
  }
  return { shapes, height: top + ROW };
}

/** Numbers with what they are above them, as many in a row as there is room for. */
function statistics(stats: NonNullable<HistogramFigure['stats']>, top: number, width: number, inks: Inks): Above {
  if (stats.length === 0) return none;
  const across = Math.max(1, Math.min(stats.length, Math.floor((width - 72) / 88)));
  const wide = (width - 72) / across;
  const shapes = stats.flatMap(({ name, value }, index): Shape[] => {
    const [x, y] = [60 + (index % across) * wide, top + Math.floor(index / across) * 38];
    return [words(name, x, y + 14, { 'font-size': 11, fill: inks.secondary }), words(fitting(value, wide - 4, 12), x, y + 30, { 'font-size': 12, fill: inks.text })];
  });
  return { shapes, height: Math.ceil(stats.length / across) * 38 + 4 };
}
