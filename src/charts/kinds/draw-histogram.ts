import { formatValue } from '../format';
import { areaOf, axes } from './axes';
import type { HistogramFigure } from './figure';
import type { Inks } from './inks';
import { rect, words, type Drawn, type Shape, type Target } from './shapes';

const HEIGHT = 260;

/** Bars between edges; several series stand behind each other, see-through. */
export function drawHistogram({ edges, series, xLabel }: HistogramFigure, width: number, inks: Inks): Drawn {
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts));
  const x = [edges[0] ?? 0, edges.at(-1) ?? 1] as const;
  const y = [0, most * 1.06] as const;
  const many = series.length > 1;
  const area = areaOf({ width, height: HEIGHT, x, y, left: 60, bottom: xLabel === undefined ? 28 : 42, top: many ? 28 : 12 });
  const bars: Shape[] = [];
  const targets: Target[] = [];
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
    const [left, right] = [area.x(from), area.x(to)];
    const gap = right - left > 4 ? 1 : 0;
    series.forEach(({ counts }, index) => {
      const top = area.y(counts[bin] ?? 0);
      bars.push(rect(left + gap / 2, top, right - left - gap, area.bottom - top, { fill: inks.series(index), 'fill-opacity': many ? 0.55 : 0.9 }));
    });
    const said = series.map(({ name, counts }) => (many ? `${name} ${formatValue(counts[bin] ?? 0)}` : formatValue(counts[bin] ?? 0)));
    targets.push({ x: left, y: area.top, width: right - left, height: area.bottom - area.top, text: `${formatValue(from)} to ${formatValue(to)}: ${said.join(', ')}` });
  }
  return { width, height: HEIGHT, shapes: [...axes(area, { x, y, xLabel, yLabel: 'count', integerY: true }, inks), ...bars, ...(many ? legend(series.map(({ name }) => name), width, inks) : [])], targets };
}

/** Names with a square of their colour, in a row at the top. */
export function legend(names: readonly string[], width: number, inks: Inks): Shape[] {
  let left = 56;
  return names.flatMap((name, index) => {
    const at = left;
    left += 26 + name.length * 6.4;
    if (left > width) return [];
    return [rect(at, 5, 10, 10, { rx: 2, fill: inks.series(index) }), words(name, at + 15, 14, { 'font-size': 11, fill: inks.secondary })];
  });
}
