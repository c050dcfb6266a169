/** Gathers element-wise nodes of one size into single nodes, moving them next to each other where their inputs allow. */
import type { ChainAttributes, ChainOperation } from '../../cpu/element-chain';
import { FUSED_ELEMENTWISE, chainGrain, chainOperation, chainStep } from '../../cpu/element-chain';
import type { Recording, Source } from '../compiled/recording';
import { guardInPlace } from '../compiled/optimize';
import { GraphBuilder } from '../builder';
import type { Attributes, Graph, GraphNode, TensorSpec, ValueId } from '../ir';
import { sizeOf } from '../ir';
import { isStateful } from '../schedule';

/** A table of more would take longer to write than it saves. */
const MOST_STEPS = 32;
/** How far ahead nodes are run early so that more of the others can be gathered; further, and their results would wait in memory. */
const AHEAD = 32;

/** The share of nodes that must go: where large products take the time, another order can cost more than a few calls. */
const LEAST_SAVED = 0.2;

interface Candidate {
  readonly operation: ChainOperation;
  readonly size: number;
  /** Inputs in the order of the operation. */
  readonly operands: readonly ValueId[];
}

/** The same recording with fewer, larger nodes; for a backend that has the kernel. */
export function fuseElementwise(recording: Recording): Recording {
  const { graph } = recording;
  const specs = specsOf(graph);
  const candidates = graph.nodes.map((node) => candidateOf(node, specs));
  const groups = groupsOf(graph, candidates);
  if (groups.length > (1 - LEAST_SAVED) * graph.nodes.length) return recording;

  const used = new Map<ValueId, number>();
  const use = (value: ValueId): void => void used.set(value, (used.get(value) ?? 0) + 1);
  graph.outputs.forEach(use);
  for (const { inputs } of graph.nodes) inputs.forEach(use);

  const builder = new GraphBuilder();
  const values: ValueId[] = [];
  const scalarOf: ValueId[] = [];
  const sources = new Map<ValueId, Source>();
  const places = new Map<ValueId, number>();
  graph.inputs.forEach((spec, index) => {
    values[index] = builder.input(spec);
    sources.set(values[index] as ValueId, recording.sources[index] as Source);
  });
  graph.scalars.forEach((dtype, index) => {
    const value = builder.scalar(dtype);
    values[graph.inputs.length + index] = scalarOf[index] = value;
    places.set(value, recording.scalars[index] ?? -1);
  });
  const valueOf = (old: ValueId): ValueId => values[old] ?? -1;

  for (const group of groups) {
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      const node = graph.nodes[only] as GraphNode;
      const parameters = Object.fromEntries(Object.entries(node.parameters).map(([name, from]) => [name, typeof from === 'number' ? (scalarOf[from] ?? -1) : from.map((one) => scalarOf[one] ?? -1)]));
      const first = builder.node({ ...node, inputs: node.inputs.map(valueOf), parameters });
      node.outputs.forEach((_, index) => (values[node.first + index] = first + index));
      continue;
    }
    const inside = new Map<ValueId, number>();
    const inputs: ValueId[] = [];
    const readInside = new Map<ValueId, number>();
    const steps = group.map((index, place) => {
      const { operation, operands } = candidates[index] as Candidate;
      const [a = 0, b = a] = operands.map((old) => {
        const step = inside.get(old);
        if (step !== undefined) {
          readInside.set(old, (readInside.get(old) ?? 0) + 1);
          return -1 - step;
        }
        const known = inputs.indexOf(old);
        return known === -1 ? inputs.push(old) - 1 : known;
      });
      inside.set((graph.nodes[index] as GraphNode).first, place);
      return chainStep(operation, a, b);
    });
    const stored = group.map((index, place) => ({ node: graph.nodes[index] as GraphNode, place })).filter(({ node: { first } }) => (used.get(first) ?? 0) > (readInside.get(first) ?? 0));
    const outputs = stored.map(({ node }) => node.outputs[0] as TensorSpec);
    const grain = chainGrain(group.map((index) => (candidates[index] as Candidate).operation));
    const attributes: ChainAttributes & Attributes = { steps, stores: stored.map(({ place }) => place), grain, shapes: outputs.map(({ shape }) => shape) };
    const first = builder.node({ kernel: FUSED_ELEMENTWISE, names: null, inputs: inputs.map(valueOf), attributes, parameters: {}, outputs, line: graph.nodes[only ?? 0]?.line ?? null });
    stored.forEach(({ node }, index) => (values[node.first] = first + index));
  }
  const built = builder.build(graph.outputs.map(valueOf));
  return {
    ...recording,
    // Kernels stand in another order now.
    graph: { ...built.graph, nodes: guardInPlace(built.graph.nodes, built.graph.outputs) },
    sources: built.inputs.map((value) => sources.get(value) as Source),
    scalars: built.scalars.map((value) => places.get(value) ?? -1),
  };
}

