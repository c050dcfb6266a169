/** `tfvis.show`: trainings, models and layers. */
import type * as tfjs from '@tensorflow/tfjs';
import { chartBundle } from '../../../charts/bundle';
import { histogramFigure } from '../../../charts/kinds/histogram';
import { isTensor, read, whatCame, type TensorLike } from '../../../charts/kinds/given';
import type { ChartSink } from '../../../charts/sink';
import type { ChartSpec } from '../../../charts/spec';
import { tableBundle } from '../globals/train';
import type { Slots } from '../figures/sink';
import type { ClassAccuracy } from './metrics';
import { domain, plotSpec, type HistoryOptions } from './options';
import type { VisRender } from './render';
import { statsOf, statsWords } from './stats';
import type { Container, Surfaces } from './surfaces';

type Logs = Readonly<Record<string, number>>;
type Metrics = readonly (string | readonly string[])[];
type OneHistory = { readonly history: Readonly<Record<string, ArrayLike<number>>> } | Logs;
/** What fits gave, one after another; logs of epochs; or such lists, one for each metric. */
type HistoryLike = OneHistory | readonly OneHistory[] | readonly (readonly Logs[])[];
type Callbacks = Record<string, (at: number, logs?: Logs) => Promise<void>>;

export interface VisShow {
  /** A chart for each metric, with that of the validation in it; metrics that are listed together in an array share a chart. */
  history(container: Container, history: HistoryLike, metrics: Metrics, options?: HistoryOptions): Promise<void>;
  /** Callbacks for `fit` that chart these metrics, by epoch and by batch unless told. */
  fitCallbacks(container: Container, metrics: Metrics, options?: HistoryOptions & { readonly callbacks?: readonly string[] }): Callbacks;
  modelSummary(container: Container, model: tfjs.LayersModel): Promise<void>;
  layer(container: Container, layer: tfjs.layers.Layer): Promise<void>;
  valuesDistribution(container: Container, tensor: TensorLike): Promise<void>;
  perClassAccuracy(container: Container, accuracies: readonly ClassAccuracy[], classNames?: readonly string[]): Promise<void>;
  /** Of older versions; now in `render`. */
  confusionMatrix(container: Container, matrix: readonly (readonly number[])[], classNames?: readonly string[]): Promise<void>;
}

export interface ShowParts {
  readonly slots: Slots;
  readonly surfaces: Surfaces;
  readonly points: Pick<ChartSink, 'points'>;
  readonly render: VisRender;
  readonly newId: () => string;
}

