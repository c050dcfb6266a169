/** Why graphs were compiled: which are the same computation at other shapes, and what made them differ. */
import type { Graph, TensorSpec } from '../../graph/ir';
import { sameSpec, specText } from '../../graph/ir';
import { attributeText } from '../../graph/key';
import type { GraphActivity } from './activity';
import { firstUse } from './values';

/** Why a computation that was compiled before had to be compiled again. */
export type Cause =
  /** The last batch of an epoch is smaller. */
  | { readonly kind: 'last-batch'; readonly input: number; readonly rows: number; readonly usual: number }
  /** A length that is another, and larger, every time. */
  | { readonly kind: 'grows'; readonly what: string; readonly axis: number; readonly lengths: readonly number[] }
  | { readonly kind: 'shape'; readonly what: string; readonly from: TensorSpec; readonly to: TensorSpec }
  /** A number or a text that is part of the program. */
  | { readonly kind: 'attribute'; readonly kernel: string; readonly name: string; readonly from: string; readonly to: string };

export interface Recompilation {
  readonly cause: Cause;
  /** The line that first meets the change. */
  readonly line: string | null;
  /** Compilations that it caused, beyond the first. */
  readonly compilations: number;
  /** What they took, as far as the server has told. */
  readonly milliseconds: number;
}

/** A shape that is new this many times running, and larger each time, grows. */
const GROWING = 4;

/** One entry for each computation that was compiled more than once, the costliest first. */
export function recompilations(graphs: readonly GraphActivity[]): readonly Recompilation[] {
  const families = new Map<string, GraphActivity[]>();
  for (const one of graphs) {
    const name = skeleton(one.graph);
    families.set(name, [...(families.get(name) ?? []), one]);
  }
  const found = [...families.values()].flatMap((family) => {
    const change = family.length > 1 ? changeIn(family) : null;
    if (change === null) return [];
    const again = family.slice(1);
    return [{ ...change, compilations: again.length, milliseconds: again.reduce((sum, { compiled }) => sum + (compiled?.milliseconds ?? 0), 0) }];
  });
  return found.sort((a, b) => b.compilations - a.compilations);
}

/** What stays the same of a computation whatever its shapes and numbers are. */
const skeleton = ({ inputs, nodes, outputs }: Graph): string => `${inputs.length} ${nodes.map(({ kernel, inputs: of }) => `${kernel}(${of.join()})`).join()} ${outputs.join()}`;

type Change = Pick<Recompilation, 'cause' | 'line'>;

function changeIn(family: readonly GraphActivity[]): Change | null {
  const [first, second] = family.slice(-2).map(({ graph }) => graph);
  if (first === undefined || second === undefined) return null;
  const graphs = family.map(({ graph }) => graph);
  const input = first.inputs.findIndex((spec, index) => !sameSpec(spec, second.inputs[index] ?? spec));
  if (input >= 0) return inputChange(family, input);
  for (const [index, node] of first.nodes.entries()) {
    const other = second.nodes[index];
    if (other === undefined) return null;
    for (const name in { ...node.attributes, ...other.attributes }) {
      const [from, to] = [node.attributes[name], other.attributes[name]].map((value) => (value === undefined ? 'nothing' : attributeText(value)));
      if (from !== to && from !== undefined && to !== undefined) {
        const grown = growth(graphs.map(({ nodes }) => nodes[index]?.outputs[0]), `the result of ${node.kernel}`);
        return { cause: grown ?? { kind: 'attribute', kernel: node.kernel, name, from: brief(from), to: brief(to) }, line: node.line };
      }
    }
    const [from, to] = [node.outputs[0], other.outputs[0]];
    if (from && to && !sameSpec(from, to)) return { cause: { kind: 'shape', what: `the result of ${node.kernel}`, from, to }, line: node.line };
  }
  return null;
}

function inputChange(family: readonly GraphActivity[], input: number): Change | null {
  const specs = family.map(({ graph }) => graph.inputs[input]);
  const last = family.at(-1);
  const [from, to] = specs.slice(-2);
  if (from === undefined || to === undefined || last === undefined) return null;
  const use = firstUse(last.graph, input);
  const line = use?.line ?? null;
  const what = use === undefined ? `input ${input}` : `input ${input}, which ${use.kernel} uses`;
  return { cause: growth(specs, what) ?? lastBatch(family, input) ?? { kind: 'shape', what, from, to }, line };
}

/** An axis that is longer each time. */
function growth(specs: readonly (TensorSpec | undefined)[], what: string): Extract<Cause, { kind: 'grows' }> | null {
  if (specs.length < GROWING) return null;
  const rank = specs[0]?.shape.length ?? 0;
  for (let axis = 0; axis < rank; axis++) {
    const lengths = specs.map((spec) => spec?.shape[axis] ?? NaN);
    if (lengths.every((length, index) => index === 0 || length > (lengths[index - 1] ?? NaN))) return { kind: 'grows', what, axis, lengths };
  }
  return null;
}

/** Two sizes of a batch of which the smaller one is the rarer. */
function lastBatch(family: readonly GraphActivity[], input: number): Extract<Cause, { kind: 'last-batch' }> | null {
  const [usual, other, ...more] = family.toSorted((a, b) => b.executions - a.executions);
  const [from, to] = [usual?.graph.inputs[input]?.shape, other?.graph.inputs[input]?.shape];
  if (from === undefined || to === undefined || more.length > 0 || from.length !== to.length || from.slice(1).some((length, axis) => length !== to[axis + 1])) return null;
  const [many, few] = [from[0] ?? 0, to[0] ?? 0];
  return few < many && (usual?.executions ?? 0) > (other?.executions ?? 0) ? { kind: 'last-batch', input, rows: few, usual: many } : null;
}

const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** What happened, and what to do about it. */
export function causeWords(cause: Cause): string {
  switch (cause.kind) {
    case 'last-batch':
      return `The last batch has ${cause.rows} rows, the others ${cause.usual}. Drop it (dataset.batch(${cause.usual}, false), or a number of rows that ${cause.usual} divides), or pad it.`;
    case 'grows':
      return `Axis ${cause.axis} of ${cause.what} grows every time: ${brief(cause.lengths.join(', '))}. Pad it to a fixed length and mask what is beyond, or to the next power of two.`;
    case 'shape':
      return `The shape of ${cause.what} changed from ${specText(cause.from)} to ${specText(cause.to)}. Keep it the same: pad or drop what is left over.`;
    case 'attribute':
      return `'${cause.name}' of ${cause.kernel} changed from ${cause.from} to ${cause.to}, and it is part of the program. Give what changes as a tensor: tf.gather(x, indices) instead of a slice that moves on.`;
    default:
      return cause satisfies never;
  }
}