function specsOf(graph: Graph): readonly TensorSpec[] {
  const specs: TensorSpec[] = [...graph.inputs, ...graph.scalars.map((dtype): TensorSpec => ({ shape: [], dtype }))];
  for (const { first, outputs } of graph.nodes) outputs.forEach((spec, index) => (specs[first + index] = spec));
  return specs;
}

function candidateOf({ kernel, names, inputs, attributes, outputs, parameters }: GraphNode, specs: readonly TensorSpec[]): Candidate | null {
  const operation = chainOperation(kernel, attributes);
  const [output] = outputs;
  if (operation === null || names === null || output === undefined || output.dtype !== 'float32' || Object.keys(parameters).length > 0) return null;
  const size = sizeOf(output.shape);
  if (size === 0) return null;
  const operands: ValueId[] = [];
  for (const name of operation.inputs) {
    const value = inputs[names.indexOf(name)];
    const spec = value === undefined ? undefined : specs[value];
    if (value === undefined || spec?.dtype !== 'float32') return null;
    const length = sizeOf(spec.shape);
    if (length !== size && !(length === 1 && operation.family === 'binary')) return null;
    operands.push(value);
  }
  return { operation, size, operands };
}

/** The nodes in an order that computes the same; those that become one stand in one list. */
function groupsOf(graph: Graph, candidates: readonly (Candidate | null)[]): readonly (readonly number[])[] {
  const { nodes } = graph;
  const makers = new Map<ValueId, number>();
  nodes.forEach(({ first, outputs }, index) => outputs.forEach((_, offset) => makers.set(first + offset, index)));
  const readers: number[][] = nodes.map(() => []);
  const waits = nodes.map(({ inputs }, index) => {
    const before = new Set(inputs.flatMap((value) => makers.get(value) ?? []));
    for (const maker of before) readers[maker]?.push(index);
    return before.size;
  });
  const groups: number[][] = [];
  const ready: number[] = [];
  const isReady = (index: number): boolean => waits[index] === 0;
  const finish = (index: number): number[] => (readers[index] ?? []).filter((reader) => --(waits[reader] as number) === 0);

  for (let begin = 0; begin < nodes.length; ) {
    // What writes into tensors stays behind all before it and before all behind it.
    const write = nodes.findIndex(({ kernel }, index) => index >= begin && isStateful(kernel));
    const end = write === -1 ? nodes.length : write;
    const add = (index: number): void => {
      if (index < end) ready.splice(sortedPlace(ready, index), 0, index);
    };
    for (let index = begin; index < end; index++) if (isReady(index)) ready.push(index);
    while (ready.length > 0) {
      const earliest = ready[0] as number;
      const plain = ready.findIndex((index) => candidates[index] === null && index <= earliest + AHEAD);
      if (plain !== -1) {
        const [index = 0] = ready.splice(plain, 1);
        groups.push([index]);
        finish(index).forEach(add);
        continue;
      }
      const size = candidates[earliest]?.size;
      const group: number[] = [];
      for (let next: number; group.length < MOST_STEPS && (next = ready.findIndex((index) => candidates[index]?.size === size && index <= earliest + 4 * AHEAD)) !== -1; ) {
        const [index = 0] = ready.splice(next, 1);
        group.push(index);
        finish(index).forEach(add);
      }
      groups.push(group);
    }
    if (write === -1) break;
    groups.push([write]);
    finish(write);
    begin = write + 1;
  }
  return groups;
}

function sortedPlace(sorted: readonly number[], value: number): number {
  const place = sorted.findIndex((other) => other > value);
  return place === -1 ? sorted.length : place;
}
