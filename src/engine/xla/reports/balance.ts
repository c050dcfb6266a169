/** What kind of work bounds a graph on a TPU. */
import type { Graph, GraphNode, TensorSpec } from '../../graph/ir';
import { productWaste } from './padding';
import { productsOf } from './products';
import { bytesOf, specsOf } from './values';

/**
 * Operations that a TPU does in the time in which it moves a byte of its memory: 197 TFLOP/s of bfloat16 to 819 GB/s
 * on a v5e, as Google states them. Others are within a factor of two.
 */
const FLOPS_A_BYTE = 240;

/** Kernels that compute nothing and move everything. */
const MOVING = new Set([
  'Transpose', 'Concat', 'Pack', 'Unpack', 'SplitV', 'Slice', 'StridedSlice', 'PadV2', 'MirrorPad', 'GatherV2', 'GatherNd', 'ScatterNd',
  'TensorScatterUpdate', 'Tile', 'Reverse', 'BatchToSpaceND', 'SpaceToBatchND', 'DepthToSpace',
]);
const FREE = new Set(['Identity', 'ExpandDims', 'Fill', 'ZerosLike', 'OnesLike']);

/** Shares of an estimated time, together 1, and what the largest of each kind is. */
export interface Balance {
  readonly matrix: number;
  readonly elementwise: number;
  readonly movement: number;
  readonly flops: number;
  /** The line that moves most, and its kernel. */
  readonly mover: GraphNode | null;
  readonly worker: GraphNode | null;
}

/** An estimate: XLA fuses element-wise work, so a result counts once and what it is made of not at all. */
export function balanceOf(graph: Graph): Balance {
  const specs = specsOf(graph);
  const products = new Map(productsOf(graph).map((product) => [product.node, product]));
  const sums = { matrix: 0, elementwise: 0, movement: 0 };
  let flops = 0;
  const most = { mover: { node: null as GraphNode | null, time: 0 }, worker: { node: null as GraphNode | null, time: 0 } };
  for (const node of graph.nodes) {
    const product = products.get(node);
    const moved = node.outputs.reduce((sum, spec) => sum + bytesOf(spec), 0);
    if (product !== undefined) {
      flops += product.flops;
      const read = node.inputs.reduce((sum, value) => sum + bytesOf(specs[value] ?? NOTHING), 0);
      sums.matrix += Math.max(product.flops / Math.max(0.01, 1 - productWaste(product)) / FLOPS_A_BYTE, read + moved);
    } else if (MOVING.has(node.kernel) || (node.kernel === 'Reshape' && movesTiles(node, specs))) {
      sums.movement += 2 * moved;
      if (2 * moved > most.mover.time) most.mover = { node, time: 2 * moved };
    } else if (!FREE.has(node.kernel) && node.kernel !== 'Reshape') {
      sums.elementwise += moved;
      if (moved > most.worker.time) most.worker = { node, time: moved };
    }
  }
  const total = sums.matrix + sums.elementwise + sums.movement || 1;
  return { matrix: sums.matrix / total, elementwise: sums.elementwise / total, movement: sums.movement / total, flops, mover: most.mover.node, worker: most.worker.node };
}

const NOTHING: TensorSpec = { shape: [0], dtype: 'float32' };

/** A reshape that keeps the last axis, which lies in a tile's width, is free. */
function movesTiles(node: GraphNode, specs: readonly TensorSpec[]): boolean {
  const [from, to] = [specs[node.inputs[0] ?? -1]?.shape, node.outputs[0]?.shape];
  return from?.at(-1) !== to?.at(-1);
}
