/** A chart as a picture that stands alone: in a saved notebook, on a code host, in a paper. */
import { CurveMaker } from './curves';
import type { Curve, Picture } from './curves';
import type { Columns } from './decimate';
import type { Range } from './range';
import type { ChartSpec, SeriesSpec } from './spec';
import { ticksOf } from './ticks';

// Other programs know neither our tokens nor always oklch(); these are the light theme's values in sRGB.
const ink = { text: '#1b212b', secondary: '#545c69', border: '#d8dce3', surface: '#ffffff' };
const palette = ['#0569cb', '#d16100', '#008662', '#bf4a95', '#0094c9', '#c0391d', '#9a7b00', '#474f5c'];
const font = 'Inter, system-ui, -apple-system, Segoe UI, sans-serif';

const width = 720;
const height = 300;
const plot = { left: 64, right: width - 16, top: 46, bottom: height - 44 };

export function chartSvg(spec: ChartSpec, columns: readonly Columns[]): string {
  const viewport = { x: null, width: plot.right - plot.left, height: plot.bottom - plot.top };
  const picture = new CurveMaker().make(spec, columns, viewport);
  const scales = {
    x: scale(picture.x, spec.x.scale === 'log', plot.left, plot.right),
    y: scale(picture.y, spec.y.scale === 'log', plot.bottom, plot.top),
  };
  const clip = `plot-${spec.chartId.replace(/[^\w-]/g, '')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${font}" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="${ink.surface}"/>`,
    `<clipPath id="${clip}"><rect x="${plot.left}" y="${plot.top - 2}" width="${plot.right - plot.left + 4}" height="${plot.bottom - plot.top + 4}"/></clipPath>`,
    heading(spec),
    grid(spec, picture, scales),
    `<g clip-path="url(#${clip})">`,
    ...picture.curves.map((curve) => draw(spec, curve, scales, picture)),
    '</g>',
    '</svg>',
  ].join('\n');
}

type Scale = (value: number) => number;
interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

function scale([from, to]: Range, log: boolean, start: number, end: number): Scale {
  const into = log ? Math.log : (value: number) => value;
  const span = into(to) - into(from) || 1;
  return (value) => start + ((into(value) - into(from)) / span) * (end - start);
}

/** Title at the left, the series at the right. */
function heading(spec: ChartSpec): string {
  const parts: string[] = [];
  if (spec.title !== undefined) {
    parts.push(`<text x="16" y="26" font-size="14" font-weight="600" fill="${ink.text}">${escape(spec.title)}</text>`);
  }
  let right = plot.right;
  for (const [index, series] of [...spec.series.entries()].reverse()) {
    // Inter's letters are 0.56 em wide on average.
    right -= Math.ceil(series.name.length * 6.4);
    parts.push(`<text x="${right}" y="25" fill="${ink.secondary}">${escape(series.name)}</text>`);
    parts.push(swatch(series, colour(index), right - 22));
    right -= 36;
  }
  return parts.join('\n');
}

function swatch({ mark, dashed }: SeriesSpec, stroke: string, x: number): string {
  if (mark === 'points') return `<circle cx="${x + 11}" cy="21" r="3" fill="${stroke}"/>`;
  if (mark === 'bars') return `<rect x="${x + 6}" y="16" width="10" height="10" rx="2" fill="${stroke}"/>`;
  return `<line x1="${x}" x2="${x + 16}" y1="21" y2="21" stroke="${stroke}" stroke-width="2"${dashed ? ' stroke-dasharray="5 3"' : ''}/>`;
}