export function createShow({ slots, surfaces, points, render, newId }: ShowParts): VisShow {
  return {
    history: async (container, history, metrics, options = {}) => {
      const place = surfaces.placeOf(container);
      const wanted = listOf(metrics);
      const records = wanted.flat().map((name, index) => [name, recordsOf(history, index)] as const);
      for (const { key, names } of groupsOf(wanted)) {
        const known = names.flatMap((name) => {
          const points = (records.find(([other]) => other === name)?.[1] ?? []).flatMap((logs, epoch) => (logs[name] === undefined ? [] : [{ x: epoch, y: Number(logs[name]) }]));
          return points.length === 0 ? [] : [{ name, points }];
        });
        if (known.length === 0) throw new RangeError(`the history has no '${names.join(', ')}'; it has: ${Object.keys(records[0]?.[1][0] ?? {}).join(', ') || 'nothing'}`);
        const spec = plotSpec({ id: place.part(key), title: joined(place.title, key), mark: 'line', names: known.map(({ name }) => name) }, optionsFor(names, { xLabel: 'epoch', ...options }));
        slots.chart({
          ...spec,
          x: { ...spec.x, integer: true },
          series: spec.series.map((series) => ({ ...series, ...(series.name.startsWith('val_') && { dashed: true }) })),
          points: known.map(({ points: own }) => ({ x: own.map(({ x }) => x), y: own.map(({ y }) => (Number.isFinite(y) ? y : null)) })),
          live: false,
        });
      }
      return Promise.resolve();
    },
    fitCallbacks(container, metrics, { callbacks = ['onEpochEnd', 'onBatchEnd'], ...options } = {}) {
      const { title, part } = surfaces.placeOf(container);
      const groups = groupsOf(listOf(metrics));
      const charts = callbacks.map((callback) => ({
        callback,
        lines: groups.map(({ key, names }) => new Lines({ slots, points, newId, place: () => part(`${callback}-${key}`), title: joined(title, `${key} (${callback})`), names, options: optionsFor(names, { xLabel: /batch/i.test(callback) ? 'batch' : 'epoch', ...options }) })),
      }));
      const made: Callbacks = {};
      for (const { callback, lines } of charts) {
        let count = 0;
        made[callback] = (at, logs) => {
          // Batches start anew in each epoch; the curve goes on.
          const x = /batch/i.test(callback) ? count++ : at;
          for (const line of lines) line.push(x, logs ?? {});
          return Promise.resolve();
        };
      }
      const ended = made['onTrainEnd'];
      made['onTrainEnd'] = async (...given) => {
        await ended?.(...given);
        for (const { lines } of charts) for (const line of lines) line.end();
      };
      return made;
    },
    modelSummary: async (container, model) => {
      const { id, title } = surfaces.placeOf(container);
      if (!Array.isArray(model?.layers)) throw new TypeError(`tfvis.show.modelSummary takes a layers model, not ${whatCame(model)}`);
      const rows = model.layers.map((layer) => [layer.name, shapeText(layer.outputShape), layer.countParams(), layer.trainable ? 'yes' : 'no']);
      const total = rows.reduce((sum, row) => sum + Number(row[2]), 0);
      slots.put(id, tableBundle({ title, summary: `${total.toLocaleString('en')} parameters`, columns: [{ name: 'Layer', unit: 'text' }, { name: 'Output shape', unit: 'text' }, { name: 'Parameters', unit: 'count' }, { name: 'Trainable', unit: 'text' }], rows }));
      return Promise.resolve();
    },
    async layer(container, layer) {
      const { id, title, part } = surfaces.placeOf(container);
      const weights = layer.getWeights();
      const names = layer.weights.map(({ name }) => name);
      const all = await Promise.all(weights.map((weight) => weight.data()));
      slots.put(id, tableBundle({
        title: joined(title, layer.name),
        summary: weights.length === 0 ? 'This layer has no weights.' : `${layer.countParams().toLocaleString('en')} parameters`,
        columns: [{ name: 'Weight', unit: 'text' }, { name: 'Shape', unit: 'text' }, ...['Min', 'Max', 'Values', 'Zeros', 'NaN', 'Infinite'].map((name) => ({ name, unit: 'number' as const }))],
        rows: all.map((values, index) => [names[index] ?? '', shapeText(weights[index]?.shape ?? []), ...row(values)]),
      }));
      all.forEach((values, index) => slots.show(part(String(index)), histogramFigure({ values: { shape: [values.length], values } }, { title: joined(title, names[index] ?? '') }), title));
    },
    async valuesDistribution(container, tensor) {
      const { id, title } = surfaces.placeOf(container);
      if (!isTensor(tensor)) throw new TypeError(`tfvis.show.valuesDistribution takes a tensor, not ${whatCame(tensor)}`);
      const block = await read(tensor, 'tensor');
      slots.show(id, histogramFigure({ values: block }, { title, stats: statsWords(statsOf(block.values)) }), title);
    },
    perClassAccuracy: async (container, accuracies, classNames) => {
      const { id, title } = surfaces.placeOf(container);
      slots.put(id, tableBundle({ title, columns: [{ name: 'Class', unit: 'text' }, { name: 'Accuracy', unit: 'number' }, { name: 'Examples', unit: 'count' }], rows: accuracies.map(({ accuracy, count }, index) => [classNames?.[index] ?? String(index), accuracy, count ?? null]) }));
      return Promise.resolve();
    },
    confusionMatrix: (container, matrix, classNames) => render.confusionMatrix(container, { values: matrix, ...(classNames !== undefined && { tickLabels: classNames }) }),
  };
}

interface LineParts {
  readonly slots: Slots;
  readonly points: Pick<ChartSink, 'points'>;
  readonly newId: () => string;
  readonly place: () => string;
  readonly title: string;
  readonly names: readonly string[];
  readonly options: HistoryOptions;
}

/** A chart that grows; it is opened with its first point, and has the series that have some. */
class Lines {
  #spec: ChartSpec | null = null;

  constructor(private readonly parts: LineParts) {}

  push(x: number, logs: Logs): void {
    const { names, points } = this.parts;
    const known = names.filter((name) => typeof logs[name] === 'number');
    if (known.length === 0) return;
    const before = this.#spec?.series.map(({ name }) => name) ?? [];
    const spec = known.every((name) => before.includes(name)) && this.#spec !== null ? this.#spec : this.#open(names.filter((name) => before.includes(name) || known.includes(name)));
    for (const name of known) points.points(spec.chartId, name, x, logs[name] ?? NaN);
  }

