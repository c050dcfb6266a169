/** A graph in the making: nodes are appended in the order in which they were called. */
import type { DataType } from '@tensorflow/tfjs-core';
import type { Attributes, Graph, GraphNode, TensorSpec, ValueId } from './ir';
import { graphKey } from './key';

/** What one value of a graph in the making is. */
type Source =
  | { readonly kind: 'input'; readonly spec: TensorSpec }
  | { readonly kind: 'scalar'; readonly dtype: DataType }
  | { readonly kind: 'output'; readonly node: number; readonly index: number };

export interface DraftNode {
  readonly kernel: string;
  readonly names: readonly string[] | null;
  readonly inputs: readonly ValueId[];
  readonly attributes: Attributes;
  /** Attributes given at run time: the scalar that holds each. */
  readonly parameters: Readonly<Record<string, ValueId | readonly ValueId[]>>;
  readonly outputs: readonly TensorSpec[];
  readonly line: string | null;
}

/** A graph with what its inputs and scalars were called while it was made. */
export interface Built {
  readonly graph: Graph;
  /** The draft's input for each input of the graph. */
  readonly inputs: readonly ValueId[];
  /** The draft's scalar for each scalar of the graph. */
  readonly scalars: readonly ValueId[];
}

export class GraphBuilder {
  readonly #sources: Source[] = [];
  readonly #nodes: { readonly draft: DraftNode; readonly first: ValueId }[] = [];

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** How many values there are, all kinds together; the next has this number. */
  get valueCount(): number {
    return this.#sources.length;
  }

  input(spec: TensorSpec): ValueId {
    return this.#sources.push({ kind: 'input', spec }) - 1;
  }

  scalar(dtype: DataType): ValueId {
    return this.#sources.push({ kind: 'scalar', dtype }) - 1;
  }

  /** @returns the value of the first output; the others follow. */
  node(draft: DraftNode): ValueId {
    const first = this.#sources.length;
    const node = this.#nodes.push({ draft, first }) - 1;
    for (let index = 0; index < draft.outputs.length; index++) this.#sources.push({ kind: 'output', node, index });
    return first;
  }

  /** The graph of what `outputs` need, in canonical numbers: what is not needed leaves no trace in the key. */
  build(outputs: readonly ValueId[]): Built {
    const needed = this.#neededBy(outputs);
    const order: Record<'input' | 'scalar', ValueId[]> = { input: [], scalar: [] };
    const place = (value: ValueId): void => {
      const source = this.#sources[value];
      if (source === undefined) throw new Error(`the graph has no value ${value}`);
      if (source.kind !== 'output' && !seen.has(value)) {
        seen.add(value);
        order[source.kind].push(value);
      }
    };
    const seen = new Set<ValueId>();
    for (const node of needed) {
      node.draft.inputs.forEach(place);
      Object.values(node.draft.parameters).flat().forEach(place);
    }
    outputs.forEach(place);

    const renumbered = new Map<ValueId, ValueId>();
    for (const value of [...order.input, ...order.scalar]) renumbered.set(value, renumbered.size);
    const scalarIndex = new Map(order.scalar.map((value, index) => [value, index]));
    let next = renumbered.size;
    const nodes = needed.map(({ draft, first }): GraphNode => {
      const inputs = draft.inputs.map((value) => known(renumbered, value));
      const parameters = Object.fromEntries(Object.entries(draft.parameters).map(([name, value]) => [name, typeof value === 'number' ? known(scalarIndex, value) : value.map((one) => known(scalarIndex, one))]));
      const own = next;
      draft.outputs.forEach((_, index) => renumbered.set(first + index, next++));
      return { ...draft, inputs, parameters, first: own };
    });
    const graph = {
      inputs: order.input.map((value) => this.#specOf(value)),
      scalars: order.scalar.map((value) => this.#specOf(value).dtype),
      nodes,
      outputs: outputs.map((value) => known(renumbered, value)),
    };
    return { graph: { ...graph, key: graphKey(graph) }, inputs: order.input, scalars: order.scalar };
  }

  #specOf(value: ValueId): TensorSpec {
    const source = this.#sources[value];
    switch (source?.kind) {
      case 'input':
        return source.spec;
      case 'scalar':
        return { shape: [], dtype: source.dtype };
      default:
        throw new Error(`value ${value} is made by a node`);
    }
  }

  #neededBy(outputs: readonly ValueId[]): { readonly draft: DraftNode; readonly first: ValueId }[] {
    const wanted = new Set<number>();
    const want = (value: ValueId): void => {
      const source = this.#sources[value];
      if (source?.kind === 'output') wanted.add(source.node);
    };
    outputs.forEach(want);
    for (let index = this.#nodes.length - 1; index >= 0; index--) {
      if (wanted.has(index)) this.#nodes[index]?.draft.inputs.forEach(want);
    }
    return this.#nodes.filter((_, index) => wanted.has(index));
  }
}

function known(numbers: ReadonlyMap<ValueId, number>, value: ValueId): number {
  const number = numbers.get(value);
  if (number === undefined) throw new Error(`value ${value} is used before it is made`);
  return number;
}
