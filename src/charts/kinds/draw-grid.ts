/** Matrices as coloured cells: heat maps and confusion matrices. */
import { formatValue } from '../format';
import { mapped, type ColourMap } from './colour-map';
import type { ConfusionFigure, HeatmapFigure, Sized } from './figure';
import type { Inks } from './inks';
import { fitting, rect, round, widthOf, words, type Drawn, type Shape, type Target } from './shapes';

interface Cell {
  /** Share of the colour, −1…1; null for none. */
  readonly heat: number | null;
  readonly lines: readonly string[];
  readonly text: string;
  readonly strong?: boolean;
}
interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly xNames: readonly string[] | null;
  readonly yNames: readonly string[] | null;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  cell(row: number, column: number): Cell;
  /** Longest line that a cell may hold, in letters. */
  readonly letters: number;
  readonly colourMap?: ColourMap | undefined;
  readonly sized: Sized;
}

const MARGIN = 12;
const MAX_NAMES = 130;
const CELL = { most: 64, least: 3, text: 26 } as const;

/** Pixels below the cells: the scale of a heat map, and air. */
const BELOW = 28;

function drawGrid(grid: Grid, width: number, inks: Inks): Drawn {
  const { rows, columns, xNames, yNames, xLabel, yLabel, sized } = grid;
  const names = yNames === null ? 0 : Math.min(MAX_NAMES, width * 0.28, yNames.reduce((most, name) => Math.max(most, widthOf(name)), 0) + 10);
  const left = (yLabel === undefined ? 4 : 24) + names;
  const top = (xLabel === undefined ? 4 : 22) + (xNames === null ? 0 : 20);
  const cellWidth = Math.min(sized.width === undefined ? CELL.most : Infinity, Math.max(CELL.least, (width - left - MARGIN) / Math.max(1, columns)));
  const cellHeight = Math.max(CELL.least, sized.height === undefined ? Math.min(44, cellWidth, rows > 40 ? 420 / rows : 44) : (sized.height - top - BELOW) / Math.max(1, rows));
  const gap = cellHeight > 8 ? 1 : 0;
  const small = { 'font-size': 11, fill: inks.secondary };
  const every = (size: number, room: number): number => Math.max(1, Math.ceil(room / size));
  const shapes: Shape[] = [];
  const targets: Target[] = [];
  const [right, bottom] = [left + cellWidth * columns, top + cellHeight * rows];
  if (xLabel !== undefined) shapes.push(words(xLabel, (left + right) / 2, 13, { ...small, 'text-anchor': 'middle' }));
  if (yLabel !== undefined) shapes.push(words(yLabel, 12, (top + bottom) / 2, { ...small, 'text-anchor': 'middle', transform: `rotate(-90 12 ${round((top + bottom) / 2)})` }));
  const longest = Math.max(0, ...(xNames ?? []).map((name) => widthOf(name)));
  const xEvery = every(cellWidth, Math.min(longest + 6, 46));
  xNames?.forEach((name, column) => {
    if (column % xEvery === 0) shapes.push(words(fitting(name, cellWidth * xEvery - 4), left + (column + 0.5) * cellWidth, top - 6, { ...small, 'text-anchor': 'middle' }));
  });
  const yEvery = every(cellHeight, 14);
  yNames?.forEach((name, row) => {
    if (row % yEvery === 0) shapes.push(words(fitting(name, names - 8), left - 8, top + (row + 0.5) * cellHeight + 4, { ...small, 'text-anchor': 'end' }));
  });
  const cells = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_c, column) => grid.cell(row, column)));
  // All cells say their value, or none does: a few would look like marks.
  const widest = cells.flat().reduce((most, { lines }) => Math.max(most, lines[0]?.length ?? 0), 0);
  const says = cellHeight >= 14 && cellWidth > widest * 6.2 + 4 ? (cellHeight >= CELL.text && cellWidth > grid.letters * 6.2 + 6 ? 2 : 1) : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const { heat, lines, text, strong = false } = cells[row]?.[column] ?? grid.cell(row, column);
      const [x, y] = [left + column * cellWidth, top + row * cellHeight];
      const outline: Shape['attributes'] = strong && gap > 0 ? { stroke: inks.text, 'stroke-width': 1.5 } : {};
      const inset = strong && gap > 0 ? 1 : 0;
      const ink = mapped(grid.colourMap, heat ?? 0, inks);
      if (heat === null) shapes.push(rect(x, y, cellWidth - gap, cellHeight - gap, { fill: 'none', stroke: inks.border, 'stroke-dasharray': '2 2' }));
      else shapes.push(rect(x + inset, y + inset, cellWidth - gap - 2 * inset, cellHeight - gap - 2 * inset, { fill: ink.fill, ...(gap > 0 && { rx: 2 }), ...outline }));
      const shown = lines.slice(0, says);
      const tall = shown.length > 1 && cellHeight >= 34;
      shown.slice(0, tall ? 2 : 1).forEach((line, index) => {
        const middle = y + (cellHeight - gap) / 2 + 4;
        shapes.push(words(line, x + (cellWidth - gap) / 2, middle + (tall ? index * 13 - 6 : 0), { 'font-size': index === 0 ? 12 : 10, 'font-weight': strong ? 600 : 400, fill: heat === null ? inks.text : ink.text, 'text-anchor': 'middle', ...(ink.halo !== null && { stroke: ink.halo, 'stroke-width': 3, 'paint-order': 'stroke' }) }));
      });
      targets.push({ x, y, width: cellWidth, height: cellHeight, text });
    }
  }
  return { width, height: Math.ceil(bottom + 4), shapes, targets };
}

