/**
 * Which tensors lie parted along the mesh's `model` axis. A variable is placed by hand; what a graph makes of it element by
 * element, as optimizers do with gradients and slots, lies like it, so that a training step moves none of them. Where a
 * product of matrices needs another layout the server's compiler moves data by itself: placements never change results.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { Placement } from '../../protocol/remote';
import type { Handle } from '../graph/executor';
import type { Graph, GraphNode, ValueId } from '../graph/ir';
import { valueSpecs } from '../graph/ir';
import { Hash } from '../graph/key';
import { elementwiseRules } from '../graph/shapes/elementwise';
import { OPTIMIZER_STEP } from '../optimizers/kernel/kernel';

/** Of one graph, given how its inputs lie; null: as ever. */
export interface Layout {
  /** Part of the program's name: the same graph laid otherwise is another program. */
  readonly name: string;
  /** The part of the mesh that computes it; null for the whole. */
  readonly group: Group | null;
  readonly inputs: readonly (Placement | null)[];
  readonly outputs: readonly (Placement | null)[];
}

export type Group = readonly [index: number, of: number];

/** What the notebook asked for, as the handles that have it now. */
export interface Wishes {
  sharded(): Iterable<readonly [Handle, Placement]>;
  /** Of a pipeline's stage: the devices that compute what is executed now, and batches that are parted among them. */
  readonly group: Group | null;
  batches(): Iterable<Handle>;
  /** Whether optimizers' slots are kept in the machine's memory. */
  readonly offloads: boolean;
}

export class Sharding {
  readonly #placed = new Map<Handle, Placement>();
  readonly #known = new Map<string, Layout>();

  constructor(private readonly wishes: Wishes) {}

