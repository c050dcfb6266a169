/** What a recorded computation is: kernels of TensorFlow.js, what flows between them, and what it asks for. */
import type { DataType } from '@tensorflow/tfjs-core';

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A number among the graph's values: its inputs first, then its scalars, then the outputs of its nodes in order. */
export type ValueId = number;

export type Attribute = number | string | boolean | null | readonly Attribute[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** One call of a kernel. */
export interface GraphNode {
  readonly kernel: string;
  /** The names of `inputs`, in order; null where the kernel takes a list. */
  readonly names: readonly string[] | null;
  readonly inputs: readonly ValueId[];
  /** What the kernel is told beside its inputs, but for the numbers in `parameters`. */
  readonly attributes: Attributes;
  /** Attributes whose number, or list of numbers, is given at each execution: indices among the graph's scalars. */
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  /** The value of the first output; the others follow. */
  readonly first: ValueId;
  readonly outputs: readonly TensorSpec[];
  /** Where in a cell it was called, "Cell [3] #a1:4:9"; null where unknown. Not part of the key. */
  readonly line: string | null;
}

/**
 * A computation without its numbers: two steps of a training loop have the same graph, whatever the learning rate.
 * `key` names it: equal keys mean equal structure, shapes and types.
 */
export interface Graph {
  readonly key: string;
  readonly inputs: readonly TensorSpec[];
  /** Types of the numbers given at each execution; as values they are tensors of rank 0. */
  readonly scalars: readonly DataType[];
  readonly nodes: readonly GraphNode[];
  /** Values that are asked for. */
  readonly outputs: readonly ValueId[];
  /** Inputs whose first axis is that of a batch, of which each of several devices may compute its part. */
  readonly parted?: readonly number[];
}

/** How many values a graph has. */
export function valueCount({ inputs, scalars, nodes }: Pick<Graph, 'inputs' | 'scalars' | 'nodes'>): number {
  const last = nodes.at(-1);
  return last === undefined ? inputs.length + scalars.length : last.first + last.outputs.length;
}

const known = new WeakMap<Graph, readonly TensorSpec[]>();

/** What each of a graph's values is. */
export function valueSpecs(graph: Graph): readonly TensorSpec[] {
  const found = known.get(graph);
  if (found !== undefined) return found;
  const specs = [...graph.inputs, ...graph.scalars.map((dtype): TensorSpec => ({ shape: [], dtype })), ...graph.nodes.flatMap(({ outputs }) => outputs)];
  if (specs.length !== valueCount(graph)) throw new Error('the graph counts its values wrongly');
  known.set(graph, specs);
  return specs;
}

/** "[64,784] float32" */
export const specText = ({ shape, dtype }: TensorSpec): string => `[${shape.join(',')}] ${dtype}`;

export const sameSpec = (a: TensorSpec, b: TensorSpec): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((length, axis) => length === b.shape[axis]);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
