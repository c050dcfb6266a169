import type { Kernels } from './wasm/kernels';

/** Scratch of the kernel `matmul`: 16 panels of 6 rows, 320 terms deep, and a tile of 6 × 8. */
const SCRATCH_BYTES = (16 * 6 * 320 + 6 * 8) * 4;
/** Float operations worth waking a thread for. */
export const GRAIN_OPERATIONS = 600_000;
/** The same of bytes to move. */
export const GRAIN_BYTES = 100_000;
/** Items for each thread where a product has too few rows to share. */
const SHARES = 4;

/** Bias, slopes of PReLU, each with its steps in bytes over rows, columns and batches, and the activation: see activations.ts. */
export type Finish = readonly [
  bias: number, biasRow: number, biasColumn: number, biasBatch: number,
  slopes: number, slopesRow: number, slopesColumn: number, slopesBatch: number,
  activation: number, alpha: number,
]; // prettier-ignore

export const NO_FINISH: Finish = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Matrices in the heap; an element lies `row · rowBytes + column · columnBytes` behind `address`. */
export interface Matrices {
  readonly address: number;
  readonly rowBytes: number;
  readonly columnBytes: number;
}

export interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** Bytes of [k, n], packed. */
export const packedBytes = ({ k, n }: Pick<Sizes, 'k' | 'n'>): number => Math.ceil(n / 8) * k * 32;

/** Packs right sides [k, n]. `offsets`: address of the byte offset of each; 0 for a single one. */
export function pack(kernels: Kernels, { k, n }: Sizes, right: Matrices, { offsets, batches }: { readonly offsets: number; readonly batches: number }, to: number): void {
  const grain = Math.ceil(GRAIN_BYTES / (k * 32));
  kernels.run('packRight', batches * Math.ceil(n / 8), grain, [right.address, offsets, to, k, n, right.rowBytes, right.columnBytes]);
}

export interface Batches {
  readonly count: number;
  /** Addresses of tables: the byte offset of each batch's left side, and the number of its packed right side; 0 if there is only one. */
  readonly leftOffsets: number;
  readonly rightNumbers: number;
}

export const ONE: Batches = { count: 1, leftOffsets: 0, rightNumbers: 0 };

/** left [m, k] · packed right [k, n], written to `to` as [batches, m, n]. */
export function multiply(kernels: Kernels, { m, k, n }: Sizes, left: Matrices, packed: number, { count, leftOffsets, rightNumbers }: Batches, to: number, finish: Finish): void {
  const rowPanels = Math.ceil(m / 6) * count;
  const columnPanels = Math.ceil(n / 8);
  const wanted = kernels.threads === 1 ? 1 : Math.ceil((SHARES * kernels.threads) / rowPanels);
  const stripPanels = Math.ceil(columnPanels / wanted);
  const items = rowPanels * Math.ceil(columnPanels / stripPanels);
  const grain = Math.ceil(GRAIN_OPERATIONS / (6 * 8 * 2 * stripPanels * k));
  kernels.run(
    'matmul', items, grain,
    [left.address, leftOffsets, left.rowBytes, left.columnBytes, packed, rightNumbers, to, m, k, n, stripPanels, ...finish],
    SCRATCH_BYTES,
  );
} // prettier-ignore

/** to [m, n] = left [m, k] · right [k, n], then the finish. */
export function multiplyOne(kernels: Kernels, sizes: Sizes, left: Matrices, right: Matrices, to: number, finish: Finish = NO_FINISH): void {
  const packed = kernels.scratch(packedBytes(sizes));
  pack(kernels, sizes, right, { offsets: 0, batches: 1 }, packed);
  multiply(kernels, sizes, left, packed, ONE, to, finish);
}
