/** A matrix for a heat map. */
import type { HeatmapFigure, Sized } from './figure';
import { given, type Block } from './given';

export interface HeatmapOptions extends Pick<HeatmapFigure, 'colourMap' | 'domain'>, Sized {
  readonly title?: string;
  /** Names of the columns. */
  readonly xLabels?: readonly string[];
  /** Names of the rows. */
  readonly yLabels?: readonly string[];
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** Larger matrices are shown as means of blocks. */
const MOST = 100;

/** @throws RangeError where names are not as many as rows or columns */
export function heatmapFigure({ shape, values }: Block, { title, xLabels, yLabels, xLabel, yLabel, colourMap, domain, width, height, fontSize }: HeatmapOptions): HeatmapFigure {
  const [rows = 0, columns = 0] = shape;
  checkNames('xLabels', xLabels, columns, 'columns');
  checkNames('yLabels', yLabels, rows, 'rows');
  const [down, across] = [Math.ceil(rows / MOST), Math.ceil(columns / MOST)];
  const reduced = down > 1 || across > 1;
  return {
    kind: 'heatmap',
    ...(title !== undefined && { title }),
    ...(xLabels !== undefined && across === 1 && { xLabels: xLabels.map(String) }),
    ...(yLabels !== undefined && down === 1 && { yLabels: yLabels.map(String) }),
    ...(xLabel !== undefined && { xLabel }),
    ...(yLabel !== undefined && { yLabel }),
    values: Array.from({ length: Math.ceil(rows / down) }, (_, row) => Array.from({ length: Math.ceil(columns / across) }, (_c, column) => mean(values, columns, [row * down, Math.min(rows, (row + 1) * down)], [column * across, Math.min(columns, (column + 1) * across)]))),
    ...given({ colourMap, domain, width, height, fontSize }),
    ...(reduced && { reducedFrom: [rows, columns] as const }),
  };
}

function mean(values: ArrayLike<number>, stride: number, [top, bottom]: readonly [number, number], [left, right]: readonly [number, number]): number | null {
  let [sum, count] = [0, 0];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const value = values[row * stride + column] ?? NaN;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
  }
  // Six digits are more than a colour tells.
  return count === 0 ? null : Number((sum / count).toPrecision(6));
}

function checkNames(option: string, names: readonly string[] | undefined, length: number, of: string): void {
  if (names !== undefined && names.length !== length) throw new RangeError(`${option} has ${names.length} names for ${length} ${of}; give one for each.`);
}
