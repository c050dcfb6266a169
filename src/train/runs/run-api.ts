/** `train.run` of a cell: writes to the training under way, or to one of a loop of its own that it begins. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainRun } from '../trainer/environment';
import { asSettings } from './json';
import type { ConfusionInput, HistogramLike, ImageOptions, StartOptions, Track, Tracks, TrackItemType } from './types';

export interface LogPosition {
  /** Of the values; the next one of a loop of one's own, the latest of a fit, unless told. */
  readonly step?: number;
  /** With its fraction: 1.5 is half through the second. */
  readonly epoch?: number;
}

export interface RunApi {
  /** Of the training under way; begins one where there is none. Setting it renames it. */
  name: string;
  readonly id: string | null;
  log(values: Readonly<Record<string, number | tfjs.Tensor>>, at?: LogPosition): void;
  config(values: object): void;
  image(name: string, image: unknown, options?: ImageOptions & { readonly step?: number }): void;
  histogram(name: string, values: unknown, options?: { readonly bins?: number; readonly step?: number }): void;
  confusionMatrix(name: string, input: ConfusionInput & { readonly step?: number }): void;
  table(name: string, rows: unknown, options?: { readonly columns?: readonly string[]; readonly step?: number }): void;
  file(name: string, options?: { readonly step?: number }): void;
  tag(...tags: readonly string[]): void;
  start(options?: StartOptions): void;
  finish(status?: 'done' | 'stopped' | 'failed', message?: string): void;
}

type Tensors = Pick<typeof tfjs, 'Tensor' | 'keep'>;

export function createRunApi(tf: Tensors, currentRun: () => TrainRun | null): RunApi {
  const tracksNow = (what: string): Tracks => {
    const run = currentRun();
    if (run === null) throw new Error(`train.run.${what} is called from a cell that runs, or from a timer that it set`);
    return run.tracks;
  };
  /** What is told apart from the numbers, at the step where it was told. */
  const keep = (type: TrackItemType, what: string, name: unknown, at: number | undefined, bundle: (tracks: Tracks, name: string) => ReturnType<Tracks['media']['image']>): void => {
    if (typeof name !== 'string' || name.trim() === '') throw new TypeError(`train.run.${what}(name, …) takes a name first, as text; here is ${described(name)}`);
    const tracks = tracksNow(what);
    const wanted = checkedStep(what, at);
    // What is wrong with it is told before a training begins for it.
    const data = bundle(tracks, name);
    const track = tracks.current();
    const step = wanted ?? track.step;
    tracks.waitFor(data.then((ready) => track.keep({ type, name, step, data: ready })));
  };
  const describe = (what: string, part: Parameters<Track['describe']>[0]): void => tracksNow(what).current().describe(part);

  return {
    get id() {
      return currentRun()?.tracks.underway()?.id ?? null;
    },
    get name() {
      return currentRun()?.tracks.underway()?.name ?? '';
    },
    set name(name) {
      if (typeof name !== 'string' || name.trim() === '') throw new TypeError(`train.run.name is text; here is ${described(name)}`);
      describe('name', { name });
    },
    log(values, at = {}) {
      const entries = checkedValues(tf, values);
      const step = checkedStep('log', at.step);
      if (at.epoch !== undefined && !Number.isFinite(at.epoch)) throw new RangeError(`epoch of train.run.log is a number; here is ${described(at.epoch)}`);
      const tracks = tracksNow('log');
      const track = tracks.current();
      const place = { step: step ?? (track.isTraining ? track.step : track.step + 1), epoch: at.epoch };
      const numbers = entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number');
      track.log(Object.fromEntries(numbers), place);
      const tensors = entries.filter((entry): entry is [string, tfjs.Tensor] => typeof entry[1] !== 'number');
      if (tensors.length > 0) tracks.waitFor(readAll(tf, tensors).then((read) => track.log(read, place)));
    },
    config(values) {
      if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new TypeError(`train.run.config takes settings by name, such as {units: 128}; here is ${described(values)}`);
      tracksNow('config').current().settings(asSettings(values as Readonly<Record<string, unknown>>));
    },
    image(name, image, { step, ...options } = {}) {
      keep('image', 'image', name, step, (tracks, title) => tracks.media.image(title, image, options));
    },
    histogram(name, values, { step, ...options } = {}) {
      keep('histogram', 'histogram', name, step, (tracks, title) => tracks.media.histogram(title, values as HistogramLike, options));
    },
    confusionMatrix(name, input) {
      if (typeof input !== 'object' || input === null || !('matrix' in input || ('labels' in input && 'predictions' in input))) throw new TypeError(`train.run.confusionMatrix('${String(name)}', …) takes {labels, predictions, classNames} or {matrix, classNames}; here is ${described(input)}`);
      keep('confusion-matrix', 'confusionMatrix', name, input.step, (tracks, title) => tracks.media.confusionMatrix(title, input));
    },
    table(name, rows, { step, columns } = {}) {
      keep('table', 'table', name, step, (tracks, title) => tracks.media.table(title, rows, columns));
    },
    file(name, { step } = {}) {
      keep('file', 'file', name, step, (tracks, path) => tracks.media.file(path));
    },
    tag(...tags) {
      const odd: unknown = tags.find((tag: unknown) => typeof tag !== 'string' || tag.trim() === '');
      if (odd !== undefined || tags.length === 0) throw new TypeError(`train.run.tag takes tags as text, such as train.run.tag('baseline'); here is ${described(odd)}`);
      describe('tag', { tags: tags.map((tag) => tag.trim()) });
    },
    start(options = {}) {
      const { name, settings = {}, group, tags } = checkedStart(options);
      tracksNow('start').start({ ...(name !== undefined && { name }), settings: asSettings(settings), ...(group !== undefined && { group }), ...(tags !== undefined && { tags }) });
    },
    finish(status = 'done', message) {
      if (status !== 'done' && status !== 'stopped' && status !== 'failed') throw new RangeError(`train.run.finish takes 'done', 'stopped' or 'failed'; here is ${described(status)}`);
      const tracks = tracksNow('finish');
      const track = tracks.underway();
      if (track === null) throw new Error('train.run.finish() has nothing to finish: train.run.start() or train.run.log(…) begins a run');
      if (track.isTraining) throw new Error('train.run.finish() is called while a fit is under way: the fit ends its run by itself');
      track.end(status, message);
    },
  };
}

