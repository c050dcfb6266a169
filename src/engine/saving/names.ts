/** Keeps the names that a loaded model's layers have from being given again. */
import type { LayersModel, layers } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../api';

/** No model of people has more layers of a kind; a name beyond is one that they chose. */
const MOST = 10_000;

/**
 * Layers without a name are counted, from 1 in each kernel: "dense_Dense1". A model that was saved elsewhere has such
 * names, too, and a new layer on top of it would be refused for having the same one.
 */
export function reserveNames(tf: StockTensorFlow, model: LayersModel): void {
  const taken = new Map<string, number>();
  const visit = (layer: layers.Layer): void => {
    const className = layer.getClassName();
    const [, kind, count] = /^.*_(.*?)(\d+)$/.exec(layer.name) ?? [];
    if (kind === className && Number(count) < MOST) taken.set(className, Math.max(taken.get(className) ?? 0, Number(count)));
    if ('layers' in layer && Array.isArray(layer.layers)) (layer.layers as layers.Layer[]).forEach(visit);
  };
  model.layers.forEach(visit);
  for (const [className, last] of taken) while (countOf(nextName(tf, className)) < last);
}

const countOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? Infinity);

/** TensorFlow.js counts whenever a layer is made that has no name. */
function nextName(tf: StockTensorFlow, className: string): string {
  class Counted extends tf.layers.Layer {
    override getClassName(): string {
      return className;
    }
  }
  return new Counted({}).name;
}