function grid(spec: ChartSpec, picture: Picture, scales: Scales): string {
  const parts: string[] = [];
  for (const { at, label } of ticksOf(spec.y, picture.y, 5)) {
    const y = coordinate(scales.y(at));
    parts.push(`<line x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}" stroke="${ink.border}"/>`);
    parts.push(`<text x="${plot.left - 8}" y="${y}" dy="4" text-anchor="end" fill="${ink.secondary}">${escape(label)}</text>`);
  }
  for (const { at, label } of ticksOf(spec.x, picture.x, spec.x.categories ? 16 : 8)) {
    const x = coordinate(scales.x(at));
    parts.push(`<text x="${x}" y="${plot.bottom + 18}" text-anchor="middle" fill="${ink.secondary}">${escape(label)}</text>`);
  }
  if (spec.x.label !== undefined) {
    const middle = (plot.left + plot.right) / 2;
    parts.push(`<text x="${middle}" y="${height - 8}" text-anchor="middle" fill="${ink.secondary}">${escape(spec.x.label)}</text>`);
  }
  if (spec.y.label !== undefined) {
    const middle = (plot.top + plot.bottom) / 2;
    parts.push(
      `<text transform="rotate(-90 14 ${middle})" x="14" y="${middle}" dy="4" text-anchor="middle" fill="${ink.secondary}">${escape(spec.y.label)}</text>`,
    );
  }
  return parts.join('\n');
}

function draw(spec: ChartSpec, curve: Curve, scales: Scales, picture: Picture): string {
  const series = spec.series[curve.series];
  if (!series) return '';
  const stroke = colour(curve.series);
  switch (series.mark) {
    case 'points':
      return dots(curve, scales, stroke, 0.7);
    case 'bars': {
      const count = spec.series.filter(({ mark }) => mark === 'bars').length;
      const wide = Math.max(1, scales.x(picture.x[0] + 0.72 / count) - scales.x(picture.x[0]));
      const base = scales.y(Math.max(picture.y[0], Math.min(picture.y[1], 0)));
      return places(curve, scales)
        .map(({ x, y }) => {
          const top = Math.min(y, base);
          return `<rect x="${coordinate(x - wide / 2)}" y="${coordinate(top)}" width="${coordinate(wide)}" height="${coordinate(Math.abs(base - y))}" fill="${stroke}"/>`;
        })
        .join('');
    }
    case 'line': {
      const faint = curve.role === 'raw' ? ' stroke-opacity="0.25"' : '';
      const dash = series.dashed ? ' stroke-dasharray="6 4"' : '';
      const line = `<path d="${path(curve, scales)}" fill="none" stroke="${stroke}" stroke-width="${curve.role === 'raw' ? 1.25 : 2}" stroke-linejoin="round" stroke-linecap="round"${faint}${dash}/>`;
      const few = curve.role !== 'smooth' && curve.x.length <= 30;
      return few ? line + dots(curve, scales, stroke) : line;
    }
    default:
      return series.mark satisfies never;
  }
}

function path(curve: Columns, scales: Scales): string {
  let text = '';
  let drawing = false;
  for (let index = 0; index < curve.x.length; index++) {
    const value = curve.y[index] ?? NaN;
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    text += `${drawing ? 'L' : 'M'}${coordinate(scales.x(curve.x[index] ?? NaN))} ${coordinate(scales.y(value))}`;
    drawing = true;
  }
  return text;
}

/** All in one path of round ends: a tenth of the text that circles would take. */
function dots(curve: Columns, scales: Scales, stroke: string, opacity = 1): string {
  const at = places(curve, scales).map(({ x, y }) => `M${coordinate(x)} ${coordinate(y)}h0`);
  return `<path d="${at.join('')}" stroke="${stroke}" stroke-opacity="${opacity}" stroke-width="5" stroke-linecap="round"/>`;
}

function places(curve: Columns, scales: Scales): { x: number; y: number }[] {
  const all = Array.from(curve.x, (x, index) => ({ x: scales.x(x), y: scales.y(curve.y[index] ?? NaN) }));
  return all.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

const colour = (index: number): string => palette[index % palette.length] ?? ink.text;
/** A tenth of a pixel is finer than any screen draws. */
const coordinate = (value: number): string => String(Math.round(value * 10) / 10);
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
