/**
 * What padding costs on a TPU. Its memory holds float32 in tiles of 8 x 128 (the last two axes), and its matrix units
 * multiply 128 x 128 at a time: a product [m, k] x [k, n] takes the time of one with m rounded up to 8, and k and n to 128.
 * An estimate: XLA lays tensors out as it sees fit, and may fold a convolution's places into its channels.
 */
import type { Graph, TensorSpec } from '../../graph/ir';
import type { GraphActivity } from './activity';
import { productsOf, type Product } from './products';
import { bytesOf } from './values';

export const SUBLANES = 8;
export const LANES = 128;

const up = (length: number, tile: number): number => Math.ceil(length / tile) * tile;

export interface PaddedProduct extends Pick<Product, 'kind' | 'shapes' | 'rows' | 'inner' | 'columns'> {
  readonly kernel: string;
  readonly line: string | null;
  /** How many times it ran in all executions. */
  readonly runs: number;
  /** Of everything that the matrix units did for it, what multiplied zeros: 0 to 1. */
  readonly waste: number;
  /** Wanted operations of all runs, and those done. */
  readonly flops: number;
  readonly done: number;
}

/** Of the work of a product on matrix units, what multiplies padding: 0 to 1. */
export function productWaste({ rows, inner, columns }: Pick<Product, 'rows' | 'inner' | 'columns'>): number {
  const padded = up(rows, SUBLANES) * up(inner, LANES) * up(columns, LANES);
  return padded === 0 ? 0 : 1 - (rows * inner * columns) / padded;
}

/** Every distinct product of the graphs, the one that wastes most first. */
export function paddedProducts(graphs: readonly Pick<GraphActivity, 'graph' | 'executions'>[]): readonly PaddedProduct[] {
  const found = new Map<string, PaddedProduct>();
  for (const { graph, executions } of graphs) {
    for (const product of productsOf(graph)) {
      const { kind, shapes, rows, inner, columns, node } = product;
      const key = `${node.kernel} ${shapes} ${node.line}`;
      const waste = productWaste(product);
      const before = found.get(key) ?? { runs: 0, flops: 0, done: 0 };
      const flops = product.flops * executions;
      found.set(key, {
        kind, shapes, rows, inner, columns, kernel: node.kernel, line: node.line, waste,
        runs: before.runs + executions,
        flops: before.flops + flops,
        done: before.done + (waste < 1 ? flops / (1 - waste) : 0),
      });
    }
  }
  return [...found.values()].sort((a, b) => b.done - b.flops - (a.done - a.flops));
}

/** Of all that the matrix units did, what multiplied padding; null where they did nothing. */
export function totalWaste(products: readonly PaddedProduct[]): number | null {
  const done = products.reduce((sum, product) => sum + product.done, 0);
  return done === 0 ? null : 1 - products.reduce((sum, product) => sum + product.flops, 0) / done;
}

/** Which axes to change to what: "100 → 128, 130 → 128 or 256". Rows, being the batch, only where they waste more than the others. */
export function paddingRemedy({ rows, inner, columns }: Pick<PaddedProduct, 'rows' | 'inner' | 'columns'>): string {
  const lengths = [...new Set([inner, columns])].filter((length) => length % LANES !== 0).map((length) => {
    const below = Math.floor(length / LANES) * LANES;
    return below > 0 ? `${length} → ${below} or ${below + LANES}` : `${length} → ${LANES}`;
  });
  if (rows % SUBLANES !== 0 && up(rows, SUBLANES) / rows > 1.2) lengths.push(`${rows} rows → ${up(rows, SUBLANES)}`);
  return lengths.join(', ');
}

/** Bytes that a tensor takes in tiles. */
export function paddedBytes(spec: TensorSpec): number {
  const { shape } = spec;
  const width = bytesOf({ shape: [], dtype: spec.dtype });
  // Narrower numbers are packed: as many more rows to a tile.
  const rows = SUBLANES * Math.max(1, 4 / Math.max(1, width));
  if (shape.length === 0) return width;
  const outer = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const second = shape.length > 1 ? up(shape.at(-2) ?? 1, rows) : 1;
  return outer * second * up(shape.at(-1) ?? 1, LANES) * width;
}

/** Kernels that convolve each channel by itself, which matrix units cannot speed up. */
export const depthwise = ({ nodes }: Graph): Graph['nodes'] => nodes.filter(({ kernel }) => kernel.includes('epthwise'));
