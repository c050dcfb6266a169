/** What a TPU's matrix units do in a graph: every product of matrices, and every convolution as the products it is made of. */
import type { Graph, GraphNode, TensorSpec } from '../../graph/ir';
import { sizeOf } from '../../graph/ir';
import { inputOf, specsOf } from './values';

/** `groups` x `taps` products [rows, inner] x [inner, columns]. */
export interface Product {
  readonly kind: 'matmul' | 'convolution';
  readonly node: GraphNode;
  /** "[64,100] x [100,130]" */
  readonly shapes: string;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Matrices of a batched product, and places of a convolution's filter. */
  readonly groups: number;
  /** Multiplications and additions, each counted. */
  readonly flops: number;
}

export function productsOf(graph: Graph): readonly Product[] {
  const specs = specsOf(graph);
  return graph.nodes.flatMap((node) => productOf(node, specs) ?? []);
}

function productOf(node: GraphNode, specs: readonly TensorSpec[]): Product | null {
  const input = (name: string): readonly number[] | undefined => inputOf(node, name, specs)?.shape;
  const output = node.outputs[0]?.shape ?? [];
  switch (node.kernel) {
    case 'BatchMatMul':
    case '_FusedMatMul':
      return matmul(node, input('a'), input('b'), output);
    case 'Conv2D':
    case 'FusedConv2D':
    case 'Conv3D':
      return convolution(node, input('x'), input('filter'), output);
    case 'Conv2DBackpropInput':
    case 'Conv3DBackpropInputV2':
      return convolution(node, input('dy'), input('filter'), output);
    case 'Conv2DBackpropFilter':
    case 'Conv3DBackpropFilterV2':
      return filterGradient(node, input('x'), input('dy'), output);
    default:
      return null;
  }
}

function matmul(node: GraphNode, a: readonly number[] | undefined, b: readonly number[] | undefined, output: readonly number[]): Product | null {
  if (a === undefined || b === undefined) return null;
  const inner = a.at(node.attributes['transposeA'] === true ? -2 : -1) ?? 1;
  return product('matmul', node, [a, b], { rows: output.at(-2) ?? 1, inner, columns: output.at(-1) ?? 1, groups: sizeOf(output.slice(0, -2)) });
}

/** One product of all places of the images with the filter, for each place of the filter. */
function convolution(node: GraphNode, images: readonly number[] | undefined, filter: readonly number[] | undefined, output: readonly number[]): Product | null {
  if (images === undefined || filter === undefined) return null;
  const [into, out] = [filter.at(-2) ?? 1, filter.at(-1) ?? 1];
  const backwards = node.kernel.includes('Backprop');
  const rows = (backwards ? sizeOf(images) / out : sizeOf(output) / out) || 0;
  return product('convolution', node, [images, filter], { rows, inner: backwards ? out : into, columns: backwards ? into : out, groups: sizeOf(filter.slice(0, -2)) });
}

function filterGradient(node: GraphNode, images: readonly number[] | undefined, dy: readonly number[] | undefined, filter: readonly number[]): Product | null {
  if (images === undefined || dy === undefined) return null;
  const [into, out] = [filter.at(-2) ?? 1, filter.at(-1) ?? 1];
  return product('convolution', node, [images, dy], { rows: into, inner: sizeOf(dy) / out || 0, columns: out, groups: sizeOf(filter.slice(0, -2)) });
}

function product(kind: Product['kind'], node: GraphNode, shapes: readonly (readonly number[])[], size: Pick<Product, 'rows' | 'inner' | 'columns' | 'groups'>): Product {
  return { kind, node, shapes: shapes.map((shape) => `[${shape.join()}]`).join(' x '), ...size, flops: 2 * size.groups * size.rows * size.inner * size.columns };
}
