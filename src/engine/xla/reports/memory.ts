/** What a compiled graph takes of a device's memory, which tensors take most of it, and which batch would fit. */
import { bytes } from '../../../base/quantity';
import type { Graph, TensorSpec } from '../../graph/ir';
import { specText } from '../../graph/ir';
import type { CompiledGraph } from './activity';
import { atLine } from './lines';
import { paddedBytes } from './padding';
import { bytesOf, firstUse, specsOf } from './values';

type CompiledMemory = NonNullable<CompiledGraph['memory']>;

export const memoryNeed = ({ arguments: given, temporaries, outputs }: CompiledMemory): number => given + temporaries + outputs;

export interface LargeTensor {
  readonly spec: TensorSpec;
  /** "input 2" or the kernel that made it. */
  readonly what: string;
  readonly line: string | null;
  readonly bytes: number;
  /** In tiles of 8 x 128. */
  readonly padded: number;
}

/** The tensors of a graph that take most in tiles, largest first. */
export function largestTensors(graph: Graph, most: number): readonly LargeTensor[] {
  const describe = (spec: TensorSpec, what: string, line: string | null): LargeTensor => ({ spec, what, line, bytes: bytesOf(spec), padded: paddedBytes(spec) });
  const all = [
    ...graph.inputs.map((spec, index) => describe(spec, `input ${index}`, firstUse(graph, index)?.line ?? null)),
    ...graph.nodes.flatMap(({ kernel, outputs, line }) => outputs.map((spec) => describe(spec, kernel, line))),
  ];
  return all.sort((a, b) => b.padded - a.padded).slice(0, most);
}

/** The length of the first axis that most bytes have in common: the batch, where there is one. */
export function batchOf(graph: Graph): number | null {
  const shares = new Map<number, number>();
  for (const spec of specsOf(graph)) {
    const [rows] = spec.shape;
    if (rows !== undefined && rows > 1 && spec.shape.length > 1) shares.set(rows, (shares.get(rows) ?? 0) + bytesOf(spec));
  }
  return [...shares].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** The largest batch, a multiple of 8 where possible, that `limit` bytes hold; null where no smaller batch would. */
export function batchThatFits(graph: Graph, memory: CompiledMemory, limit: number): number | null {
  const batch = batchOf(graph);
  if (batch === null) return null;
  const fixed = graph.inputs.reduce((sum, spec) => sum + (spec.shape[0] === batch ? 0 : paddedBytes(spec)), 0);
  const perRow = Math.max(1, memoryNeed(memory) - fixed) / batch;
  const rows = Math.floor((limit - fixed) / perRow);
  if (rows < 1 || rows >= batch) return null;
  return rows >= 8 ? rows - (rows % 8) : rows;
}

/** What to tell before a graph runs that cannot fit; null where it fits, or where memory is not known. */
export function memoryProblem(graph: Graph, memory: CompiledGraph['memory'], limit: number | null): string | null {
  if (memory === null || limit === null || memoryNeed(memory) <= limit) return null;
  const large = largestTensors(graph, 3).map(({ spec, what, line, padded }) => `${what} ${specText(spec)}${atLine(line)} ${bytes(padded)}`);
  const batch = batchOf(graph);
  const fits = batchThatFits(graph, memory, limit);
  const remedy = fits === null ? 'Use a smaller model, or a device with more memory.' : `A batch of ${fits} instead of ${batch} would fit.`;
  return `The program needs ${bytes(memoryNeed(memory))}, and a device has ${bytes(limit)}. Largest: ${large.join('; ')}. ${remedy}`;
}
