/** Recorded graphs as the wire to an XLA server has them. */
import type { RemotePrecision, RemoteType, WireGraph, WireSpec } from '../../protocol/remote';
import type { Graph, TensorSpec } from '../graph/ir';
import type { Values } from '../tensors';
import type { Layout } from './sharding';

/** @throws Error for strings, which never leave this machine */
export function wireType(dtype: TensorSpec['dtype']): RemoteType {
  if (dtype === 'string') throw new Error('tensors of strings stay on this machine');
  return dtype;
}

const wireSpec = ({ dtype, shape }: TensorSpec): WireSpec => [wireType(dtype), shape];

/** The same graph computed in another precision is another program. */
export const wireName = (graph: Graph, precision: RemotePrecision, layout: Layout | null = null): string =>
  `${graph.key}${precision === 'float32' ? '' : `-${precision}`}${layout === null ? '' : `-${layout.name}`}`;

export function wireGraph(graph: Graph, precision: RemotePrecision, layout: Layout | null = null): WireGraph {
  const { inputs, scalars, nodes, outputs, parted = [] } = graph;
  /** Scalars are values, numbered after the inputs. */
  const value = (scalar: number): number => inputs.length + scalar;
  return {
    graph: wireName(graph, precision, layout),
    inputs: inputs.map(wireSpec),
    placements: inputs.map((_, index) => (parted.includes(index) ? 'batch' : (layout?.inputs[index] ?? 'replicated'))),
    scalars: scalars.map(wireType),
    nodes: nodes.map(({ kernel, names, inputs: of, attributes, parameters, outputs: made }) => ({
      kernel,
      names,
      inputs: of,
      attributes,
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, scalar]) => [name, typeof scalar === 'number' ? value(scalar) : scalar.map(value)])),
      outputs: made.map(wireSpec),
    })),
    outputs,
    precision,
    ...(layout !== null && { outputPlacements: layout.outputs, ...(layout.group !== null && { group: layout.group }) }),
  };
}

/** A copy of values as the wire has them; complex numbers are pairs already. */
export function toBytes(values: Values, type: RemoteType): Uint8Array<ArrayBuffer> {
  const numbers = values as ArrayLike<number>;
  const copy = type === 'int32' ? new Int32Array(numbers) : type === 'bool' ? new Uint8Array(numbers) : new Float32Array(numbers);
  return new Uint8Array(copy.buffer);
}

/** @param bytes memory of their own */
export function fromBytes({ buffer }: Uint8Array<ArrayBuffer>, type: RemoteType): Values {
  return type === 'int32' ? new Int32Array(buffer) : type === 'bool' ? new Uint8Array(buffer) : new Float32Array(buffer);
}
