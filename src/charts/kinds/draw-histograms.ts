/** Distributions over training: for each name a strip of colours, time to the right, and the bars of one moment. */
import { formatValue } from '../format';
import type { HistogramsFigure, HistogramTrack } from './figure';
import type { Inks } from './inks';
import { fitting, path, rect, words, type Drawn, type Shape, type Target } from './shapes';

const BINS = 30;
const STRIP = 84;
const ROW = STRIP + 40;
const LEFT = 76;

export function drawHistograms({ labels, tracks }: HistogramsFigure, frame: number, width: number, inks: Inks): Drawn {
  const shapes: Shape[] = [];
  const targets: Target[] = [];
  const half = LEFT + (width - LEFT - 12) * 0.6;
  tracks.forEach((track, index) => {
    const top = index * ROW + 22;
    const range = rangeOf(track);
    const columns = track.frames.map((one) => rebinned(one, range));
    const strips = columns.map((counts) => counts.reduce((most, count) => Math.max(most, count), 0));
    const columnWidth = (half - LEFT) / Math.max(1, columns.length);
    const small = { 'font-size': 11, fill: inks.secondary };
    shapes.push(words(fitting(track.name, width - LEFT, 12), LEFT, top - 8, { 'font-size': 12, 'font-weight': 600, fill: inks.text }));
    shapes.push(words(formatValue(range[1]), LEFT - 8, top + 10, { ...small, 'text-anchor': 'end' }), words(formatValue(range[0]), LEFT - 8, top + STRIP, { ...small, 'text-anchor': 'end' }));
    columns.forEach((counts, column) => {
      const most = strips[column] || 1;
      counts.forEach((count, bin) => {
        if (count > 0) shapes.push(rect(LEFT + column * columnWidth, top + (1 - (bin + 1) / BINS) * STRIP, columnWidth + 0.3, STRIP / BINS + 0.3, { fill: inks.heat(0.05 + 0.95 * Math.sqrt(count / most)) }));
      });
      const about = track.frames[column];
      const strange = about?.notFinite ? `, ${formatValue(about.notFinite)} not finite` : '';
      targets.push({ x: LEFT + column * columnWidth, y: top, width: columnWidth, height: STRIP, text: `${track.name}, ${labels[column] ?? column}: ${about === undefined ? '' : `${formatValue(about.low)} to ${formatValue(about.high)}, middle ${formatValue(medianOf(about))}`}${strange}` });
    });
    shapes.push(rect(LEFT + frame * columnWidth, top, columnWidth, STRIP, { fill: 'none', stroke: inks.text, 'stroke-width': 1.25 }));
    // Time is written once, below the last strip.
    if (index === tracks.length - 1) shapes.push(words(labels[0] ?? '', LEFT, top + STRIP + 14, small), words(labels.at(-1) ?? '', half, top + STRIP + 14, { ...small, 'text-anchor': 'end' }));
    shapes.push(...bars(columns[frame] ?? [], { left: half + 28, right: width - 12, top, range }, inks));
  });
  return { width, height: Math.max(60, tracks.length * ROW + 4), shapes, targets };
}

function bars(counts: readonly number[], { left, right, top, range }: { left: number; right: number; top: number; range: readonly [number, number] }, inks: Inks): Shape[] {
  const most = counts.reduce((high, count) => Math.max(high, count), 0) || 1;
  const step = (right - left) / BINS;
  const small = { 'font-size': 11, fill: inks.secondary };
  return [
    ...counts.map((count, bin) => rect(left + bin * step, top + STRIP * (1 - count / most), step - 0.5, STRIP * (count / most), { fill: inks.series(0), 'fill-opacity': 0.85 })),
    path(`M${left} ${top + STRIP}H${right}`, { stroke: inks.borderStrong, 'stroke-width': 1 }),
    words(formatValue(range[0]), left, top + STRIP + 14, small),
    words(formatValue(range[1]), right, top + STRIP + 14, { ...small, 'text-anchor': 'end' }),
  ];
}

type Frame = HistogramTrack['frames'][number];

function rangeOf({ frames }: HistogramTrack): readonly [number, number] {
  const low = Math.min(...frames.map((one) => one.low));
  const high = Math.max(...frames.map((one) => one.high));
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/** Counts in bins of the common range; those of a bin that lies across an edge are shared out by its parts. */
function rebinned({ low, high, counts }: Frame, [from, to]: readonly [number, number]): number[] {
  const result = Array.from({ length: BINS }, () => 0);
  const size = (to - from) / BINS;
  const own = (high - low) / counts.length;
  counts.forEach((count, bin) => {
    const [start, end] = [(low + bin * own - from) / size, (low + (bin + 1) * own - from) / size];
    const [first, last] = [clamp(Math.floor(start)), clamp(Math.ceil(end) - 1)];
    for (let at = first; at <= last; at++) {
      const part = end > start ? (Math.min(end, at + 1) - Math.max(start, at)) / (end - start) : 1;
      result[at] = (result[at] ?? 0) + count * Math.max(0, Math.min(1, part));
    }
  });
  return result;
}

const clamp = (bin: number): number => Math.max(0, Math.min(BINS - 1, bin));

function medianOf({ low, high, counts }: Frame): number {
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let sum = 0;
  for (const [bin, count] of counts.entries()) {
    sum += count;
    if (sum >= half) return low + ((bin + 0.5) * (high - low)) / counts.length;
  }
  return NaN;
}
