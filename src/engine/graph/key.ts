/** Names for graphs: a hash of a canonical text. */
import type { Attribute, Attributes, Graph, GraphNode, TensorSpec } from './ir';

/** Two independent 32-bit hashes of everything added so far; the chance that two of a million texts share a name is 1 in 10⁷. */
export class Hash {
  #a = 0x811c9dc5;
  #b = 0x9e3779b9;

  add(text: string): this {
    let [a, b] = [this.#a, this.#b];
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      // FNV-1a, and the same step with a multiplier of its own.
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15);
    }
    // A mark between texts: 'ab' + 'c' is not 'a' + 'bc'.
    this.#a = Math.imul(a ^ 0x1f, 0x01000193);
    this.#b = Math.imul(b ^ 0x1f, 0x5bd1e995);
    return this;
  }

  get value(): string {
    return (this.#a >>> 0).toString(16).padStart(8, '0') + (this.#b >>> 0).toString(16).padStart(8, '0');
  }
}

/** Unlike JSON it tells infinities, NaN and -0 apart. */
export function attributeText(value: Attribute): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return `${value}`;
  let text = '[';
  for (const item of value) text += `${attributeText(item)},`;
  return `${text}]`;
}

export function attributesText(attributes: Attributes): string {
  let text = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) text += `${name}=${attributeText(value)};`;
  }
  return text;
}

export const specsText = (specs: readonly TensorSpec[]): string => {
  let text = '';
  for (const { shape, dtype } of specs) text += `${dtype}[${shape.join()}]`;
  return text;
};

/** Everything of a node but its line. */
export function nodeText({ kernel, names, inputs, attributes, parameters, outputs }: Omit<GraphNode, 'first' | 'line'>): string {
  let text = `${kernel}(${names === null ? '*' : names.join()}:${inputs.join()})${attributesText(attributes)}`;
  for (const name in parameters) text += `${name}=$${String(parameters[name])};`;
  return `${text}>${specsText(outputs)}`;
}

export function graphKey({ inputs, scalars, nodes, outputs, parted = [] }: Omit<Graph, 'key'>): string {
  const hash = new Hash().add(specsText(inputs)).add(scalars.join());
  for (const node of nodes) hash.add(nodeText(node));
  hash.add(outputs.join());
  return (parted.length === 0 ? hash : hash.add(parted.join())).value;
}
