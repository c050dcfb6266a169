/** Puts named tensors into the weights of a model, and tells which found a place. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { fileOf, listed, type NamedTensors, type SafeTensorsFile } from './tensors-file';

/** The weights of one model, by the names that Keras gives them: 'dense/kernel'. */
export interface NamedWeight {
  readonly name: string;
  readonly variable: tfjs.Variable;
}

interface LayerWeight {
  readonly name: string;
  readonly originalName?: string;
  readonly val: tfjs.Variable;
}

/** Each once, in the order of the layers, whichever of them are frozen: a model's own list has those last. */
export function weightsOf(model: tfjs.LayersModel): NamedWeight[] {
  const found = new Map<tfjs.Variable, string>();
  const visit = (layer: tfjs.layers.Layer): void => {
    const inner = 'layers' in layer && Array.isArray(layer.layers) ? (layer.layers as tfjs.layers.Layer[]) : null;
    if (inner !== null) inner.forEach(visit);
    else for (const { val, originalName, name } of layer.weights as unknown as LayerWeight[]) if (!found.has(val)) found.set(val, originalName ?? name);
  };
  model.layers.forEach(visit);
  return [...found].map(([variable, name]) => ({ name, variable }));
}

export interface LoadWeightsOptions {
  /** The name in the file of a weight of the model; null leaves the weight as it is. */
  readonly map?: ((name: string, shape: readonly number[]) => string | null) | Readonly<Record<string, string | null>>;
  /** Names in the file of matrices that are stored the other way round, as PyTorch stores those of its linear layers; true for all. */
  readonly transpose?: boolean | ((name: string) => boolean);
  /** Whether a weight that finds no tensor, or one of another shape, is an error; false unless told. */
  readonly strict?: boolean;
}

export interface WeightReport {
  readonly matched: readonly { readonly name: string; readonly from: string }[];
  /** Weights of the model that the file has no tensor for. */
  readonly missing: readonly string[];
  readonly mismatched: readonly { readonly name: string; readonly from: string; readonly shape: readonly number[]; readonly given: readonly number[] }[];
  /** Tensors of the file that nothing took. */
  readonly unused: readonly string[];
}

/**
 * Weights take the tensor of the same name, or the one that `map` names. Nothing changes before all of them are looked at.
 * @throws Error if `strict`, listing what does not fit
 */
export function loadWeights(tf: TrainOps, model: tfjs.LayersModel, source: NamedTensors | SafeTensorsFile, options: LoadWeightsOptions = {}): WeightReport {
  const tensors = readerOf(source);
  const isTransposed = (name: string, rank: number): boolean => rank === 2 && (typeof options.transpose === 'function' ? options.transpose(name) : (options.transpose ?? false));
  const used = new Set<string>();
  const matched: { name: string; from: string; variable: tfjs.Variable; transposed: boolean }[] = [];
  const missing: string[] = [];
  const mismatched: WeightReport['mismatched'][number][] = [];
  for (const { name, variable } of weightsOf(model)) {
    const from = mapped(options.map, name, variable.shape);
    if (from === null) continue;
    if (!tensors.names.includes(from)) {
      missing.push(name);
      continue;
    }
    used.add(from);
    const stored = tensors.shape(from);
    const transposed = isTransposed(from, stored.length);
    const given = transposed ? stored.toReversed() : stored;
    if (given.join() === variable.shape.join()) matched.push({ name, from, variable, transposed });
    else mismatched.push({ name, from, shape: [...variable.shape], given });
  }
  const report = { matched: matched.map(({ name, from }) => ({ name, from })), missing, mismatched, unused: tensors.names.filter((name) => !used.has(name)) };
  if (options.strict === true && missing.length + mismatched.length > 0) throw new Error(`the weights do not fit '${model.name}': ${wrongs(report)}`);
  for (const { from, variable, transposed } of matched) {
    tf.tidy(() => {
      const tensor = tensors.tensor(from);
      variable.assign((transposed ? tensor.transpose() : tensor).cast(variable.dtype));
    });
  }
  return report;
}

function mapped(map: LoadWeightsOptions['map'], name: string, shape: readonly number[]): string | null {
  if (map === undefined) return name;
  return typeof map === 'function' ? map(name, shape) : Object.hasOwn(map, name) ? (map[name] ?? null) : name;
}

/** For people. */
export function wrongs({ missing, mismatched, unused }: WeightReport): string {
  return [
    ...(missing.length > 0 ? [`it has no tensor for ${listed(missing)}`] : []),
    ...mismatched.map(({ name, from, shape, given }) => `'${name}' has shape [${shape.join()}] and '${from}' [${given.join()}]`),
    ...(unused.length > 0 ? [`tensors that nothing took are ${listed(unused)}`] : []),
  ].join('; ');
}

interface Reader {
  readonly names: readonly string[];
  shape(name: string): readonly number[];
  /** The caller's scope frees it, or it is the given one. */
  tensor(name: string): tfjs.Tensor;
}

function readerOf(source: NamedTensors | SafeTensorsFile): Reader {
  if (isFile(source)) return { names: source.names, shape: (name) => source.info(name).shape, tensor: (name) => source.tensor(name) };
  return { names: Object.keys(source), shape: (name) => source[name]?.shape ?? [], tensor: (name) => source[name] as tfjs.Tensor };
}

const isFile = (source: NamedTensors | SafeTensorsFile): source is SafeTensorsFile => Array.isArray(source.names) && typeof source.tensor === 'function';

/**
 * As Keras loads a file of weights: by name where every name is there, else by place, as names that are counted up are
 * others each time a model is made.
 * @throws Error listing what does not fit
 */
export function loadWeightFile(tf: TrainOps, model: tfjs.LayersModel, bytes: Uint8Array, name: string): WeightReport {
  const file = fileOf(tf, bytes, name);
  const weights = weightsOf(model);
  if (weights.every((weight) => file.has(weight.name))) return loadWeights(tf, model, file, { strict: true });
  if (weights.length !== file.names.length) throw new Error(`'${name}' holds ${file.names.length} weights and '${model.name}' has ${weights.length}: build the model as it was when they were saved, or take those that fit with train.loadWeights`);
  const places = new Map(weights.map((weight, index) => [weight.name, file.names[index] ?? '']));
  return loadWeights(tf, model, file, { strict: true, map: (of) => places.get(of) ?? null });
}
