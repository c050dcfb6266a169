/** Takes a trained model apart for transfer: its features, and what of it is to learn on. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import { listed } from './tensors-file';

/** The name of a layer, or its index; from the end if negative. */
export type LayerRef = string | number;

/** A graph model cut at a node. */
export interface GraphFeatures {
  readonly model: tfjs.GraphModel;
  readonly node: string;
  predict(x: tfjs.Tensor | tfjs.NamedTensorMap): tfjs.Tensor;
  dispose(): void;
}

/** @throws Error naming the layers that there are */
function layerAt(model: tfjs.LayersModel, ref: LayerRef): number {
  const { layers } = model;
  const index = typeof ref === 'string' ? layers.findIndex(({ name }) => name === ref) : Number.isInteger(ref) ? (ref < 0 ? layers.length + ref : ref) : -1;
  if (index >= 0 && index < layers.length) return index;
  throw new Error(`layer ${typeof ref === 'string' ? `'${ref}'` : String(ref)} not found in '${model.name}'; layers are, from 0: ${listed(layers.map(({ name }) => name))}`);
}

/**
 * The model up to a layer, whose weights it shares: what that layer gives is what it predicts. Of a graph model, what a
 * node gives.
 * @throws Error for a layer that is not there, or is used several times
 */
export function featureExtractor(tf: TrainOps, model: tfjs.LayersModel | tfjs.GraphModel, layer: LayerRef): tfjs.LayersModel | GraphFeatures {
  if (model instanceof tf.GraphModel) return graphFeatures(tf, model, layer);
  const found = model.layers[layerAt(model, layer)] as tfjs.layers.Layer;
  return tf.model({ name: `${model.name}_${found.name}`, inputs: model.inputs, outputs: outputIn(model, found) });
}

/** Members of layers models that TensorFlow.js's declarations keep private. */
interface OpenModel {
  /** Of the calls of layers that make up the model: `NAME_ib-INDEX`. */
  readonly containerNodes: ReadonlySet<string>;
  /** That of a sequential model, once it is built. */
  readonly model?: OpenModel | null;
  build(): void;
}

/** What a layer gives within this model; in others that share it, it gives something else. @throws Error where it gives several things here */
function outputIn(model: tfjs.LayersModel, layer: tfjs.layers.Layer): tfjs.SymbolicTensor | tfjs.SymbolicTensor[] {
  const open = model as unknown as OpenModel;
  if (model.getClassName() === 'Sequential' && (open.model ?? null) === null) open.build();
  const { containerNodes } = open.model ?? open;
  const { inboundNodes } = layer as unknown as { readonly inboundNodes: readonly unknown[] };
  const calls = inboundNodes.flatMap((_, index) => (containerNodes.has(`${layer.name}_ib-${index}`) ? [index] : []));
  const [only] = calls;
  if (only === undefined || calls.length > 1) throw new Error(`layer '${layer.name}' is used ${calls.length} times in '${model.name}': cut at a layer that is used once`);
  return layer.getOutputAt(only);
}

function graphFeatures(tf: TrainOps, model: tfjs.GraphModel, node: LayerRef): GraphFeatures {
  if (typeof node !== 'string') throw new TypeError('a graph model has nodes, not layers: give the name of one to train.featureExtractor');
  return {
    model,
    node,
    predict(x) {
      const inputs = x instanceof tf.Tensor && model.inputs.length === 1 ? { [model.inputs[0]?.name ?? '']: x } : (x as tfjs.NamedTensorMap);
      return model.execute(inputs, node) as tfjs.Tensor;
    },
    dispose: () => model.dispose(),
  };
}

export interface FreezeReport {
  /** Names of layers that have weights. */
  readonly frozen: readonly string[];
  readonly trainable: readonly string[];
}

/** Takes the layers up to and with `until` (all, unless told) from training; a model that was compiled before learns so, too. */
export function freeze(model: tfjs.LayersModel, until?: LayerRef): FreezeReport {
  const last = until === undefined ? model.layers.length - 1 : layerAt(model, until);
  return setTrainable(model, (index) => index <= last, false);
}

/** Gives the layers from `from` on (all, unless told) back to training. */
export function unfreeze(model: tfjs.LayersModel, from?: LayerRef): FreezeReport {
  const first = from === undefined ? 0 : layerAt(model, from);
  return setTrainable(model, (index) => index >= first, true);
}

interface Compiled {
  collectedTrainableWeights?: unknown;
  trainableWeights: unknown;
  /** That of a sequential model, which trains in its place. */
  model?: Compiled;
}

/** What `compile` collected is what `fit` trains. */
function refresh(model: tfjs.LayersModel): void {
  const open = model as unknown as Compiled;
  for (const one of [open, open.model]) if (one?.collectedTrainableWeights !== undefined) one.collectedTrainableWeights = one.trainableWeights;
}

/** Layers of models within, too: `compile` of a sequential model gives the weights of those back to training otherwise. */
function setLayer(layer: tfjs.layers.Layer, trainable: boolean): void {
  layer.trainable = trainable;
  if ('layers' in layer && Array.isArray(layer.layers)) for (const inner of layer.layers as tfjs.layers.Layer[]) setLayer(inner, trainable);
}

function setTrainable(model: tfjs.LayersModel, picks: (index: number) => boolean, trainable: boolean): FreezeReport {
  model.layers.forEach((layer, index) => {
    if (picks(index)) setLayer(layer, trainable);
  });
  refresh(model);
  const weighted = model.layers.filter(({ weights }) => weights.length > 0);
  const isTrainable = (layer: tfjs.layers.Layer): boolean => layer.trainableWeights.length > 0;
  return { frozen: weighted.filter((layer) => !isTrainable(layer)).map(({ name }) => name), trainable: weighted.filter(isTrainable).map(({ name }) => name) };
}
