/** Rewrites a recording to do the same with fewer kernels. */
import { GraphBuilder } from '../builder';
import type { GraphNode, TensorSpec, ValueId } from '../ir';
import { sameSpec } from '../ir';
import { nodeText } from '../key';
import { isStateful } from '../schedule';
import type { Recording, Source } from './recording';

/** Dead code goes, views of views and copies go, equal kernels of equal inputs become one. */
export function optimize(recording: Recording): Recording {
  const { graph, live, numbers } = recording;
  const builder = new GraphBuilder();
  const sources = new Map<ValueId, Source>();
  const places = new Map<ValueId, number>();
  /** By old value, the new one. */
  const values: ValueId[] = [];
  const specs: TensorSpec[] = [];
  const add = (old: ValueId, value: ValueId, spec: TensorSpec): void => {
    values[old] = value;
    specs[value] = spec;
  };
  graph.inputs.forEach((spec, index) => {
    const value = builder.input(spec);
    sources.set(value, recording.sources[index] as Source);
    add(index, value, spec);
  });

  // A number that never changes is uploaded once, as a tensor that all its uses share.
  const fixedTensors = new Map<string, ValueId>();
  const fixedNumbers = new Map<string, ValueId>();
  const place = (scalar: number): number => recording.scalars[scalar] ?? -1;
  const scalarValue = (scalar: number, asTensor: boolean): ValueId => {
    const dtype = graph.scalars[scalar] ?? 'float32';
    const number = numbers[place(scalar)] ?? NaN;
    const isLive = live.has(place(scalar));
    const name = isLive ? `place ${place(scalar)}` : `${dtype} ${Object.is(number, -0) ? '-0' : number}`;
    const known = (asTensor && !isLive ? fixedTensors : fixedNumbers).get(name);
    if (known !== undefined) return known;
    const spec: TensorSpec = { shape: [], dtype };
    const isInput = asTensor && !isLive;
    const value = isInput ? builder.input(spec) : builder.scalar(dtype);
    if (isInput) sources.set(value, { kind: 'number', dtype, value: number });
    else places.set(value, place(scalar));
    (isInput ? fixedTensors : fixedNumbers).set(name, value);
    specs[value] = spec;
    return value;
  };
  const valueOf = (old: ValueId): ValueId => {
    const scalar = old - graph.inputs.length;
    if (scalar >= 0 && scalar < graph.scalars.length) return scalarValue(scalar, true);
    const value = values[old];
    if (value === undefined) throw new Error(`value ${old} is used before it is made`);
    return value;
  };

  const seen = new Map<string, ValueId>();
  /** What a view of the builder's looks at. */
  const viewed = new Map<ValueId, ValueId>();
  for (const node of graph.nodes) {
    let inputs = node.inputs.map(valueOf);
    const alias = aliasOf(node, inputs, specs);
    if (alias !== null) {
      add(node.first, alias, specs[alias] as TensorSpec);
      continue;
    }
    if (node.kernel === 'Reshape') {
      const source = viewed.get(inputs[0] ?? -1);
      if (source !== undefined) inputs = [source];
    }
    const parameters = Object.fromEntries(
      Object.entries(node.parameters).map(([name, from]) => [name, typeof from === 'number' ? scalarValue(from, false) : from.map((one) => scalarValue(one, false))]),
    );
    const draft = { ...node, inputs, parameters };
    const text = isStateful(node.kernel) ? null : nodeText(draft);
    const known = text === null ? undefined : seen.get(text);
    const first = known ?? builder.node(draft);
    if (text !== null) seen.set(text, first);
    if (node.kernel === 'Reshape') viewed.set(first, inputs[0] ?? -1);
    node.outputs.forEach((spec, index) => add(node.first + index, first + index, spec));
  }
  const built = builder.build(graph.outputs.map(valueOf));
  return {
    ...recording,
    graph: { ...built.graph, nodes: guardInPlace(built.graph.nodes, built.graph.outputs) },
    sources: built.inputs.map((value) => sources.get(value) as Source),
    scalars: built.scalars.map((value) => places.get(value) ?? -1),
  };
}

/** The value that a node only passes on; null if it does more. */
function aliasOf({ kernel, outputs: [output] }: GraphNode, [input = -1]: readonly ValueId[], specs: readonly TensorSpec[]): ValueId | null {
  if (kernel !== 'Identity' && kernel !== 'Reshape' && kernel !== 'Cast') return null;
  const spec = specs[input];
  return spec !== undefined && output !== undefined && sameSpec(spec, output) ? input : null;
}

/** A kernel may overwrite its inputs only if nobody looks at them later: a copy that was taken for that is gone now. */
export function guardInPlace(nodes: readonly GraphNode[], outputs: readonly ValueId[]): readonly GraphNode[] {
  const needed = new Set(outputs);
  const guarded: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    const inPlace = node.attributes['inPlace'] === true && !node.inputs.some((value) => needed.has(value));
    guarded.push(node.attributes['inPlace'] === true ? { ...node, attributes: { ...node.attributes, inPlace } } : node);
    for (const value of node.inputs) needed.add(value);
  }
  return guarded.reverse();
}
