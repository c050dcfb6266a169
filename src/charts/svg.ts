/** A chart as a picture that stands alone: in a saved notebook, on a code host, in a paper. */
import { CurveMaker, placesOf } from './curves';
import type { Curve, Mark, Picture, Viewport } from './curves';
import type { Columns } from './decimate';
import { scaleOf } from './scale';
import type { Scale } from './scale';
import type { Series } from './series';
import type { ChartSpec, SeriesSpec } from './spec';
import { colourOfSeries, escaped, headOf } from './svg-head';
import { ticksOf } from './ticks';

// Other programs know neither our tokens nor always oklch(); these are the light theme's values in sRGB.
const ink = { text: '#1b212b', secondary: '#545c69', border: '#d8dce3', surface: '#ffffff' };
const font = 'Inter, system-ui, -apple-system, Segoe UI, sans-serif';

const usual = { width: 720, plotted: 254 } as const;

/** Where the plotting area lies, in pixels. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** `view`: the part of x that the reader has zoomed to, and what x counts. */
export function chartSvg(spec: ChartSpec, series: readonly Series[], view: Partial<Pick<Viewport, 'x' | 'column' | 'hidden'>> = {}): string {
  const width = spec.width ?? usual.width;
  const size = spec.fontSize ?? 11;
  const head = headOf(spec, width, ink);
  const height = head.height + (spec.height ?? usual.plotted);
  const plot: Plot = { left: Math.round((64 * size) / 11), right: width - 16, top: head.height, bottom: height - Math.round((44 * size) / 11) };
  const viewport = { x: null, column: 'step' as const, ...view, width: Math.max(1, plot.right - plot.left), height: Math.max(1, plot.bottom - plot.top) };
  const picture = new CurveMaker().make(spec, series, viewport, Infinity);
  const scales = {
    x: scaleOf(picture.x, spec.x.scale === 'log', plot.left, plot.right),
    y: scaleOf(picture.y, spec.y.scale === 'log', plot.bottom, plot.top),
  };
  const clip = `plot-${spec.chartId.replace(/[^\w-]/g, '')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${font}" font-size="${size}">`,
    `<rect width="${width}" height="${height}" fill="${ink.surface}"/>`,
    `<clipPath id="${clip}"><rect x="${plot.left}" y="${plot.top - 2}" width="${viewport.width + 4}" height="${viewport.height + 4}"/></clipPath>`,
    head.text,
    grid(spec, picture, scales, plot, height),
    `<g clip-path="url(#${clip})">`,
    ...picture.curves.map((curve) => draw(spec, curve, scales, picture)),
    '</g>',
    ...picture.marks.map((mark) => sign(mark, spec, scales, plot)),
    '</svg>',
  ].join('\n');
}

interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

function grid(spec: ChartSpec, picture: Picture, scales: Scales, plot: Plot, height: number): string {
  const size = spec.fontSize ?? 11;
  const parts: string[] = [];
  for (const { at, label } of ticksOf(spec.y, picture.y, Math.min(9, Math.max(2, Math.floor((plot.bottom - plot.top) / 42))))) {
    const y = coordinate(scales.y(at));
    const [from, to] = label === '' ? [plot.left - 4, plot.left] : [plot.left, plot.right];
    parts.push(`<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${ink.border}"/>`);
    if (label !== '') parts.push(`<text x="${plot.left - 8}" y="${y}" dy="4" text-anchor="end" fill="${ink.secondary}">${escaped(label)}</text>`);
  }
  for (const { at, label } of ticksOf(spec.x, picture.x, Math.max(2, Math.floor((plot.right - plot.left) / ((spec.x.categories ? 56 : 80) * (size / 11)))))) {
    const x = coordinate(scales.x(at));
    parts.push(label === '' ? `<line x1="${x}" x2="${x}" y1="${plot.bottom}" y2="${plot.bottom + 4}" stroke="${ink.secondary}"/>` : `<text x="${x}" y="${plot.bottom + 7 + size}" text-anchor="middle" fill="${ink.secondary}">${escaped(label)}</text>`);
  }
  if (spec.x.label !== undefined) {
    const middle = (plot.left + plot.right) / 2;
    parts.push(`<text x="${middle}" y="${height - 8}" text-anchor="middle" fill="${ink.secondary}">${escaped(spec.x.label)}</text>`);
  }
  if (spec.y.label !== undefined) {
    const middle = (plot.top + plot.bottom) / 2;
    parts.push(
      `<text transform="rotate(-90 14 ${middle})" x="14" y="${middle}" dy="4" text-anchor="middle" fill="${ink.secondary}">${escaped(spec.y.label)}</text>`,
    );
  }
  return parts.join('\n');
}

