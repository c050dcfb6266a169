/** Finds what can be trained or saved in the fields of a module. */
import type * as tfjs from '@tensorflow/tfjs';
import type { ModuleParts, TrainOps } from './types';

/** A weight of a layer; TensorFlow.js does not export the class. */
interface LayerWeight {
  readonly name: string;
  readonly originalName?: string;
  readonly val: tfjs.Variable;
}

/** Fields that hold settings, not parts. */
const SETTINGS = new Set(['hparams']);

/**
 * Variables, layers, layers models and other modules among the fields of `root`, those of lists, Maps and plain objects
 * included, each once, under the path by which it was found first: "generator.dense1", "blocks.0.scale".
 */
export function collectParts(tf: TrainOps, root: unknown, isModule: (value: object) => boolean): ModuleParts {
  const variables = new Map<string, tfjs.Variable>();
  const layers = new Map<string, tfjs.layers.Layer>();
  const seen = new Set<object>();

  const addLayer = (layer: tfjs.layers.Layer, path: string): void => {
    if (layer instanceof tf.LayersModel) {
      // By place: names that TensorFlow.js gives count up with each model that is made.
      layer.layers.forEach((inner, index) => visit(inner, join(path, String(index))));
    } else layers.set(path, layer);
  };
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (value instanceof tf.Variable) {
      seen.add(value);
      variables.set(path, value);
    } else if (value instanceof tf.layers.Layer) {
      seen.add(value);
      addLayer(value, path);
    } else if (Array.isArray(value)) {
      seen.add(value);
      value.forEach((item, index) => visit(item, join(path, String(index))));
    } else if (value instanceof Map) {
      seen.add(value);
      for (const [key, item] of value) visit(item, join(path, String(key)));
    } else if (isModule(value) || isPlain(value) || value === root) {
      seen.add(value);
      for (const [key, item] of Object.entries(value)) if (!SETTINGS.has(key)) visit(item, join(path, key));
    }
  };
  visit(root, '');
  return { variables, layers };
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** The variables of a layer that is built, in the order of `getWeights`. */
export const weightsOf = (layer: tfjs.layers.Layer): LayerWeight[] => layer.weights as unknown as LayerWeight[];

/** Those that training changes now. */
const trainableOf = (layer: tfjs.layers.Layer): tfjs.Variable[] => (layer.trainableWeights as unknown as LayerWeight[]).map(({ val }) => val);

export interface NamedVariable {
  readonly path: string;
  readonly variable: tfjs.Variable;
}

/** Every variable with a path that is the same whenever the module is made the same way. */
export function namedVariables({ variables, layers }: ModuleParts): NamedVariable[] {
  const named = [...variables].map(([path, variable]) => ({ path, variable }));
  for (const [path, layer] of layers) weightsOf(layer).forEach(({ val }, index) => named.push({ path: `${path}/${index}`, variable: val }));
  return named;
}

/** Variables that training changes, each once. */
export function trainableVariables({ variables, layers }: ModuleParts): tfjs.Variable[] {
  const own = [...variables.values()].filter(({ trainable }) => trainable);
  return [...new Set([...own, ...[...layers.values()].flatMap(trainableOf)])];
}

/** Layers that make their variables when they are first called. */
export const unbuiltLayers = ({ layers }: ModuleParts): string[] => [...layers].filter(([, layer]) => !layer.built).map(([path]) => path);
