import type * as tfjs from '@tensorflow/tfjs';
import { isTakenByFit } from './callbacks/fit-predictions';
import { FinishedFit } from './durable/finished-fit';
import type { FitKeeping } from './durable/fit-keeping';
import type { KeepFit } from './durable/keep-fit';
import type { CheckpointEvery } from './durable/types';
import { LogReader } from './log-reader';
import { scaleTensors } from './precision/scale-logs';
import type { DeviceLogs, ReaderOps } from './log-reader';
import { layersFit, tensorsByRole, type FitData } from './runs/layers-fit';
import { WatchedData } from './runs/watched-data';
import type { FitInfo, FitLogs, FitReport, FitSink } from './sink';

/** The part of tfjs that watching needs; the one instance that cells see. */
export type WatchedLayers = ReaderOps & Pick<typeof tfjs, 'LayersModel' | 'Callback' | 'CustomCallback' | 'Tensor' | 'tidy' | 'concat'>;

type FitArgs = tfjs.ModelFitArgs;
type Callbacks = FitArgs['callbacks'];
/** Callbacks in the one form that can stand beside ours. */
type CallbackObject = InstanceType<WatchedLayers['CustomCallback'] | WatchedLayers['Callback']>;

/**
 * Makes every `fit` and `fitDataset` of layers models report to the sink that is current when it is called, beside the
 * caller's own callbacks. `Sequential` fits through an inner `LayersModel`, so this one prototype sees all of them.
 */
export function watchFit(layers: WatchedLayers, currentSink: () => FitSink | null, now: () => number = () => performance.now(), keepFit: KeepFit | null = null): void {
  const prototype = layers.LayersModel.prototype;
  const { fit, fitDataset } = prototype;

  prototype.fit = function (x, y, args = {}) {
    const sink = currentSink();
    // A dataset is handed on to `fitDataset`, which is watched as well.
    if (!sink || 'iterator' in x) return fit.call(this, x, y, args);
    const info = infoOf(layers, this, args, stepsOfFit(x, args), { tensors: { ...tensorsByRole('x', x), ...tensorsByRole('y', y) } });
    const keep = keepFit && ((callbacks: readonly object[]) => keepFit(this, { ...info, rows: rowsOfFit(x, args), callbacks, checkpointEvery: everyOf(args) }));
    return watched(layers, sink, info, args, { now, keep }, (more) => fit.call(this, x, y, { ...args, ...more }));
  };

  prototype.fitDataset = function (dataset, args) {
    const sink = currentSink();
    if (!sink || typeof args !== 'object') return fitDataset.call(this, dataset, args);
    const steps = stepsOfDataset(dataset.size, args.batchesPerEpoch);
    const batches = new WatchedData(layers.Tensor, now);
    const info = infoOf(layers, this, args, steps, { batches, length: steps });
    const keep = keepFit && ((callbacks: readonly object[]) => keepFit(this, { ...info, rows: null, callbacks, checkpointEvery: everyOf(args) }));
    return watched(layers, sink, info, args, { now, keep }, async (more, keeping) =>
      fitDataset.call(this, batches.dataset((await keeping?.led(dataset, args.batchesPerEpoch)) ?? dataset), { ...args, ...more }),
    ) as ReturnType<typeof fitDataset>;
  };
}

/** An option of ours: `{seconds}` or `{steps}` between two checkpoints that are kept, or false for none. */
const everyOf = (args: object): CheckpointEvery | undefined => ('checkpointEvery' in args ? (args.checkpointEvery as CheckpointEvery) : undefined);

async function watched<T>(
  layers: WatchedLayers,
  sink: FitSink,
  info: FitInfo,
  args: Pick<FitArgs, 'callbacks' | 'yieldEvery'>,
  { now, keep }: { readonly now: () => number; readonly keep: ((callbacks: readonly object[]) => Promise<FitKeeping | FinishedFit | null>) | null },
  run: (more: { readonly callbacks: CallbackObject[]; readonly initialEpoch: number }, keeping: FitKeeping | null) => Promise<T>,
): Promise<T> {
  const own = standardize(layers, args.callbacks, args.yieldEvery);
  const keeping = keep && (await keep(own));
  if (keeping instanceof FinishedFit) return keeping.give(() => run({ callbacks: [], initialEpoch: info.epochs }, null));
  const initialEpoch = keeping?.initialEpoch ?? info.initialEpoch;
  const kept = keeping?.kept;
  const reporter = createReporter(layers, sink, { ...info, initialEpoch, ...(keeping !== null && keeping.batchesBefore > 0 && { resumedAfter: keeping.batchesBefore }), ...(kept && { kept }) }, now, keeping);
  const release = await keeping?.begin();
  try {
    const result = await run({ callbacks: [...own, reporter.callback], initialEpoch }, keeping);
    keeping?.complete(result);
    await reporter.end(reporter.stopped() ? 'stopped' : 'done');
    return result;
  } catch (error) {
    // What made training fail is the news, not that its last losses could not be read.
    await reporter.end(sink.shouldStop() ? 'stopped' : 'failed', error).catch(() => undefined);
    throw error;
  } finally {
    release?.();
  }
}

interface Reporter {
  readonly callback: CallbackObject;
  stopped(): boolean;
  end(status: 'done' | 'stopped' | 'failed', failure?: unknown): Promise<void>;
}

