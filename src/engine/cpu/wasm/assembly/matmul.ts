import { finish } from './finish';
import { packPanel6, packPanel8 } from './pack';
import { scratch } from './scratch';
import { tile6x8 } from './tile';

/** Terms added up before the next block of A and B: 8 columns of B of this depth stay in the first cache. */
const DEPTH: i32 = 320;
/** Panels of 6 rows of A packed at once: with DEPTH, what stays in the second cache. */
const PANELS: i32 = 16;

/** Bytes of scratch a thread needs: a block of A, and a tile for the edges. Kept equal in ../../matmul.ts. */
// 16 × 6 × 320 × 4 + 6 × 8 × 4 = 123,072

/**
 * Packs the right side of products, each [depth, columns], as panels of 8 columns: [batch, panels, depth, 8].
 * Range: batches × panels. `offsets`: byte offset of each batch's matrix, or 0 if there is one.
 */
export function packRight(
  begin: i32, end: i32, source: usize, offsets: usize, to: usize, depth: i32, columns: i32, rowBytes: usize, columnBytes: usize,
): void {
  const panels = (columns + 7) >> 3;
  for (let item = begin; item < end; item++) {
    const batch = item / panels;
    const first = (item - batch * panels) << 3;
    const matrix = source + (offsets === 0 ? 0 : load<u32>(offsets + (batch << 2)));
    packPanel8(matrix + <usize>first * columnBytes, rowBytes, columnBytes, depth, min(8, columns - first), to + (<usize>item * <usize>depth << 5));
  }
}

/**
 * C [batch, rows, columns] = activation(A · B + bias). Range: batches × strips × panels of 6 rows, where a strip is
 * `stripPanels` panels of 8 columns. B comes packed; `leftOffsets` and `rightPanels` give, for each batch, the byte offset of
 * A and the number of B's batch (0: there is but one). Further arguments: see `finish`.
 */
export function matmul(
  begin: i32, end: i32, left: usize, leftOffsets: usize, rowBytes: usize, columnBytes: usize, right: usize, rightBatches: usize, to: usize,
  rows: i32, depth: i32, columns: i32, stripPanels: i32, bias: usize, biasRow: usize, biasColumn: usize, biasBatch: usize,
  slopes: usize, slopesRow: usize, slopesColumn: usize, slopesBatch: usize, activation: i32, alpha: f32,
): void {
  const rowPanels = (rows + 5) / 6;
  const columnPanels = (columns + 7) >> 3;
  const strips = (columnPanels + stripPanels - 1) / stripPanels;
  for (let item = begin; item < end;) {
    const group = item / rowPanels;
    const panel = item - group * rowPanels;
    const batch = group / strips;
    const firstPanel = (group - batch * strips) * stripPanels;
    const lastPanel = min(columnPanels, firstPanel + stripPanels);
    const count = min(min(rowPanels - panel, end - item), PANELS);
    const matrix = left + (leftOffsets === 0 ? 0 : load<u32>(leftOffsets + (batch << 2)));
    const rightBatch = rightBatches === 0 ? 0 : load<i32>(rightBatches + (batch << 2));
    const packed = right + (<usize>(rightBatch * columnPanels) * <usize>depth << 5);
    const goal = to + (<usize>batch * <usize>rows * <usize>columns << 2);
    const row = panel * 6;
    const height = min(rows - row, count * 6);
    block(matrix, rowBytes, columnBytes, packed, goal, row, height, depth, columns, firstPanel, lastPanel);
    const column = firstPanel << 3;
    finish(
      goal, columns, row, row + height, column, min(columns, lastPanel << 3),
      bias === 0 ? 0 : bias + <usize>batch * biasBatch, biasRow, biasColumn,
      slopes === 0 ? 0 : slopes + <usize>batch * slopesBatch, slopesRow, slopesColumn, activation, alpha,
    );
    item += count;
  }
}

/** Rows [row, row + height), at most PANELS panels of them, of one product, and the columns of some panels of B. */
function block(
  matrix: usize, rowBytes: usize, columnBytes: usize, packed: usize, goal: usize,
  row: i32, height: i32, depth: i32, columns: i32, firstPanel: i32, lastPanel: i32,
): void {
  const packedLeft = scratch;
  const edge = scratch + <usize>(PANELS * 6 * DEPTH * 4);
  const lineBytes = <usize>columns << 2;
  // Of equal depth, rather than a last one of a few terms.
  const blocks = (depth + DEPTH - 1) / DEPTH;
  const step = (depth + blocks - 1) / max(1, blocks);
  for (let from = 0; from < depth; from += step) {
    const terms = min(step, depth - from);
    for (let part = 0; part < height; part += 6) {
      const source = matrix + <usize>(row + part) * rowBytes + <usize>from * columnBytes;
      packPanel6(source, rowBytes, columnBytes, min(6, height - part), terms, packedLeft + (<usize>part * <usize>terms << 2));
    }
    for (let panel = firstPanel; panel < lastPanel; panel++) {
      const b = packed + (<usize>panel * <usize>depth + <usize>from << 5);
      const width = min(8, columns - (panel << 3));
      let c = goal + <usize>row * lineBytes + (<usize>panel << 5);
      for (let part = 0; part < height; part += 6) {
        const a = packedLeft + (<usize>part * <usize>terms << 2);
        const tall = min(6, height - part);
        if (width === 8 && tall === 6) {
          tile6x8(a, b, terms, c, lineBytes, from > 0);
        } else {
          tile6x8(a, b, terms, edge, 32, false);
          copyEdge(edge, c, lineBytes, tall, width, from > 0);
        }
        c += 6 * lineBytes;
      }
    }
  }
  if (depth === 0) for (let line = row; line < row + height; line++) memory.fill(goal + <usize>line * lineBytes + (<usize>firstPanel << 5), 0, <usize>(min(columns, lastPanel << 3) - (firstPanel << 3)) << 2);
}

function copyEdge(from: usize, to: usize, rowBytes: usize, height: i32, width: i32, add: bool): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = load<f32>(from + (row << 5) + (column << 2));
      const goal = to + <usize>row * rowBytes + (column << 2);
      store<f32>(goal, add ? load<f32>(goal) + value : value);
    }
  }
}