export function drawHeatmap(figure: HeatmapFigure, width: number, inks: Inks): Drawn {
  const { values, xLabels, yLabels, xLabel, yLabel, colourMap, domain } = figure;
  const known = values.flatMap((row) => row.filter((value): value is number => value !== null));
  const low = domain?.[0] ?? known.reduce((least, value) => Math.min(least, value), Infinity);
  const high = domain?.[1] ?? known.reduce((most, value) => Math.max(most, value), -Infinity);
  // Values of both signs are told apart by hue around 0, others from the least to the greatest.
  const reach = colourMap === undefined && low < 0 && high > 0 ? Math.max(-low, high) : 0;
  // The theme's colours begin a little above the page's own, so that the least is seen to be a value.
  const least = colourMap === undefined ? 0.06 : 0;
  const heat = (value: number): number => (reach > 0 ? value / reach : high > low ? least + (1 - least) * Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5);
  const drawn = drawGrid(
    {
      rows: values.length,
      columns: values[0]?.length ?? 0,
      xNames: xLabels ?? null,
      yNames: yLabels ?? null,
      xLabel,
      yLabel,
      letters: 6,
      colourMap,
      sized: figure,
      cell(row, column) {
        const value = values[row]?.[column] ?? null;
        const place = `${yLabels?.[row] ?? `row ${row}`}, ${xLabels?.[column] ?? `column ${column}`}`;
        return { heat: value === null ? null : heat(value), lines: value === null ? [] : [short(value)], text: `${place}: ${value === null ? 'not finite' : formatValue(value)}` };
      },
    },
    width,
    inks,
  );
  const colour = (share: number): string => mapped(colourMap, reach > 0 ? share * 2 - 1 : least + (1 - least) * share, inks).fill;
  return withScale(drawn, reach > 0 ? [-reach, reach] : [low, high], colour, inks);
}

/** A bar of the colours with its ends' values, below. */
function withScale(drawn: Drawn, [low, high]: readonly [number, number], colour: (share: number) => string, inks: Inks): Drawn {
  if (!Number.isFinite(low)) return drawn;
  const top = drawn.height + 8;
  const steps = 24;
  const length = Math.min(180, drawn.width - 160);
  const start = Math.max(64, widthOf(formatValue(low)) + 12);
  const bar = Array.from({ length: steps }, (_, at) => {
    const share = at / (steps - 1);
    return rect(start + (at * length) / steps, top, length / steps + 0.5, 8, { fill: colour(share) });
  });
  const small = { 'font-size': 11, fill: inks.secondary };
  return {
    ...drawn,
    height: top + 16,
    shapes: [...drawn.shapes, ...bar, words(formatValue(low), start - 8, top + 8, { ...small, 'text-anchor': 'end' }), words(formatValue(high), start + length + 8, top + 8, small)],
  };
}

const short = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 1e5 ? String(value) : String(Number(value.toPrecision(2)))).replace('-', '−');

export function drawConfusion(figure: ConfusionFigure, width: number, inks: Inks): Drawn {
  const { counts, classNames, colourMap, shadeDiagonal = true, showText = true, xLabel = 'Predicted', yLabel = 'True' } = figure;
  const shares = sharesOf(figure);
  const mistakes = shares.flatMap((row, index) => row.filter((_, column) => column !== index));
  const worst = mistakes.reduce((most, share) => Math.max(most, share), 0);
  // Where nothing else has a colour, the diagonal keeps its own.
  const shaded = shadeDiagonal || worst === 0;
  return drawGrid(
    {
      rows: counts.length,
      columns: counts.length,
      xNames: classNames,
      yNames: classNames,
      xLabel,
      yLabel,
      colourMap,
      sized: figure,
      letters: Math.max(4, ...counts.flatMap((row) => row.map((count) => formatValue(count).length))),
      cell(row, column) {
        const count = counts[row]?.[column] ?? 0;
        const share = shares[row]?.[column] ?? 0;
        return {
          heat: shaded ? share : row === column ? null : share / worst,
          lines: showText ? [formatValue(count), percent(share)] : [],
          strong: shaded && row === column,
          text: `True ${classNames[row] ?? row}, predicted ${classNames[column] ?? column}: ${formatValue(count)}, ${percent(share)} ${OF[figure.normalise]}${row === column ? ', correct' : ''}`,
        };
      },
    },
    width,
    inks,
  );
}

const OF = { truth: 'of this true class', prediction: 'of this prediction', all: 'of all' } as const;

/** Each count as a share in 0…1; 0 where there is nothing to share. */
function sharesOf({ counts, normalise }: ConfusionFigure): number[][] {
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const all = total(counts.map(total));
  return counts.map((row) =>
    row.map((count, column) => {
      const of = normalise === 'all' ? all : normalise === 'truth' ? total(row) : total(counts.map((other) => other[column] ?? 0));
      return of === 0 ? 0 : count / of;
    }),
  );
}

/** "8%", "0.4%": no share above 0 reads as none. */
const percent = (share: number): string => `${share > 0 && share < 0.01 ? Number((share * 100).toPrecision(1)) : Math.round(share * 100)}%`;