  /** How `graph` is to be compiled; null where nothing in it is parted. Remembers how its outputs will lie. */
  lay(graph: Graph, inputs: readonly Handle[], outputs: readonly Handle[]): Layout | null {
    for (const [handle, placement] of this.wishes.sharded()) this.#placed.set(handle, placement);
    for (const handle of this.wishes.batches()) this.#placed.set(handle, 'batch');
    const { group } = this.wishes;
    if (this.#placed.size === 0 && group === null) return null;
    const given = inputs.map((handle, input) => (graph.parted?.includes(input) === true ? null : (this.#placed.get(handle) ?? null)));
    const wanted = outputs.map((handle) => this.#placed.get(handle) ?? null);
    if (!given.some(isPlaced) && !wanted.some(isPlaced) && group === null) return null;
    const key = `${graph.key};${given.join()};${wanted.join()};${group?.join() ?? ''}`;
    const layout = this.#known.get(key) ?? layoutOf(graph, given, wanted, group);
    this.#known.set(key, layout);
    inputs.forEach((handle, input) => this.#place(handle, layout.inputs[input]));
    outputs.forEach((handle, output) => this.#place(handle, layout.outputs[output]));
    return layout;
  }

  /** Positions of outputs that the machine's memory is to keep. */
  kept(graph: Graph): readonly number[] {
    return this.wishes.offloads ? slotOutputs(graph) : [];
  }

  release(handles: readonly Handle[]): void {
    for (const handle of handles) this.#placed.delete(handle);
  }

  #place(handle: Handle, placement: Placement | null | undefined): void {
    if (placement !== null && placement !== undefined) this.#placed.set(handle, placement);
  }
}

/** Values of one shape that element-wise kernels connect lie alike: as the first of them that is placed. */
export function layoutOf(graph: Graph, inputs: readonly (Placement | null)[], outputs: readonly (Placement | null)[], group: Group | null): Layout {
  const specs = valueSpecs(graph);
  const alike = new Groups(specs.length);
  const same = (a: ValueId, b: ValueId): boolean => specs[a]?.shape.join() === specs[b]?.shape.join();
  for (const node of graph.nodes) for (const [a, b] of linksOf(node)) if (same(a, b)) alike.join(a, b);
  const placed = new Map<number, Placement>();
  const seed = (value: ValueId, placement: Placement | null | undefined): void => {
    const group = alike.of(value);
    if (placement !== null && placement !== undefined && !placed.has(group)) placed.set(group, placement);
  };
  inputs.forEach((placement, input) => seed(input, placement));
  graph.outputs.forEach((value, output) => seed(value, outputs[output]));
  const isBatch = (input: number): boolean => graph.parted?.includes(input) === true;
  const laid = {
    inputs: inputs.map((placement, input) => (isBatch(input) ? null : (placement ?? placed.get(alike.of(input)) ?? null))),
    outputs: graph.outputs.map((value) => placed.get(alike.of(value)) ?? null),
  };
  return { ...laid, group, name: new Hash().add(laid.inputs.join()).add(laid.outputs.join()).add(group?.join() ?? '').value };
}

const isPlaced = (placement: Placement | null): boolean => placement !== null;

/** Kernels that compute each element of their output from those at its place. */
const ELEMENTWISE = new Set([...Object.keys(elementwiseRules).filter((kernel) => !['FFT', 'IFFT', 'Complex', 'Real', 'Imag'].includes(kernel)), 'Reshape']);

/** Pairs of values of a node that may lie alike. */
function linksOf(node: GraphNode): readonly (readonly [ValueId, ValueId])[] {
  const { kernel, inputs, first, outputs } = node;
  if (kernel === OPTIMIZER_STEP) {
    return updatesOf(node).flatMap(({ value, gradient, slots, made }) => [gradient, ...slots, ...made].map((other) => [value, other] as const));
  }
  return ELEMENTWISE.has(kernel) && outputs.length === 1 ? inputs.map((input) => [input, first] as const) : [];
}

interface OptimizerUpdate {
  readonly value: ValueId;
  readonly gradient: ValueId;
  readonly slots: readonly ValueId[];
  /** The value's successor, then those of the slots. */
  readonly made: readonly ValueId[];
}

/** One kernel updates many variables: what belongs together has one number in its name. */
function updatesOf({ names, inputs, first }: GraphNode): readonly OptimizerUpdate[] {
  const named = new Map(names?.map((name, index) => [name, inputs[index] ?? -1]));
  const updates: OptimizerUpdate[] = [];
  let made = first;
  for (let part = 0; ; part++) {
    const [value, gradient] = [named.get(`value${part}`), named.get(`gradient${part}`)];
    if (value === undefined || gradient === undefined) return updates;
    const slots: ValueId[] = [];
    for (let slot = named.get(`slot${part}_0`); slot !== undefined; slot = named.get(`slot${part}_${slots.length}`)) slots.push(slot);
    updates.push({ value, gradient, slots, made: [value, ...slots].map(() => made++) });
  }
}

/** Positions of a graph's outputs that are what optimizers keep of their variables. */
export function slotOutputs(graph: Graph): readonly number[] {
  const slots = new Set(graph.nodes.filter(({ kernel }) => kernel === OPTIMIZER_STEP).flatMap((node) => updatesOf(node).flatMap(({ made }) => made.slice(1))));
  return graph.outputs.flatMap((value, output) => (slots.has(value) ? [output] : []));
}

/** Disjoint sets of the numbers below `count`. */
class Groups {
  readonly #parent: number[];

  constructor(count: number) {
    this.#parent = Array.from({ length: count }, (_, index) => index);
  }

  of(member: number): number {
    let root = member;
    for (;;) {
      const above = this.#parent[root] ?? root;
      if (above === root) break;
      root = above;
    }
    this.#parent[member] = root;
    return root;
  }

  join(a: number, b: number): void {
    this.#parent[this.of(b)] = this.of(a);
  }
}

/** The mesh of the session, as far as variables are parted. @throws Error naming the variable, its axis and the remedy */
export function checkShard({ name, shape }: Pick<Variable, 'name' | 'shape'>, axis: number, devices: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
    throw new RangeError(`'${name}' has shape [${shape.join(', ')}] and no axis ${axis} to shard; its axes are 0 to ${shape.length - 1}`);
  }
  const length = shape[axis] ?? 0;
  if (length % devices === 0) return;
  throw new RangeError(
    `axis ${axis} of '${name}' has length ${length}, which does not divide among the ${devices} devices along \`model\`: ` +
      `make it a multiple of ${devices}, shard another axis, or start the server with another --mesh`,
  );
}
