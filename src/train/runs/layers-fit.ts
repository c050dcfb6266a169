/** What the fit of a layers model tells of itself. */
import type * as tfjs from '@tensorflow/tfjs';
import { fingerprintBatches, fingerprintTensors, type FingerprintOps } from './fingerprint';
import { asSettings } from './json';
import { optimizerRates, optimizerSettings } from './optimizer-settings';
import type { TrackedFit } from './types';
import type { WatchedData } from './watched-data';

/** Tensors by role, or data that is watched while it comes. */
export type FitData = { readonly tensors: Readonly<Record<string, tfjs.Tensor>> } | { readonly batches: WatchedData; readonly length: number | null };

/** Options of `fit` and `fitDataset` that are settings of a run. */
const SETTINGS = ['epochs', 'initialEpoch', 'batchSize', 'batchesPerEpoch', 'shuffle', 'validationSplit', 'validationBatches', 'validationBatchSize', 'classWeight', 'sampleWeight'] as const;
const DEFAULT_BATCH = 32;

export function layersFit(tf: FingerprintOps, model: tfjs.LayersModel, args: object, data: FitData, stepsPerEpoch: number | null): TrackedFit {
  const { optimizer } = model;
  const given = args as Readonly<Record<string, unknown>>;
  const options = Object.fromEntries(SETTINGS.map((name) => [name, given[name]]));
  const { loss } = model as unknown as { readonly loss: unknown };
  const metrics = (model.metricsNames ?? []).filter((name) => name !== 'loss');
  return {
    kind: 'fit',
    name: givenName(model.name),
    settings: {
      ...optimizerSettings(optimizer),
      ...asSettings({ loss, ...(metrics.length > 0 && { metrics }), ...('tensors' in data && { batchSize: DEFAULT_BATCH }), ...withoutUndefined(options), ...(stepsPerEpoch !== null && { stepsPerEpoch }) }),
    },
    seed: null,
    parameters: { total: model.countParams(), trainable: sizeOf(model.trainableWeights) },
    rates: () => optimizerRates(optimizer),
    ...('tensors' in data
      ? { data: () => fingerprintTensors(tf, data.tensors) }
      : { data: async () => (data.batches.first === null ? null : fingerprintBatches(data.batches.first, data.length)), waited: () => data.batches.waited }),
  };
}

/** Empty for the names that tfjs makes up; the layers that `Sequential` fits are called after it. */
function givenName(name: string): string {
  const own = name.replace(/_model$/, '');
  return /^(sequential|model|layers_model|functional)_?\d*$/i.test(own) ? '' : own;
}

const sizeOf = (weights: readonly { readonly shape: readonly (number | null)[] }[]): number => weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, extent) => size * (extent ?? 1), 1), 0);

const withoutUndefined = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** By role: `x`, or `x 0` and so on of several. */
export function tensorsByRole(role: string, given: unknown): Record<string, tfjs.Tensor> {
  if (isTensor(given)) return { [role]: given };
  if (typeof given !== 'object' || given === null) return {};
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (isTensor(value) ? [[`${role} ${name}`, value]] : [])));
}

const isTensor = (value: unknown): value is tfjs.Tensor => typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value && Array.isArray(value.shape);
