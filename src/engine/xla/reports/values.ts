/** The tensors of a graph: what each value is, who made it and who first uses it. */
import type { Graph, GraphNode, TensorSpec, ValueId } from '../../graph/ir';
import { sizeOf } from '../../graph/ir';

/** By value: inputs, scalars, outputs of nodes. */
export function specsOf({ inputs, scalars, nodes }: Graph): readonly TensorSpec[] {
  const specs: TensorSpec[] = [...inputs, ...scalars.map((dtype): TensorSpec => ({ shape: [], dtype }))];
  for (const { outputs } of nodes) specs.push(...outputs);
  return specs;
}

/** A node's input by its name; undefined where it has none. */
export const inputOf = ({ names, inputs }: GraphNode, name: string, specs: readonly TensorSpec[]): TensorSpec | undefined => specs[inputs[names?.indexOf(name) ?? -1] ?? -1];

export const firstUse = ({ nodes }: Graph, value: ValueId): GraphNode | undefined => nodes.find(({ inputs }) => inputs.includes(value));

/** Bytes of one number on the device. */
export const BYTES: Readonly<Record<TensorSpec['dtype'], number>> = { float32: 4, int32: 4, bool: 1, complex64: 8, string: 0 };

export const bytesOf = ({ shape, dtype }: TensorSpec): number => sizeOf(shape) * BYTES[dtype];
