/** What callbacks and tools of `train` draw in one run. */
import type { ChartApi } from '../../../charts/api';
import type { Figure, HistogramsFigure, ImagesFigure, PicturesFrame, TruthFigure } from '../../../charts/kinds/figure';
import { pictureShape } from '../../../charts/kinds/images';
import { newId } from '../../../base/ids';
import type { TrainDrawing } from '../../../train/drawing';
import type { TrackItemType } from '../../../train/runs/types';
import type { KeptFigures } from './kept-figures';
import type { Slots } from './sink';

/** More moments than this are thinned out: the slider stays usable and the file small. */
const MOST_FRAMES = 60;

export function createTrainDrawing(runId: string, chart: Pick<ChartApi, 'live'>, slots: Slots, kept: Pick<KeptFigures, 'drawn'>): TrainDrawing {
  const images = new Map<string, ImagesFigure>();
  const truths = new Map<string, TruthFigure>();
  const histograms = new Map<string, HistogramsFigure>();
  const show = (id: string, type: TrackItemType, title: string, figure: Figure): void => {
    slots.show(`${runId}-figure-${id}`, figure, title);
    kept.drawn(id, type, title, figure);
  };
  return {
    lines: ({ title, x, log = false }) => chart.live({ title, x, log }),
    guesses(id, title, { values, shape, truth }, label, guesses) {
      const before = images.get(id) ?? {
        kind: 'images',
        title,
        items: slots.encode(values, shape).map((picture, index) => ({ ...picture, ...(truth?.[index] !== undefined && { truth: truth[index] }) })),
        frames: [],
      };
      const figure: ImagesFigure = { ...before, frames: thinned([...before.frames, { label, guesses }]) };
      images.set(id, figure);
      show(id, 'image', title, figure);
    },
    pictures(id, title, { values, shape, columns, captions }, label) {
      const whole = pictureShape(shape, 'what make of LogImages gives');
      const items = slots.encode(values, whole).map((picture, index) => ({ ...picture, ...(captions?.[index] !== undefined && { caption: captions[index] }) }));
      const before = images.get(id) ?? { kind: 'images', title, ...(columns !== undefined && { columns }), items, frames: [] };
      const [known, now] = [before.items[0], items[0]];
      if (before.items.length !== items.length || known?.width !== now?.width || known?.height !== now?.height) {
        throw new RangeError(`make of LogImages gave pictures of shape [${[before.items.length, known?.height, known?.width].join(', ')}] and then of [${[items.length, now?.height, now?.width].join(', ')}]; give as many of the same size each time`);
      }
      const pictures = items.map(({ src }) => src);
      const figure: ImagesFigure = { ...before, frames: withinBytes(thinned([...before.frames, { label, guesses: [], pictures }])) };
      images.set(id, figure);
      show(id, 'image', title, figure);
    },
    predictions(id, title, truth, label, values) {
      const before = truths.get(id) ?? { kind: 'truth', title, truth: truth.map(short), frames: [] };
      const figure: TruthFigure = { ...before, frames: thinned([...before.frames, { label, values: values.map((value) => (Number.isFinite(value) ? short(value) : null)) }]) };
      truths.set(id, figure);
      show(id, 'image', title, figure);
    },
    histograms(id, title, label, tracks) {
      const before = histograms.get(id) ?? { kind: 'histograms', title, labels: [], tracks: Object.keys(tracks).map((name) => ({ name, frames: [] })) };
      const figure: HistogramsFigure = {
        ...before,
        labels: thinned([...before.labels, label]),
        tracks: before.tracks.map(({ name, frames }) => {
          const given = tracks[name] ?? { low: 0, high: 0, counts: [], notFinite: 0 };
          return { name, frames: thinned([...frames, { low: short(given.low), high: short(given.high), counts: given.counts, ...(given.notFinite > 0 && { notFinite: given.notFinite }) }]) };
        }),
      };
      histograms.set(id, figure);
      show(id, 'histogram', title, figure);
    },
    learningRates(rates, losses, smoothed, suggestion) {
      const saved = (values: readonly number[]) => ({ x: [...rates], y: values.map((value) => (Number.isFinite(value) ? value : null)) });
      const nearest = suggestion === null ? -1 : rates.reduce((best, rate, index) => (Math.abs(Math.log(rate / suggestion)) < Math.abs(Math.log((rates[best] ?? 1) / suggestion)) ? index : best), 0);
      const marked = nearest < 0 || suggestion === null ? null : { name: `suggestion ${Number(suggestion.toPrecision(3))}`, x: rates[nearest] ?? suggestion, y: smoothed[nearest] ?? NaN };
      slots.chart({
        chartId: newId(),
        title: 'Learning rate',
        x: { label: 'learning rate', scale: 'log' },
        // Losses that end far above where they began would press all others to the floor.
        y: { label: 'loss', ...(losses.every((loss) => loss > 0) && { scale: 'log' as const }) },
        series: [{ name: 'loss', mark: 'line', dashed: true }, { name: 'smoothed', mark: 'line' }, ...(marked === null ? [] : [{ name: marked.name, mark: 'points' as const }])],
        points: [saved(losses), saved(smoothed), ...(marked === null ? [] : [{ x: [marked.x], y: [Number.isFinite(marked.y) ? marked.y : null] }])],
        live: false,
      });
    },
  };
}

/** The first and the newest stay; where there are too many, every second one between them goes. */
function thinned<T>(frames: readonly T[]): T[] {
  if (frames.length <= MOST_FRAMES) return [...frames];
  return frames.filter((_, index) => index === frames.length - 1 || index % 2 === 0);
}

/** Letters of pictures that a file holds well. */
const MOST_LETTERS = 3_000_000;

function withinBytes(frames: readonly PicturesFrame[]): PicturesFrame[] {
  const letters = frames.reduce((sum, { pictures = [] }) => sum + pictures.reduce((own, one) => own + one.length, 0), 0);
  if (letters <= MOST_LETTERS || frames.length <= 2) return [...frames];
  return frames.filter((_, index) => index === frames.length - 1 || index % 2 === 0);
}

const short = (value: number): number => Number(value.toPrecision(5));
