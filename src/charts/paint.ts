/** Draws the parts of a plot on a canvas, in CSS pixels. */
import { placesOf } from './curves';
import type { Curve, Mark, Picture } from './curves';
import type { Columns } from './decimate';
import { margin } from './frame';
import type { Frame } from './frame';
import { group } from './outline';
import type { SeriesSpec } from './spec';
import type { ChartTheme } from './theme';
import { ticksOf } from './ticks';

export type Ink = CanvasRenderingContext2D;

const DASH = [6, 4];
/** Points that a line is still marked at: between two of them nothing is known. */
const FEW = 40;
/** Pixels of a tick without a label. */
const MINOR = 4;

export const colourOf = ({ series, text }: ChartTheme, spec: SeriesSpec | undefined, index: number): string =>
  spec?.inks?.[0] ?? series[(spec?.colour ?? index) % series.length] ?? text;

/** Grid, tick labels, axis names. */
export function paintAxes(ink: Ink, { spec, box, x, y, toX, toY }: Frame, theme: ChartTheme): void {
  const { width, height } = { width: box.right - box.left, height: box.bottom - box.top };
  const size = spec.fontSize ?? 11;
  ink.font = `${size}px ${theme.font}`;
  ink.lineWidth = 1;
  ink.strokeStyle = theme.border;
  ink.fillStyle = theme.secondary;
  ink.textAlign = 'right';
  ink.textBaseline = 'middle';
  ink.beginPath();
  for (const { at, label } of ticksOf(spec.y, y, Math.min(9, Math.max(2, Math.floor(height / (size + 25)))))) {
    const line = Math.round(toY(at)) + 0.5;
    ink.moveTo(label === '' ? box.left - MINOR : box.left, line);
    ink.lineTo(label === '' ? box.left : box.right, line);
    ink.fillText(label, box.left - 8, line);
  }
  ink.stroke();
  ink.strokeStyle = theme.borderStrong;
  ink.beginPath();
  ink.moveTo(box.left, box.bottom + 0.5);
  ink.lineTo(box.right, box.bottom + 0.5);
  ink.stroke();
  ink.textAlign = 'center';
  ink.textBaseline = 'top';
  const most = box.right + margin;
  for (const { at, label } of ticksOf(spec.x, x, Math.max(2, Math.floor(width / ((spec.x.categories ? 64 : 88) * (size / 11)))))) {
    if (label === '') ink.fillRect(Math.round(toX(at)), box.bottom, 1, MINOR);
    // The last label stays on the canvas, if need be left of its place.
    else ink.fillText(label, Math.min(toX(at), most - ink.measureText(label).width / 2), box.bottom + 7);
  }
  if (spec.x.label !== undefined) ink.fillText(spec.x.label, (box.left + box.right) / 2, box.bottom + 13 + size);
  if (spec.y.label === undefined) return;
  ink.save();
  ink.translate(size / 2 + 2, (box.top + box.bottom) / 2);
  ink.rotate(-Math.PI / 2);
  ink.textBaseline = 'middle';
  ink.fillText(spec.y.label, 0, 0);
  ink.restore();
}

export function paintCurves(ink: Ink, frame: Frame, picture: Picture, theme: ChartTheme): void {
  const { box, spec } = frame;
  ink.save();
  ink.beginPath();
  ink.rect(box.left, box.top - 4, box.right - box.left + 4, box.bottom - box.top + 6);
  ink.clip();
  // Smoothed lines lie above all raw ones, or the noise of one run would hide another.
  const inOrder = [...picture.curves].sort((a, b) => Number(a.role === 'smooth') - Number(b.role === 'smooth'));
  for (const curve of inOrder) {
    const series = spec.series[curve.series];
    if (!series) continue;
    ink.strokeStyle = ink.fillStyle = colourOf(theme, series, curve.series);
    switch (series.mark) {
      case 'points':
        ink.globalAlpha = 0.75;
        dots(ink, frame, placesOf(curve), 2.5);
        break;
      case 'bars':
        bars(ink, frame, placesOf(curve), series.inks ?? []);
        break;
      case 'line':
        line(ink, frame, curve, series);
        break;
      default:
        series.mark satisfies never;
    }
    ink.globalAlpha = 1;
  }
  ink.restore();
}

function line(ink: Ink, frame: Frame, curve: Curve, series: SeriesSpec): void {
  const { outline, role } = curve;
  if (!outline) return;
  ink.globalAlpha = role === 'raw' ? 0.25 : 1;
  ink.lineWidth = role === 'raw' ? 1.25 : 2;
  const noisy = !outline.exact && role !== 'smooth' && series.dashed !== true;
  if (noisy) return band(ink, frame, outline.groups, ink.lineWidth / 2);
  ink.lineJoin = ink.lineCap = 'round';
  ink.setLineDash(series.dashed === true ? DASH : []);
  const places = placesOf(curve);
  stroke(ink, frame, places);
  ink.setLineDash([]);
  if (role === 'whole' && places.x.length <= FEW) dots(ink, frame, places, 2.5);
}

function stroke(ink: Ink, { toX, toY }: Frame, { x, y }: Columns): void {
  ink.beginPath();
  let drawing = false;
  let [lastX, lastY] = [NaN, NaN];
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    const [px, py] = [toX(x[index] ?? NaN), toY(value)];
    if (!drawing) ink.moveTo(px, py);
    // Less than half a pixel on is not seen, but costs as much.
    else if (index < x.length - 1 && Math.abs(px - lastX) < 0.4 && Math.abs(py - lastY) < 0.4) continue;
    ink.lineTo(px, py);
    drawing = true;
    [lastX, lastY] = [px, py];
  }
  ink.stroke();
}

