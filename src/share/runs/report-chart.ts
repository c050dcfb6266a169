/** The curves of one metric of several runs as an SVG picture that needs nothing around it. */
import type { RunRecord, SeriesRecord, RunSource } from './types';

const WIDTH = 720;
const HEIGHT = 260;
const PLOT = { left: 64, top: 12, right: 12, bottom: 28 } as const;
const RUNS = 8;
/** Columns of the plot in which a line keeps its lowest and its highest point. */
const COLUMNS = 240;
/** Told apart by colour-blind readers too (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6d1f', '#6b6b6b'] as const;

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** Null where there is no finite point. Shows the first eight runs. */
export async function curves(runs: readonly RunRecord[], metric: string, source: RunSource): Promise<string | null> {
  const lines: Line[] = [];
  for (const run of runs.slice(0, RUNS)) {
    const series = metric in run.metrics ? await source.series(run.id, metric) : null;
    const points = series === null ? [] : thinned(series);
    if (points.length > 0) lines.push({ name: run.name, points });
  }
  return lines.length === 0 ? null : draw(lines, metric);
}

function thinned({ step, value }: SeriesRecord): readonly (readonly [number, number])[] {
  const each = Math.max(1, Math.ceil(step.length / COLUMNS));
  const kept: (readonly [number, number])[] = [];
  for (let from = 0; from < step.length; from += each) {
    let low = -1;
    let high = -1;
    for (let at = from; at < Math.min(from + each, step.length); at++) {
      const here = value[at] ?? NaN;
      if (!Number.isFinite(here)) continue;
      if (low < 0 || here < (value[low] ?? 0)) low = at;
      if (high < 0 || here > (value[high] ?? 0)) high = at;
    }
    if (low < 0) continue;
    for (const at of new Set([Math.min(low, high), Math.max(low, high)])) kept.push([step[at] ?? 0, value[at] ?? 0]);
  }
  return kept;
}

function draw(lines: readonly Line[], metric: string): string {
  const xs = extent(lines.flatMap(({ points }) => points.map(([x]) => x)));
  const ys = rounded(extent(lines.flatMap(({ points }) => points.map(([, y]) => y))));
  const bottom = HEIGHT - PLOT.bottom;
  const x = (value: number): number => PLOT.left + ((value - xs.low) / (xs.high - xs.low)) * (WIDTH - PLOT.left - PLOT.right);
  const y = (value: number): number => bottom - ((value - ys.low) / (ys.high - ys.low)) * (bottom - PLOT.top);
  const path = (points: Line['points']): string => points.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${x(px).toFixed(1)} ${y(py).toFixed(1)}`).join('');
  const grid = marks(ys).map(
    (value) => `<path d="M${PLOT.left} ${y(value).toFixed(1)}H${WIDTH - PLOT.right}" stroke="#888" stroke-opacity=".25"/><text x="${PLOT.left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${short(value)}</text>`,
  );
  const steps = marks(xs).map((value) => `<text x="${x(value).toFixed(1)}" y="${bottom + 18}" text-anchor="${x(value) > WIDTH - 40 ? 'end' : 'middle'}">${short(value)}</text>`);
  const drawn = lines.map(({ points }, at) => `<path d="${path(points)}" fill="none" stroke="${COLOURS[at]}" stroke-width="1.75" stroke-linejoin="round"/>${points.length === 1 ? `<circle cx="${x(points[0]?.[0] ?? 0).toFixed(1)}" cy="${y(points[0]?.[1] ?? 0).toFixed(1)}" r="3" fill="${COLOURS[at]}"/>` : ''}`);
  const legend = lines.map(({ name }, at) => `<path d="M${PLOT.left} ${HEIGHT + 14 + at * 18}h16" stroke="${COLOURS[at]}" stroke-width="3"/><text x="${PLOT.left + 24}" y="${HEIGHT + 18 + at * 18}">${escaped(name)}</text>`);
  const height = HEIGHT + 10 + lines.length * 18;
  // A grey that is read on white and on black, for the picture does not know on which it stands.
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#808080" role="img" aria-label="${escaped(metric)} by step"><title>${escaped(metric)} by step</title>${[...grid, ...steps, ...drawn, ...legend].join('')}</svg>`;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function extent(values: readonly number[]): Range {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return low < high ? { low, high } : { low: low - 0.5, high: high + 0.5 };
}

/** How far marks are apart: 1, 2 or 5 times a power of ten, so that about five of them fit. */
function apart({ low, high }: Range): number {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10);
}

/** The range from mark to mark that holds this one. */
function rounded(range: Range): Range {
  const step = apart(range);
  return { low: Math.floor(range.low / step) * step, high: Math.ceil(range.high / step) * step };
}

/** Round values within the range. */
function marks({ low, high }: Range): readonly number[] {
  const step = apart({ low, high });
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

const short = (value: number): string => (Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(3))));

const escaped = (raw: string): string => raw.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
