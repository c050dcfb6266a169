/** A figure in words: for screen readers, terminals and readers that draw nothing. */
import { formatValue } from '../format';
import type { ConfusionFigure, Figure, HeatmapFigure, HistogramFigure, TruthFigure } from './figure';
import { score } from './outcome';

/** @param frame of figures that have several, from 0 */
export function figureText(figure: Figure, frame: number): string {
  return [...(figure.title === undefined ? [] : [figure.title]), describe(figure, frame)].join('. ');
}

function describe(figure: Figure, frame: number): string {
  switch (figure.kind) {
    case 'histogram':
      return histogram(figure);
    case 'heatmap':
      return heatmap(figure);
    case 'confusion':
      return confusion(figure);
    case 'images': {
      const right = score(figure, frame);
      const label = figure.frames[frame]?.label;
      const known = `${label === undefined || label === '' ? '' : `, ${label}`}${right === null ? '' : `: ${right.right} of ${right.of} right`}`;
      return `${plural(figure.items.length, 'picture')}${figure.of === undefined ? '' : ` of ${formatValue(figure.of)}`}${known}`;
    }
    case 'truth':
      return truth(figure, frame);
    case 'embedding': {
      const named = figure.classes === undefined ? '' : ` of ${plural(figure.classes.length, 'class', 'classes')}: ${figure.classes.slice(0, 12).join(', ')}${figure.classes.length > 12 ? ', …' : ''}`;
      return `${plural(figure.x.length, 'point')}${figure.of === undefined ? '' : ` of ${formatValue(figure.of)}`}${named}, drawn by ${figure.axes[0]} and ${figure.axes[1]}`;
    }
    case 'histograms':
      return [
        ...figure.tracks.slice(0, NAMED).map(({ name, frames }) => {
          const shown = frames[frame];
          return shown === undefined ? name : `${name}: ${formatValue(shown.low)} to ${formatValue(shown.high)}${shown.notFinite ? `, ${shown.notFinite} not finite` : ''}`;
        }),
        ...(figure.tracks.length > NAMED ? [`and ${figure.tracks.length - NAMED} more`] : []),
      ]
        .join('; ')
        .concat(figure.labels[frame] === undefined ? '' : ` (${figure.labels[frame]})`);
    default:
      return figure satisfies never;
  }
}

/** More names than this are counted: words are to be listened to. */
const NAMED = 6;

function histogram({ edges, series, notFinite = 0 }: HistogramFigure): string {
  const parts = series.slice(0, NAMED).map(({ name, counts }) => {
    const most = counts.reduce((best, count, bin) => (count > (counts[best] ?? 0) ? bin : best), 0);
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum === 0) return `${name}: no values between ${formatValue(edges[0] ?? NaN)} and ${formatValue(edges.at(-1) ?? NaN)}`;
    return `${name}: ${plural(sum, 'value')}, most between ${formatValue(edges[most] ?? NaN)} and ${formatValue(edges[most + 1] ?? NaN)} (${formatValue(counts[most] ?? 0)})`;
  });
  if (series.length > NAMED) parts.push(`and ${series.length - NAMED} more`);
  const range = `all from ${formatValue(edges[0] ?? NaN)} to ${formatValue(edges.at(-1) ?? NaN)}`;
  return `${[...parts, range].join('; ')}${notFinite > 0 ? `; ${notFinite} not finite` : ''}`;
}

function heatmap({ values, xLabels, yLabels, reducedFrom }: HeatmapFigure): string {
  const cells = values.flatMap((row, y) => row.flatMap((value, x) => (value === null ? [] : [{ value, place: `${yLabels?.[y] ?? `row ${y}`}, ${xLabels?.[x] ?? `column ${x}`}` }])));
  const size = `${reducedFrom?.[0] ?? values.length} × ${reducedFrom?.[1] ?? values[0]?.length ?? 0} values`;
  const [first] = cells;
  if (first === undefined) return `${size}, none finite`;
  const low = cells.reduce((best, cell) => (cell.value < best.value ? cell : best), first);
  const high = cells.reduce((best, cell) => (cell.value > best.value ? cell : best), first);
  return `${size}, lowest ${formatValue(low.value)} (${low.place}), highest ${formatValue(high.value)} (${high.place})`;
}

function confusion({ counts, classNames }: ConfusionFigure): string {
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const mistakes = counts.flatMap((row, truth_) => row.flatMap((count, guess) => (count > 0 && guess !== truth_ ? [{ count, text: `${classNames[truth_]} taken for ${classNames[guess]}` }] : [])));
  const worst = mistakes.reduce<(typeof mistakes)[number] | null>((most, one) => (most === null || one.count > most.count ? one : most), null);
  const share = all === 0 ? '' : ` (${Number(((100 * right) / all).toFixed(1))}%)`;
  return `${formatValue(right)} of ${formatValue(all)} right${share}${worst === null ? '' : `; most often ${worst.text}, ${plural(worst.count, 'time')}`}`;
}

function truth({ truth: true_, frames }: TruthFigure, frame: number): string {
  const values = frames[frame]?.values ?? [];
  let [sum, count] = [0, 0];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    sum += Math.abs(value - (true_[index] ?? NaN));
    count++;
  }
  const label = frames[frame]?.label;
  return `${plural(count, 'prediction')}${label === undefined ? '' : `, ${label}`}, off by ${count === 0 ? 'nothing known' : formatValue(sum / count)} on average`;
}

const plural = (count: number, one: string, many = `${one}s`): string => `${formatValue(count)} ${count === 1 ? one : many}`;
