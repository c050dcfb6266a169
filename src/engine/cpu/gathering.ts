/** Convolutions as products whose left side is gathered from images: how taps become runs, and the calls of the kernels. */
import type { CpuRuntime } from './runtime';
import type { Finish } from './product';
import { GRAIN_BYTES, GRAIN_OPERATIONS, NO_FINISH } from './product';
import type { Kernels } from './wasm/kernels';

const FLOAT = 4;
/** Padded images made at a time: about what the second cache holds. */
const GROUP_BYTES = 2 ** 21;
const SCRATCH_BYTES = 64;

/** Images [count, height, width, channels] in the heap. */
export interface Images {
  readonly address: number;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Zeros around each image. */
export interface Border {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** One row or column of a filter: where it lies behind the pixel, and its number in the filter. */
export interface Tap {
  readonly at: number;
  readonly number: number;
}

/** The taps that meet some of the pixels of the output, by ascending place: of a stride's pixels, for a gradient, each has its own. */
export interface Pass {
  readonly rows: readonly Tap[];
  readonly columns: readonly Tap[];
  /** The grid of output pixels, and the bytes from the first pixel of all to this grid's, and from row to row and column to column. */
  readonly height: number;
  readonly width: number;
  readonly toOffset: number;
  readonly toRow: number;
  readonly toColumn: number;
}

/** A filter [taps, …] whose tap is a matrix of `images.channels` rows and `columns` columns. */
export interface Filter {
  readonly address: number;
  /** Taps in a row of the filter. */
  readonly width: number;
  readonly columns: number;
  readonly rowBytes: number;
  readonly columnBytes: number;
}

export interface Gathering {
  readonly images: Images;
  readonly border: Border;
  /** Pixels of the image from one output row or column to the next. */
  readonly strideHeight: number;
  readonly strideWidth: number;
}

interface Packed {
  readonly pass: Pass;
  readonly filter: number;
  readonly runs: number;
  readonly count: number;
  readonly length: number;
}

/** Gathers, multiplies by the filter and writes images of `toImage` bytes to `to`. */
export function convolveGathered(
  cpu: CpuRuntime, kernels: Kernels, gathering: Gathering, passes: readonly Pass[], filter: Filter, to: number, toImage: number, finish: Finish = NO_FINISH,
): void {
  const padded = paddedOf(gathering);
  const { channels } = gathering.images;
  const panels = Math.ceil(filter.columns / 8);
  const sizes = passes.map(({ rows, columns }) => ({ filter: rows.length * columns.length * channels * panels * 32, words: 2 * rows.length * columns.length }));
  const filterBytes = sizes.reduce((sum, size) => sum + size.filter, 0);
  const tableWords = sizes.reduce((sum, size) => sum + size.words, 0);
  const paddedAt = Math.ceil((filterBytes + 4 * tableWords) / 64) * 64;
  const scratch = kernels.scratch(paddedAt + padded.groupBytes);
  let [filterAt, tableAt] = [scratch, scratch + filterBytes];
  const packed: Packed[] = passes.map((pass, index) => {
    const made = packPass(cpu, kernels, pass, filter, channels, padded.rowBytes, filterAt, tableAt);
    filterAt += sizes[index]?.filter ?? 0;
    tableAt += 4 * (sizes[index]?.words ?? 0);
    return made;
  });
  const [bias, , biasColumn, , slopes, , slopesColumn, , activation, alpha] = finish;
  eachGroup(kernels, gathering, padded, scratch + paddedAt, (address, first, count) => {
    for (const { pass, runs, count: runCount, length, filter: at } of packed) {
      const pixels = pass.height * pass.width;
      const grain = Math.ceil(GRAIN_OPERATIONS / (6 * 8 * 2 * panels * runCount * length));
      kernels.run(
        'convolve', count * Math.ceil(pixels / 6), grain,
        [
          address, padded.imageBytes, gathering.strideHeight * padded.rowBytes, gathering.strideWidth * channels * FLOAT, runs, runCount, length, at,
          to + first * toImage + pass.toOffset, toImage, pass.toRow, pass.toColumn, pixels, pass.width, filter.columns,
          bias, biasColumn, slopes, slopesColumn, activation, alpha,
        ],
        SCRATCH_BYTES,
      );
    }
  });
} // prettier-ignore

/** Writes the gradient of a filter [rows · columns · channels, outChannels] to `to`, with `add` onto it; dy is [count, height, width, outChannels]. */
export function filterGradientGathered(
  cpu: CpuRuntime, kernels: Kernels, gathering: Gathering, taps: Pick<Pass, 'rows' | 'columns'>, dy: Omit<Images, 'count'>, to: number, add = false,
): void {
  const padded = paddedOf(gathering);
  const { channels } = gathering.images;
  const words = taps.rows.length * taps.columns.length;
  const paddedAt = Math.ceil((4 * words) / 64) * 64;
  const runs = kernels.scratch(paddedAt + padded.groupBytes);
  const { offsets, length } = runsOf(taps, padded.rowBytes, channels);
  cpu.words(runs, offsets.length).set(offsets);
  const items = Math.ceil((offsets.length * length) / 6) * Math.ceil(dy.channels / 8);
  eachGroup(kernels, gathering, padded, runs + paddedAt, (address, first, count) => {
    const grain = Math.ceil(GRAIN_OPERATIONS / (6 * 8 * 2 * count * dy.height * dy.width));
    kernels.run('filterGradient', items, grain, [
      address, padded.imageBytes, gathering.strideHeight * padded.rowBytes, gathering.strideWidth * channels * FLOAT, runs, offsets.length, length,
      dy.address + first * dy.height * dy.width * dy.channels * FLOAT, to, count, dy.height, dy.width, dy.channels, add || first > 0 ? 1 : 0,
    ]);
  });
} // prettier-ignore

interface Padded {
  /** Whether images are copied to be padded; else they are read where they are. */
  readonly copied: boolean;
  readonly rows: number;
  readonly rowBytes: number;
  readonly imageBytes: number;
  /** Images at a time, and the bytes their copies take. */
  readonly group: number;
  readonly groupBytes: number;
}

function paddedOf({ images, border: { top, bottom, left, right } }: Gathering): Padded {
  const copied = top > 0 || bottom > 0 || left > 0 || right > 0;
  const rows = images.height + top + bottom;
  const rowBytes = (images.width + left + right) * images.channels * FLOAT;
  const imageBytes = rows * rowBytes;
  const group = copied ? Math.min(images.count, Math.max(1, Math.floor(GROUP_BYTES / imageBytes))) : images.count;
  return { copied, rows, rowBytes, imageBytes, group, groupBytes: copied ? group * imageBytes : 0 };
}

/** Calls with where some images lie, padded, the number of the first of them, and how many they are. */
function eachGroup(kernels: Kernels, { images, border }: Gathering, padded: Padded, scratch: number, visit: (address: number, first: number, count: number) => void): void {
  const rowBytes = images.width * images.channels * FLOAT;
  for (let first = 0; first < images.count; first += padded.group) {
    const count = Math.min(padded.group, images.count - first);
    const source = images.address + first * images.height * rowBytes;
    if (padded.copied) {
      const grain = Math.ceil(GRAIN_BYTES / padded.rowBytes);
      const leftBytes = border.left * images.channels * FLOAT;
      kernels.run('padImages', count * padded.rows, grain, [source, scratch, images.height, rowBytes, padded.rows, padded.rowBytes, border.top, leftBytes]);
    }
    visit(padded.copied ? scratch : source, first, count);
  }
}

/** Byte offsets of runs, and the floats of each. A row of the filter is one run where its taps are neighbours. */
function runsOf({ rows, columns }: Pick<Pass, 'rows' | 'columns'>, rowBytes: number, channels: number): { readonly offsets: number[]; readonly length: number } {
  const first = columns[0]?.at ?? 0;
  const joined = columns.every(({ at }, index) => at === first + index);
  const starts = joined ? columns.slice(0, 1) : columns;
  return {
    offsets: rows.flatMap((row) => starts.map((column) => row.at * rowBytes + column.at * channels * FLOAT)),
    length: joined ? columns.length * channels : channels,
  };
}

function packPass(cpu: CpuRuntime, kernels: Kernels, pass: Pass, filter: Filter, channels: number, rowBytes: number, to: number, table: number): Packed {
  const order = pass.rows.flatMap((row) => pass.columns.map((column) => row.number * filter.width + column.number));
  const { offsets, length } = runsOf(pass, rowBytes, channels);
  const words = cpu.words(table, order.length + offsets.length);
  const matrixBytes = channels * filter.columns * FLOAT;
  for (let tap = 0; tap < order.length; tap++) words[tap] = (order[tap] ?? 0) * matrixBytes;
  words.set(offsets, order.length);
  const grain = Math.ceil(GRAIN_BYTES / (order.length * channels * 32));
  kernels.run('packFilter', Math.ceil(filter.columns / 8), grain, [filter.address, table, order.length, to, channels, filter.columns, filter.rowBytes, filter.columnBytes]);
  return { pass, filter: to, runs: table + 4 * order.length, count: offsets.length, length };
}
