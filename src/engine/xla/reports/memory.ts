/** What a compiled graph takes of a device's memory, which tensors take most of it, and which batch would fit. */
import { bytes } from '../../../base/quantity';
import type { Graph, TensorSpec } from '../../graph/ir';
import { specText } from '../../graph/ir';
import type { CompiledGraph } from './activity';
import { atLine } from './lines';
import { paddedBytes } from './padding';
import { bytesOf, firstUse, specsOf } from './values';

type CompiledMemory = NonNullable<CompiledGraph['memory']>;

/** In bytes of one device. */
export interface Room {
  readonly needed: number;
  readonly limit: number;
}

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
  return tensorsOf(graph).sort((a, b) => b.padded - a.padded).slice(0, most);
}

/** Those that tiles make larger by most bytes; only such as they at least double. */
function mostPadded(graph: Graph, most: number): readonly LargeTensor[] {
  return tensorsOf(graph).filter((tensor) => tensor.padded >= 2 * tensor.bytes && tensor.bytes > 0).sort((a, b) => b.padded - b.bytes - (a.padded - a.bytes)).slice(0, most);
}

function tensorsOf(graph: Graph): LargeTensor[] {
  const describe = (spec: TensorSpec, what: string, line: string | null): LargeTensor => ({ spec, what, line, bytes: bytesOf(spec), padded: paddedBytes(spec) });
  return [
    ...graph.inputs.map((spec, index) => describe(spec, `input ${index}`, firstUse(graph, index)?.line ?? null)),
    ...graph.nodes.flatMap(({ kernel, outputs, line }) => outputs.map((spec) => describe(spec, kernel, line))),
  ];
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

/** The largest batch, a multiple of 8 where possible, that the room holds; null where no smaller batch would. */
export function batchThatFits(graph: Graph, { needed, limit }: Room): number | null {
  const batch = batchOf(graph);
  if (batch === null) return null;
  const fixed = graph.inputs.reduce((sum, spec) => sum + (spec.shape[0] === batch ? 0 : bytesOf(spec)), 0);
  const perRow = Math.max(1, needed - fixed) / batch;
  const rows = Math.floor((limit - fixed) / perRow);
  if (rows < 1 || rows >= batch) return null;
  return rows >= 8 ? rows - (rows % 8) : rows;
}

/** What to tell of a graph that a device has no room for, before it runs. @param tiled whether the device keeps tensors in tiles, as a TPU does */
export function roomProblem(graph: Graph, room: Room, tiled: boolean): string {
  const words = ({ what, spec, line, padded, bytes: size }: LargeTensor): string => `${what} ${specText(spec)}${atLine(line)} ${bytes(tiled ? padded : size)}`;
  const padded = tiled ? mostPadded(graph, 2).map(({ padded: tiles, bytes: size, ...tensor }) => `${words({ ...tensor, padded: tiles, bytes: size })} for ${bytes(size)}`) : [];
  const batch = batchOf(graph);
  const fits = batchThatFits(graph, room);
  const remedy = fits === null ? 'Use a smaller model, or a device with more memory' : `A batch of ${fits} instead of ${batch} would fit`;
  return (
    `The program needs ${bytes(room.needed)}, and a device has ${bytes(room.limit)} for it. Largest: ${largest(graph, tiled).map(words).join('; ')}.` +
    `${padded.length === 0 ? '' : ` Most padded: ${padded.join('; ')}.`} ${remedy}; tf.remat(fn) computes parts again instead of keeping them.`
  );
}

const largest = (graph: Graph, tiled: boolean): readonly LargeTensor[] => (tiled ? largestTensors(graph, 3) : tensorsOf(graph).sort((a, b) => b.bytes - a.bytes).slice(0, 3));

/** The same of a graph that has been compiled; null where it fits, or where memory is not known. */
export function memoryProblem(graph: Graph, memory: CompiledGraph['memory'], limit: number | null, tiled: boolean): string | null {
  if (memory === null || limit === null || memoryNeed(memory) <= limit) return null;
  return roomProblem(graph, { needed: memoryNeed(memory), limit }, tiled);
}