  end(): void {
    if (this.#spec?.live === true) this.#show({ ...this.#spec, live: false });
  }

  #open(shown: readonly string[]): ChartSpec {
    const { newId, title, names, options } = this.parts;
    const { seriesColors, ...others } = options;
    const own = seriesColors === undefined ? {} : { seriesColors: shown.map((name) => seriesColors[names.indexOf(name)] ?? '') };
    const spec = plotSpec({ id: this.#spec?.chartId ?? newId(), title, mark: 'line', names: shown }, { ...others, ...own });
    // A curve keeps its colour when another joins.
    return this.#show({ ...spec, x: { ...spec.x, integer: true }, series: spec.series.map((series) => ({ ...series, colour: names.indexOf(series.name), ...(series.name.startsWith('val_') && { dashed: true }) })), live: true });
  }

  /** The points come apart from it. */
  #show(spec: ChartSpec): ChartSpec {
    const { slots, place } = this.parts;
    slots.put(place(), growing(spec));
    this.#spec = spec;
    return spec;
  }
}

const growing = (spec: ChartSpec) => {
  const { 'image/svg+xml': _picture, ...data } = chartBundle(spec, null);
  const own = data['application/vnd.gradbook.chart+json'] as Record<string, never>;
  const { points: _points, ...described } = own;
  return { ...data, 'application/vnd.gradbook.chart+json': { ...described, live: spec.live } };
};

/** Logs by epoch of a metric, whose place among all is needed where each has a list of its own. */
function recordsOf(history: HistoryLike, index: number): readonly Logs[] {
  if (!Array.isArray(history)) return oneOf(history as OneHistory);
  const list = history as readonly (OneHistory | readonly Logs[])[];
  if (list.length > 0 && list.every((one) => Array.isArray(one))) return (list[index] ?? []) as readonly Logs[];
  return list.flatMap((one) => oneOf(one as OneHistory));
}

function oneOf(one: OneHistory): readonly Logs[] {
  if (typeof one !== 'object' || one === null) throw new TypeError(`a history is what model.fit gave, or a list of logs; here is ${whatCame(one)}`);
  if (!('history' in one) || typeof one.history !== 'object') return [one as Logs];
  const columns = Object.entries(one.history as Readonly<Record<string, ArrayLike<number>>>);
  const length = columns.reduce((most, [, values]) => Math.max(most, values.length), 0);
  return Array.from({ length }, (_, epoch) => Object.fromEntries(columns.flatMap(([name, values]) => (values[epoch] === undefined ? [] : [[name, Number(values[epoch])]]))));
}

const listOf = (metrics: Metrics | string): Metrics => (Array.isArray(metrics) ? (metrics as Metrics) : [metrics as string]);

interface Group {
  readonly key: string;
  readonly names: readonly string[];
}

/** A metric and that of its validation belong together; arrays stay together as they are. */
function groupsOf(metrics: Metrics): readonly Group[] {
  const groups: { key: string; names: string[] }[] = [];
  for (const metric of metrics) {
    if (typeof metric !== 'string') {
      groups.push({ key: metric.join(', '), names: [...metric] });
      continue;
    }
    const key = metric.replace('val_', '');
    const known = groups.find((group) => group.key === key);
    if (known === undefined) groups.push({ key, names: [metric] });
    else if (!known.names.includes(metric)) known.names.push(metric);
  }
  return groups;
}

/** Accuracies go from 0 to 1, so that charts of several trainings can be compared. */
function optionsFor(names: readonly string[], { zoomToFitAccuracy = false, seriesColors, ...options }: HistoryOptions): HistoryOptions {
  const colours = seriesColors === undefined ? {} : { seriesColors: names.map((_, index) => seriesColors[index % seriesColors.length] ?? '') };
  if (!names.every((name) => name.includes('acc'))) return { ...options, ...colours };
  if (zoomToFitAccuracy) return { ...options, ...colours, zoomToFit: true };
  return { ...options, ...colours, zoomToFit: false, yAxisDomain: domain('yAxisDomain', options.yAxisDomain) ?? [0, 1] };
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(': ');

const shapeText = (shape: unknown): string => (Array.isArray(shape) && Array.isArray(shape[0]) ? (shape as unknown[]).map(shapeText).join(', ') : `[${(shape as readonly (number | null)[]).map((size) => size ?? 'batch').join(', ')}]`);

function row(values: ArrayLike<number>): (number | null)[] {
  const { min, max, numVals, numZeros, numNans, numInfs } = statsOf(values);
  return [min ?? null, max ?? null, numVals ?? 0, numZeros ?? 0, numNans ?? 0, numInfs ?? 0];
}
