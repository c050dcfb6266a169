/** Models and weights from elsewhere, as `train` offers them. */
import type * as tfjs from '@tensorflow/tfjs';
import { exportModel, type ExportOptions, type ExportReport } from '../export/export-model';
import type { TrainEnvironment } from '../trainer/environment';
import { featureExtractor, freeze, unfreeze, type FreezeReport, type GraphFeatures, type LayerRef } from './features';
import { loadWeights, type LoadWeightsOptions, type WeightReport } from './load-weights';
import { loadModel, type LoadedModel, type ModelSource } from './model-files';
import { bytesOf, isNamedBlob, type NamedBlob, type SourceOptions } from './sources';
import { createSafeTensors, fileOf, type NamedTensors, type SafeTensors, type SafeTensorsFile } from './tensors-file';
import { installWeightFiles } from './weight-files';

export interface Transfer {
  loadModel(source: ModelSource, options?: SourceOptions): Promise<LoadedModel>;
  readonly safetensors: SafeTensors;
  loadWeights(model: tfjs.LayersModel, source: string | NamedBlob | SafeTensorsFile | NamedTensors, options?: LoadWeightsOptions & SourceOptions): Promise<WeightReport>;
  featureExtractor(model: tfjs.LayersModel | tfjs.GraphModel, layer: LayerRef): tfjs.LayersModel | GraphFeatures;
  freeze(model: tfjs.LayersModel, until?: LayerRef): FreezeReport;
  unfreeze(model: tfjs.LayersModel, from?: LayerRef): FreezeReport;
  exportModel(model: tfjs.LayersModel, name: string, options?: ExportOptions): Promise<ExportReport>;
}

export function createTransfer(env: TrainEnvironment): Transfer {
  const { tf } = env;
  installWeightFiles(env);
  const requireModel = (model: unknown, what: string): void => {
    if (!(model instanceof tf.LayersModel)) throw new TypeError(`train.${what} takes a tf.LayersModel${model instanceof tf.GraphModel ? '; the weights of a graph model are constants' : ''}`);
  };
  return {
    loadModel: (source, options) => loadModel(env, source, options),
    safetensors: createSafeTensors(env),
    async loadWeights(model, source, options = {}) {
      requireModel(model, 'loadWeights');
      if (typeof source !== 'string' && !isNamedBlob(source)) return loadWeights(tf, model, source, options);
      return loadWeights(tf, model, fileOf(tf, await bytesOf(env, source, options), typeof source === 'string' ? source : source.name), options);
    },
    exportModel: (model, name, options) => exportModel(env, model, name, options),
    featureExtractor: (model, layer) => featureExtractor(tf, model, layer),
    freeze(model, until) {
      requireModel(model, 'freeze');
      return freeze(model, until);
    },
    unfreeze(model, from) {
      requireModel(model, 'unfreeze');
      return unfreeze(model, from);
    },
  };
}