/** Everything between the lowest and highest values: what a line through all the points would cover, at a tenth of the cost. */
function band(ink: Ink, { toX, toY }: Frame, groups: Float64Array, half: number): void {
  const at = (index: number): number => groups[index] ?? NaN;
  let start = 0;
  ink.beginPath();
  for (let base = 0; base <= groups.length; base += group.size) {
    const over = base === groups.length || Number.isNaN(at(base + group.firstY));
    if (!over) continue;
    if (base > start) {
      const last = base - group.size;
      ink.moveTo(toX(at(start + group.firstX)), toY(at(start + group.firstY)) - half);
      for (let index = start; index < base; index += group.size) ink.lineTo(toX(at(index + group.highX)), toY(at(index + group.highY)) - half);
      ink.lineTo(toX(at(last + group.lastX)), toY(at(last + group.lastY)) - half);
      ink.lineTo(toX(at(last + group.lastX)), toY(at(last + group.lastY)) + half);
      for (let index = last; index >= start; index -= group.size) ink.lineTo(toX(at(index + group.lowX)), toY(at(index + group.lowY)) + half);
      ink.lineTo(toX(at(start + group.firstX)), toY(at(start + group.firstY)) + half);
      ink.closePath();
    }
    start = base + group.size;
  }
  ink.fill();
}

function dots(ink: Ink, { toX, toY }: Frame, { x, y }: Columns, radius: number): void {
  ink.beginPath();
  for (let index = 0; index < x.length; index++) {
    const [px, py] = [toX(x[index] ?? NaN), toY(y[index] ?? NaN)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    ink.moveTo(px + radius, py);
    ink.arc(px, py, radius, 0, Math.PI * 2);
  }
  ink.fill();
}

function bars(ink: Ink, { spec, y, toX, toY }: Frame, places: Columns, inks: readonly string[]): void {
  const count = spec.series.filter(({ mark }) => mark === 'bars').length;
  const wide = Math.min(72, Math.max(1, (toX(1) - toX(0)) * (0.72 / count)));
  const base = toY(Math.max(y[0], Math.min(y[1], 0)));
  ink.beginPath();
  for (let index = 0; index < places.x.length; index++) {
    const value = places.y[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (inks.length > 1) {
      ink.fill();
      ink.beginPath();
      ink.fillStyle = inks[index % inks.length] ?? '';
    }
    const top = toY(value);
    ink.roundRect(toX(places.x[index] ?? NaN) - wide / 2, Math.min(top, base), wide, Math.abs(base - top), top <= base ? [3, 3, 0, 0] : [0, 0, 3, 3]);
  }
  ink.fill();
}

/** Best points as rings; what is not finite at the edge where it left: crosses for NaN, arrows for the infinities. */
export function paintMarks(ink: Ink, frame: Frame, marks: readonly Mark[], theme: ChartTheme): void {
  const { box, spec, toX, toY } = frame;
  const drawn = new Map<string, number>();
  ink.lineWidth = 1.5;
  for (const { series, kind, x, y } of marks) {
    const at = toX(x);
    const before = drawn.get(`${series} ${kind}`);
    if (before !== undefined && at - before < 7) continue;
    drawn.set(`${series} ${kind}`, at);
    ink.strokeStyle = colourOf(theme, spec.series[series], series);
    ink.beginPath();
    switch (kind) {
      case 'best':
        ink.fillStyle = theme.surface;
        ink.lineWidth = 2;
        ink.arc(at, toY(y), 4.5, 0, Math.PI * 2);
        ink.fill();
        break;
      case 'nan':
        ink.moveTo(at - 3, box.bottom - 9);
        ink.lineTo(at + 3, box.bottom - 3);
        ink.moveTo(at + 3, box.bottom - 9);
        ink.lineTo(at - 3, box.bottom - 3);
        break;
      case 'up':
        arrow(ink, at, box.top - 2, 5);
        break;
      case 'down':
        arrow(ink, at, box.bottom - 1, -5);
        break;
      default:
        kind satisfies never;
    }
    ink.stroke();
  }
}

function arrow(ink: Ink, x: number, y: number, height: number): void {
  ink.moveTo(x - 4, y + height);
  ink.lineTo(x, y);
  ink.lineTo(x + 4, y + height);
}

export interface Reading {
  readonly series: number;
  readonly x: number;
  readonly y: number;
}

/** The crosshair with the point of each series that the legend reads. */
export function paintCrosshair(ink: Ink, { spec, box, x: [from, to], toX, toY }: Frame, x: number, readings: readonly Reading[], theme: ChartTheme): void {
  if (!(x >= from && x <= to)) return;
  const line = Math.round(toX(x)) + 0.5;
  ink.strokeStyle = theme.borderStrong;
  ink.lineWidth = 1;
  ink.beginPath();
  ink.moveTo(line, box.top);
  ink.lineTo(line, box.bottom);
  ink.stroke();
  ink.lineWidth = 2;
  for (const reading of readings) {
    if (!Number.isFinite(reading.y) || reading.x < from || reading.x > to) continue;
    ink.beginPath();
    ink.fillStyle = colourOf(theme, spec.series[reading.series], reading.series);
    ink.strokeStyle = theme.surface;
    ink.arc(toX(reading.x), toY(reading.y), 4, 0, Math.PI * 2);
    ink.fill();
    ink.stroke();
  }
}
