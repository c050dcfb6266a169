/** Recorded graphs as the wire to an XLA server has them. */
import type { RemotePrecision, RemoteType, WireGraph, WireSpec } from '../../protocol/remote';
import type { Attributes, Graph, TensorSpec } from '../graph/ir';
import { precisionIn, type Precision } from '../precision';
import type { Values } from '../tensors';
import type { Layout } from './sharding';

/** @throws Error for strings, which never leave this machine */
export function wireType(dtype: TensorSpec['dtype']): RemoteType {
  if (dtype === 'string') throw new Error('tensors of strings stay on this machine');
  return dtype;
}

const wireSpec = ({ dtype, shape }: TensorSpec): WireSpec => [wireType(dtype), shape];

export const wireName = (graph: Graph, layout: Layout | null = null): string => `${graph.key}${layout === null ? '' : `-${layout.name}`}`;

const WIRE_PRECISIONS: Readonly<Record<Precision, RemotePrecision>> = { float32: 'float32', mixed_float16: 'float16', mixed_bfloat16: 'bfloat16' };

/** What most of a graph's products compute in; null where it has none. */
export function productPrecision({ nodes }: Graph): RemotePrecision | null {
  const counts = new Map<Precision, number>();
  for (const { kernel, attributes } of nodes) {
    const precision = precisionIn(kernel, attributes);
    if (precision !== null) counts.set(precision, (counts.get(precision) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most === undefined ? null : WIRE_PRECISIONS[most[0]];
}

/** A product of another precision than the graph's says so. */
function wireAttributes({ precision: _, ...attributes }: Attributes, own: Precision | null, common: RemotePrecision): Attributes {
  return own === null || WIRE_PRECISIONS[own] === common ? attributes : { ...attributes, precision: WIRE_PRECISIONS[own] };
}

export function wireGraph(graph: Graph, layout: Layout | null = null): WireGraph {
  const { inputs, scalars, nodes, outputs, parted = [] } = graph;
  const precision = productPrecision(graph) ?? 'float32';
  /** Scalars are values, numbered after the inputs. */
  const value = (scalar: number): number => inputs.length + scalar;
  return {
    graph: wireName(graph, layout),
    inputs: inputs.map(wireSpec),
    placements: inputs.map((_, index) => (parted.includes(index) ? 'batch' : (layout?.inputs[index] ?? 'replicated'))),
    scalars: scalars.map(wireType),
    nodes: nodes.map(({ kernel, names, inputs: of, attributes, parameters, outputs: made }) => ({
      kernel,
      names,
      inputs: of,
      attributes: wireAttributes(attributes, precisionIn(kernel, attributes), precision),
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
