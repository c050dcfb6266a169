/** What a compiled step was called with, as far as its graph depends on it. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import { specText } from '../ir';

export interface Signature {
  /** Equal for calls that one recording serves. */
  readonly key: string;
  /** One text for each leaf among the arguments: "[64,784] float32", "0.5". */
  readonly leaves: readonly { readonly path: string; readonly text: string }[];
  /** The tensors among the arguments, in order. */
  readonly tensors: readonly Tensor[];
}

/** Functions and objects of classes count by identity. */
const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** @param leading how many axes of the tensors are not the step's: one, where several steps are given at once */
export function signatureOf(tf: StockTensorFlow, args: readonly unknown[], leading = 0): Signature {
  const leaves: { path: string; text: string }[] = [];
  const tensors: Tensor[] = [];
  const visit = (value: unknown, path: string): void => {
    if (value instanceof tf.Tensor) {
      // A variable is state: another one is another step.
      const isVariable = value instanceof tf.Variable;
      const shape = isVariable ? value.shape : value.shape.slice(leading);
      leaves.push({ path, text: specText({ dtype: value.dtype, shape }) + (isVariable ? ` variable ${value.id}` : '') });
      tensors.push(value);
    } else if (Array.isArray(value)) {
      leaves.push({ path, text: `list of ${value.length}` });
      value.forEach((item, index) => visit(item, `${path}[${index}]`));
    } else if (isPlain(value)) {
      const names = Object.keys(value);
      leaves.push({ path, text: `{${names.join()}}` });
      for (const name of names) visit(value[name], `${path}.${name}`);
    } else leaves.push({ path, text: leafText(value) });
  };
  args.forEach((arg, index) => visit(arg, `input ${index}`));
  return { key: leaves.map(({ text }) => text).join(';'), leaves, tensors };
}

/** "input 0 changed from [64,784] float32 to [37,784] float32". */
export function difference(before: Signature, after: Signature): string {
  for (const [index, leaf] of after.leaves.entries()) {
    const old = before.leaves[index];
    if (old?.path !== leaf.path) return `${leaf.path} is new`;
    if (old.text !== leaf.text) {
      const advice = /^-?[\d.]/.test(leaf.text) ? '; a number that changes is best passed as tf.scalar(…)' : '';
      return `${leaf.path} changed from ${old.text} to ${leaf.text}${advice}`;
    }
  }
  return before.leaves.length > after.leaves.length ? `${before.leaves[after.leaves.length]?.path ?? 'an input'} is gone` : 'the device changed, or its precision';
}

function leafText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return String(value);
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = ++lastIdentity));
  return `${typeof value} ${identity}`;
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