/** The report begins with training itself, so that arguments that tfjs refuses leave no empty chart. */
function createReporter(layers: WatchedLayers, sink: FitSink, info: FitInfo, now: () => number, keeping: FitKeeping | null): Reporter {
  const reader = new LogReader(layers, now);
  let report: FitReport | null = null;
  let steps = keeping?.batchesBefore ?? 0;
  let epochs = 0;
  let stopped = false;

  class FitCallback extends layers.Callback {
    override onTrainBegin(): Promise<void> {
      report = sink.begin(info);
      keeping?.onTrainBegin();
      return Promise.resolve();
    }
    override onEpochBegin(epoch: number): Promise<void> {
      keeping?.onEpochBegin(epoch);
      return Promise.resolve();
    }
    override onBatchBegin(batch: number): Promise<void> {
      keeping?.onBatchBegin(batch);
      return Promise.resolve();
    }
    // tfjs resolves the logs, batch by batch, only for callbacks made from plain functions; here they stay as they are.
    override async onBatchEnd(_batch: number, logs: DeviceLogs = {}): Promise<void> {
      const isNew = keeping?.isSkipping !== true;
      if (isNew) {
        const step = ++steps;
        const tell = keeping?.teller();
        const at = now();
        const deliver = (read: FitLogs): void => {
          report?.batch(step, read, at);
          tell?.(read);
        };
        reader.add(metricsOf(logs), deliver, at);
      }
      await keeping?.onBatchEnd(reader);
      if (sink.shouldStop()) {
        stopped = true;
        this.model.stopTraining = true;
      }
    }
    override async onEpochEnd(epoch: number, logs: DeviceLogs = {}): Promise<void> {
      epochs++;
      const at = now();
      const scales = scaleTensors(this.model.optimizer);
      reader.add({ ...logs, ...scales }, (read) => {
        report?.epoch(epoch, read, at);
        keeping?.tellEpoch(epoch, read);
      });
      for (const scalar of Object.values(scales)) scalar.dispose();
      if (!stopped) await keeping?.onEpochEnd(reader);
    }
  }

  return {
    callback: new FitCallback(),
    stopped: () => stopped || epochs < info.epochs - info.initialEpoch,
    async end(status, failure) {
      try {
        await reader.flush();
      } finally {
        await keeping?.end(status, reader, failure);
        report?.end(status, failure === undefined ? undefined : failure instanceof Error ? failure.message : String(failure));
      }
    },
  };
}

/** Without the two counts that tfjs puts beside the metrics of a batch. */
function metricsOf({ batch: _batch, size: _size, ...metrics }: DeviceLogs): DeviceLogs {
  return metrics;
}

/**
 * tfjs takes callbacks as one object of functions, an instance, or an array of either; a mixed array it would not
 * understand. Instances alone never yield, so a yielding one is added: progress and Stop need the event loop.
 */
export function standardize(layers: WatchedLayers, callbacks: Callbacks, yieldEvery: FitArgs['yieldEvery']): CallbackObject[] {
  // tfjs does not export the base class of its callbacks; it is the one that `tf.Callback` extends.
  const base: unknown = Object.getPrototypeOf(layers.Callback.prototype);
  const isInstance = (value: object): value is CallbackObject =>
    typeof base === 'object' && base !== null && Object.prototype.isPrototypeOf.call(base, value);
  const given = callbacks === undefined || callbacks === null ? [] : Array.isArray(callbacks) ? callbacks : [callbacks];
  const own = given.map((one) => (isInstance(one) ? one : isTakenByFit(one) ? one.forFit() : new layers.CustomCallback(one, yieldEvery)));
  if (!own.some((one) => one instanceof layers.CustomCallback)) own.push(new layers.CustomCallback({}, yieldEvery));
  return own;
}

function infoOf(layers: WatchedLayers, model: tfjs.LayersModel, args: Pick<FitArgs, 'epochs' | 'initialEpoch'>, stepsPerEpoch: number | null, data: FitData): FitInfo {
  return {
    model,
    modelName: model.name,
    epochs: args.epochs ?? 1,
    initialEpoch: args.initialEpoch ?? 0,
    stepsPerEpoch,
    // A model that was not compiled is refused soon.
    ...(model.optimizer !== undefined && { tracked: layersFit(layers, model, args, data, stepsPerEpoch) }),
  };
}

/** Rows that an epoch trains on: without the part that `validationSplit` sets aside. */
function rowsOfFit(x: tfjs.Tensor | tfjs.Tensor[] | Record<string, tfjs.Tensor>, args: FitArgs): number | null {
  const first = 'shape' in x && Array.isArray(x.shape) ? x : Object.values(x)[0];
  const samples = isTensor(first) ? first.shape[0] : undefined;
  if (samples === undefined) return null;
  const split = args.validationData ? 0 : (args.validationSplit ?? 0);
  return Math.floor(samples * (1 - split));
}

/** Batches of an epoch. */
function stepsOfFit(x: tfjs.Tensor | tfjs.Tensor[] | Record<string, tfjs.Tensor>, args: FitArgs): number | null {
  const rows = rowsOfFit(x, args);
  return rows === null ? null : Math.ceil(rows / (args.batchSize ?? 32));
}

const isTensor = (value: unknown): value is tfjs.Tensor =>
  typeof value === 'object' && value !== null && 'shape' in value && Array.isArray(value.shape);

function stepsOfDataset(size: number | null, batchesPerEpoch: number | undefined): number | null {
  if (batchesPerEpoch !== undefined) return batchesPerEpoch;
  return size !== null && Number.isFinite(size) ? size : null;
}