function checkedValues(tf: Tensors, values: unknown): [string, number | tfjs.Tensor][] {
  if (typeof values !== 'object' || values === null || Array.isArray(values) || values instanceof tf.Tensor) throw new TypeError(`train.run.log takes values by name, such as {loss: 0.3}; here is ${described(values)}`);
  const entries = Object.entries(values as Readonly<Record<string, unknown>>);
  if (entries.length === 0) throw new TypeError('train.run.log got no values; give them by name, such as {loss: 0.3}');
  for (const [name, value] of entries) {
    if (typeof value === 'number') continue;
    if (value instanceof tf.Tensor) {
      if (value.size === 1) continue;
      throw new TypeError(`'${name}' of train.run.log is a tensor of shape [${value.shape.join(', ')}]; a metric is one number: reduce it, as with .mean(), or keep all of it by train.run.histogram`);
    }
    throw new TypeError(`'${name}' of train.run.log is ${described(value)}; metrics are numbers or scalar tensors. Settings go into train.run.config({…})`);
  }
  return entries as [string, number | tfjs.Tensor][];
}

function checkedStep(what: string, step: number | undefined): number | undefined {
  if (step === undefined || (typeof step === 'number' && Number.isFinite(step))) return step;
  throw new RangeError(`step of train.run.${what} is a number; here is ${described(step)}`);
}

const OPTIONS: Readonly<Record<keyof StartOptions, (value: unknown) => boolean>> = {
  name: (value) => typeof value === 'string',
  settings: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  group: (value) => typeof value === 'string',
  tags: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
};
const WORDS: Readonly<Record<keyof StartOptions, string>> = { name: 'text', settings: 'an object', group: 'text', tags: 'an array of texts' };

function checkedStart(options: StartOptions): StartOptions {
  if (typeof options !== 'object' || options === null) throw new TypeError(`train.run.start takes {name, settings, group, tags}; here is ${described(options)}`);
  for (const [name, value] of Object.entries(options) as [keyof StartOptions, unknown][]) {
    const fits = OPTIONS[name];
    if (fits === undefined) throw new TypeError(`option '${name}' of train.run.start not found; options are: ${Object.keys(OPTIONS).join(', ')}`);
    if (value !== undefined && !fits(value)) throw new TypeError(`${name} of train.run.start is ${WORDS[name]}; here is ${described(value)}`);
  }
  return options;
}

/** The caller may dispose of them at once. */
async function readAll(tf: Tensors, tensors: readonly (readonly [string, tfjs.Tensor])[]): Promise<Record<string, number>> {
  const kept = tensors.map(([name, tensor]) => [name, tf.keep(tensor.clone())] as const);
  try {
    return Object.fromEntries(await Promise.all(kept.map(async ([name, tensor]) => [name, Number((await tensor.data())[0])] as const)));
  } finally {
    for (const [, tensor] of kept) tensor.dispose();
  }
}

function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the text '${value}'`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}
