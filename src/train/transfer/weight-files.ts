/** `saveWeights` and `loadWeights` of layers models by the name of a file, beside TensorFlow.js's own of named tensors. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainEnvironment } from '../trainer/environment';
import { filesOf } from '../trainer/trainer';
import { loadWeightFile, weightsOf, type WeightReport } from './load-weights';
import { bytesOf, lastPart, type SourceOptions } from './sources';
import { encoded, type WriteOptions } from './tensors-file';

interface OpenModel {
  saveWeights(this: tfjs.LayersModel, name: string, options?: WriteOptions): Promise<unknown>;
  loadWeights(this: tfjs.LayersModel, weights: string | tfjs.NamedTensorMap, options?: boolean | SourceOptions): unknown;
}

const installed = new WeakMap<object, TrainEnvironment>();
const ENDING = '.safetensors';

/** Changes the prototype of layers models; a second call replaces the environment. */
export function installWeightFiles(env: TrainEnvironment): void {
  const { LayersModel } = env.tf;
  const isInstalled = installed.has(LayersModel);
  installed.set(LayersModel, env);
  if (isInstalled) return;
  const current = (): TrainEnvironment => installed.get(LayersModel) ?? env;
  const prototype = LayersModel.prototype as unknown as OpenModel;
  const { loadWeights } = prototype;
  prototype.saveWeights = async function (name, options) {
    const { currentRun } = current();
    const weights = Object.fromEntries(weightsOf(this).map(({ name: of, variable }) => [of, variable as tfjs.Tensor]));
    if (Object.keys(weights).length === 0) throw new Error(`'${this.name}' has no weights yet: give its first layer an inputShape, or call the model once`);
    return filesOf(currentRun()).write(fileName(name), await encoded(weights, options));
  };
  prototype.loadWeights = function (weights, options) {
    if (typeof weights !== 'string') return loadWeights.call(this, weights, options);
    return load(current(), this, fileName(weights), typeof options === 'object' ? options : {});
  };
}

async function load(env: TrainEnvironment, model: tfjs.LayersModel, name: string, options: SourceOptions): Promise<WeightReport> {
  return loadWeightFile(env.tf, model, await bytesOf(env, name, options), name);
}

/** @throws Error for a name that asks for another format */
function fileName(name: string): string {
  if (typeof name !== 'string' || name === '') throw new TypeError(`the name of a file of weights is text, such as 'digits.safetensors'; here is ${String(name)}`);
  const path = name.replace(/^opfs:\/\//, '');
  if (path.endsWith(ENDING)) return path;
  const ending = /\.(h5|hdf5|keras|ckpt|json|bin)$/.exec(lastPart(path))?.[0];
  if (ending !== undefined) throw new Error(`weights are kept as SafeTensors, not as ${ending}: name the file '${path.slice(0, -ending.length)}${ENDING}'`);
  return path + ENDING;
}
