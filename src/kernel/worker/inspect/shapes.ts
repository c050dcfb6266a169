/** What names of the notebook hold where it is a tensor, a model or numbers: for the editor's hovers. Reads no data. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../../engine/api';
import type { NamedShape } from '../../../protocol/kernel';
import { tensorLabel } from '../display/tensor';
import type { ProxyTarget } from './proxies';

export interface ShapeParts {
  readonly tf: TensorFlow;
  readonly targetOf: ProxyTarget;
  /** The value of a name; undefined where it has none. */
  readonly valueOf: (name: string) => unknown;
}

/** The names of one run at most; nobody hovers over more. */
const MAX_NAMES = 200;

/**
 * Describes names after a run that may have changed them. A name that held a tensor and no longer does gets
 * an empty text once.
 */
export function createShapes({ tf, targetOf, valueOf }: ShapeParts): (names: readonly string[]) => NamedShape[] {
  const described = new Set<string>();
  return (names) =>
    names.slice(0, MAX_NAMES).flatMap((name) => {
      const text = describe(tf, targetOf, valueOf(name));
      if (text === null && !described.delete(name)) return [];
      if (text !== null) described.add(name);
      return [{ name, text: text ?? '' }];
    });
}

function describe(tf: TensorFlow, targetOf: ProxyTarget, value: unknown): string | null {
  if (typeof value !== 'object' || value === null || targetOf(value) !== undefined) return null;
  try {
    if (value instanceof tf.Tensor) return tensorLabel(tf, value);
    if (value instanceof tf.LayersModel) return modelText(value);
    if (value instanceof tf.GraphModel) return `GraphModel ${sides(value.inputs)} → ${sides(value.outputs)}`;
    if (ArrayBuffer.isView(value) && 'length' in value) return `${Object.prototype.toString.call(value).slice(8, -1)} [${String(value.length)}]`;
    return null;
  } catch {
    // A value made to look like one of these.
    return null;
  }
}

/** "Sequential [·, 784] → [·, 10], 101,770 parameters". */
function modelText(model: LayersModel): string {
  const kind = model.getClassName();
  const { inputs, outputs, layers } = model as Partial<LayersModel>;
  // One without a layer has none of these.
  if (!inputs || !outputs || !layers?.length) return `${kind}, empty`;
  // Of the layers, because asking a Sequential makes it build itself.
  const parameters = layers.reduce((sum, layer) => sum + layer.countParams(), 0);
  return `${kind} ${sides(inputs)} → ${sides(outputs)}, ${parameters.toLocaleString('en')} parameters`;
}

const sides = (ends: readonly { readonly shape?: readonly (number | null)[] }[]): string =>
  ends.map(({ shape }) => (shape ? `[${shape.map((size) => (size === null || size < 0 ? '·' : size)).join(', ')}]` : '[…]')).join(', ');
