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
import { plotSpec, type VisOptions, type VisRender } from './render';
import type { Container, Surfaces } from './surfaces';

type Logs = Readonly<Record<string, number>>;
type Metrics = readonly (string | readonly string[])[];
type HistoryLike = { readonly history: Readonly<Record<string, ArrayLike<number>>> } | readonly Logs[] | Logs;
type Callbacks = Record<string, (at: number, logs?: Logs) => Promise<void>>;

export interface VisShow {
  history(container: Container, history: HistoryLike | readonly HistoryLike[], metrics: Metrics, options?: VisOptions): Promise<void>;
  /** Callbacks for `fit` that chart these metrics; those that are listed together share a chart. */
  fitCallbacks(container: Container, metrics: Metrics, options?: VisOptions & { readonly callbacks?: readonly string[] }): Callbacks;
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
      const records = recordsOf(history);
      for (const group of metrics) {
        const names = [group].flat() as readonly string[];
        const key = names.join(', ');
        const series = names.map((name) => records.flatMap((logs, epoch) => (logs[name] === undefined ? [] : [{ x: epoch, y: Number(logs[name]) }])));
        if (series.every((one) => one.length === 0)) throw new RangeError(`the history has no '${key}'; it has: ${Object.keys(records[0] ?? {}).join(', ') || 'nothing'}`);
        slots.chart(plotSpec(place.part(key), joined(place.title, key), 'line', series, names, { xLabel: 'epoch', ...options }));
      }
      return Promise.resolve();
    },
    fitCallbacks(container, metrics, { callbacks = ['onEpochEnd', 'onBatchEnd'], ...options } = {}) {
      const { title, part } = surfaces.placeOf(container);
      const groups = (Array.isArray(metrics) ? metrics : [metrics]).map((group) => [group].flat() as string[]);
      const charts = callbacks.map((callback) => ({ callback, lines: groups.map((names) => new Lines({ slots, points, newId, place: part(`${callback}-${names.join(',')}`), title: joined(title, `${names.join(', ')} (${callback})`), names, options: { xLabel: callback === 'onBatchEnd' ? 'batch' : 'epoch', ...options } })) }));
      const made: Callbacks = {};
      for (const { callback, lines } of charts) {
        let count = 0;
        made[callback] = (at, logs) => {
          // Batches start anew in each epoch; the curve goes on.
          const x = callback === 'onBatchEnd' ? count++ : at;
          for (const line of lines) line.push(x, logs ?? {});
          return Promise.resolve();
        };
      }
      made['onTrainEnd'] = () => {
        for (const { lines } of charts) for (const line of lines) line.end();
        return Promise.resolve();
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
      const read_ = await Promise.all(weights.map((weight) => weight.data()));
      slots.put(id, tableBundle({
        title: joined(title, layer.name),
        summary: weights.length === 0 ? 'This layer has no weights.' : `${layer.countParams().toLocaleString('en')} parameters`,
        columns: [{ name: 'Weight', unit: 'text' }, { name: 'Shape', unit: 'text' }, ...['Min', 'Max', 'Mean', 'Zeros', 'NaN', 'Infinite'].map((name) => ({ name, unit: 'number' as const }))],
        rows: read_.map((values, index) => [names[index] ?? '', shapeText(weights[index]?.shape ?? []), ...statistics(values)]),
      }));
      read_.forEach((values, index) => slots.show(part(String(index)), histogramFigure({ values: { shape: [values.length], values } }, { title: joined(title, names[index] ?? '') }), title));
    },
    async valuesDistribution(container, tensor) {
      const { id, title } = surfaces.placeOf(container);
      if (!isTensor(tensor)) throw new TypeError(`tfvis.show.valuesDistribution takes a tensor, not ${whatCame(tensor)}`);
      const block = await read(tensor, 'tensor');
      slots.show(id, histogramFigure({ values: block }, { title }), title);
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
  readonly place: string;
  readonly title: string;
  readonly names: readonly string[];
  readonly options: VisOptions;
}

/** A chart that grows; it is opened with its first point. */
class Lines {
  #spec: ChartSpec | null = null;

  constructor(private readonly parts: LineParts) {}

  push(x: number, logs: Logs): void {
    const { names, points } = this.parts;
    const known = names.filter((name) => typeof logs[name] === 'number');
    if (known.length === 0) return;
    this.#spec ??= this.#open();
    for (const name of known) points.points(this.#spec.chartId, name, x, logs[name] ?? NaN);
  }

  end(): void {
    if (this.#spec?.live === true) this.#show({ ...this.#spec, live: false });
  }

  #open(): ChartSpec {
    const { newId, title, names, options } = this.parts;
    const { xLabel, yLabel } = options;
    return this.#show({ chartId: newId(), title, x: { ...(xLabel !== undefined && { label: xLabel }), integer: true }, y: { ...(yLabel !== undefined && { label: yLabel }) }, series: names.map((name) => ({ name, mark: 'line' })), live: true });
  }

  /** The points come apart from it. */
  #show(spec: ChartSpec): ChartSpec {
    const { slots, place } = this.parts;
    slots.put(place, growing(spec));
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

function recordsOf(history: HistoryLike | readonly HistoryLike[]): readonly Logs[] {
  const list = Array.isArray(history) ? (history as readonly HistoryLike[]) : [history];
  return list.flatMap((one): readonly Logs[] => {
    if (typeof one !== 'object' || one === null || !('history' in one)) return [one as Logs];
    const columns = Object.entries(one.history as Readonly<Record<string, ArrayLike<number>>>);
    const length = columns.reduce((most, [, values]) => Math.max(most, values.length), 0);
    return Array.from({ length }, (_, epoch) => Object.fromEntries(columns.flatMap(([name, values]) => (values[epoch] === undefined ? [] : [[name, Number(values[epoch])]]))));
  });
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(': ');

const shapeText = (shape: unknown): string => (Array.isArray(shape) && Array.isArray(shape[0]) ? (shape as unknown[]).map(shapeText).join(', ') : `[${(shape as readonly (number | null)[]).map((size) => size ?? 'batch').join(', ')}]`);

function statistics(values: ArrayLike<number>): (number | null)[] {
  let [low, high, sum, zeros, nan, infinite] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      sum += value;
      if (value === 0) zeros++;
    }
  }
  const known = values.length - nan - infinite;
  return [known === 0 ? null : low, known === 0 ? null : high, known === 0 ? null : sum / known, zeros, nan, infinite];
}