function draw(spec: ChartSpec, curve: Curve, scales: Scales, picture: Picture): string {
  const series = spec.series[curve.series];
  if (!series) return '';
  const stroke = colour(series, curve.series);
  const places = placesOf(curve);
  switch (series.mark) {
    case 'points':
      return dots(places, scales, stroke, 0.7);
    case 'bars': {
      const count = spec.series.filter(({ mark }) => mark === 'bars').length;
      const wide = Math.max(1, scales.x(picture.x[0] + 0.72 / count) - scales.x(picture.x[0]));
      const base = scales.y(Math.max(picture.y[0], Math.min(picture.y[1], 0)));
      return pixels(places, scales)
        .map(({ x, y }, index) => {
          const fill = series.inks === undefined ? stroke : escaped(series.inks[index % series.inks.length] ?? '');
          const top = Math.min(y, base);
          return `<rect x="${coordinate(x - wide / 2)}" y="${coordinate(top)}" width="${coordinate(wide)}" height="${coordinate(Math.abs(base - y))}" fill="${fill}"/>`;
        })
        .join('');
    }
    case 'line': {
      const faint = curve.role === 'raw' ? ' stroke-opacity="0.25"' : '';
      const dash = series.dashed ? ' stroke-dasharray="6 4"' : '';
      const line = `<path d="${path(places, scales)}" fill="none" stroke="${stroke}" stroke-width="${curve.role === 'raw' ? 1.25 : 2}" stroke-linejoin="round" stroke-linecap="round"${faint}${dash}/>`;
      const few = curve.role !== 'smooth' && places.x.length <= 30;
      return few ? line + dots(places, scales, stroke) : line;
    }
    default:
      return series.mark satisfies never;
  }
}

function path({ x, y }: Columns, scales: Scales): string {
  let text = '';
  let drawing = false;
  let [lastX, lastY] = [NaN, NaN];
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    const [px, py] = [scales.x(x[index] ?? NaN), scales.y(value)];
    // Where a line hardly moves, a point more is text and nothing to see.
    if (drawing && index < x.length - 1 && Math.abs(px - lastX) < 0.4 && Math.abs(py - lastY) < 0.4) continue;
    text += `${drawing ? 'L' : 'M'}${coordinate(px)} ${coordinate(py)}`;
    drawing = true;
    [lastX, lastY] = [px, py];
  }
  return text;
}

/** All in one path of round ends: a tenth of the text that circles would take. */
function dots(places: Columns, scales: Scales, stroke: string, opacity = 1): string {
  const at = pixels(places, scales).map(({ x, y }) => `M${coordinate(x)} ${coordinate(y)}h0`);
  return `<path d="${at.join('')}" stroke="${stroke}" stroke-opacity="${opacity}" stroke-width="5" stroke-linecap="round"/>`;
}

/** The best point as a ring; what is not finite as a sign at the edge. */
function sign(mark: Mark, spec: ChartSpec, scales: Scales, plot: Plot): string {
  const stroke = colour(spec.series[mark.series], mark.series);
  const x = coordinate(scales.x(mark.x));
  if (mark.kind === 'best') return `<circle cx="${x}" cy="${coordinate(scales.y(mark.y))}" r="4.5" fill="${ink.surface}" stroke="${stroke}" stroke-width="2"/>`;
  const [y, d] = { nan: [plot.bottom - 6, 'm-3 -3l6 6m0 -6l-6 6'], up: [plot.top + 3, 'm-4 4l4 -5l4 5'], down: [plot.bottom - 3, 'm-4 -4l4 5l4 -5'] }[mark.kind] as [number, string];
  return `<path d="M${x} ${y}${d}" fill="none" stroke="${stroke}" stroke-width="1.5"/>`;
}

function pixels(places: Columns, scales: Scales): { x: number; y: number }[] {
  const all = Array.from(places.x, (x, index) => ({ x: scales.x(x), y: scales.y(places.y[index] ?? NaN) }));
  return all.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

const colour = (series: SeriesSpec | undefined, index: number): string => escaped(colourOfSeries(series, index));
/** A tenth of a pixel is finer than any screen draws. */
const coordinate = (value: number): string => String(Math.round(value * 10) / 10);
