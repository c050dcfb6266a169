import type { Cell, Output } from '../../notebook/types';

/** CSS pixels: a line of code, of output text and of prose; what stands around a cell's code. */
const CODE_LINE = 20;
const TEXT_LINE = 20;
const PROSE_LINE = 26;
const AROUND = 20;
const FOLDED_LINES = 22;
/** What an output that is no text takes before it was ever drawn. */
const RICH = 240;

/** A guess of how high the cell will be once drawn, for the scroll bar's sake. */
export function guessHeight(cell: Cell): number {
  const lines = countLines(cell.source);
  if (cell.type !== 'code') return lines * PROSE_LINE + AROUND;
  return lines * CODE_LINE + AROUND + cell.outputs.reduce((sum, output) => sum + outputHeight(output), 0);
}

function outputHeight(output: Output): number {
  switch (output.type) {
    case 'stream':
      return Math.min(countLines(output.text), FOLDED_LINES) * TEXT_LINE + 8;
    case 'error':
      return Math.min(output.traceback.length + 2, FOLDED_LINES) * TEXT_LINE + 24;
    case 'display':
    case 'result': {
      const text = output.data['text/plain'];
      const isPlain = Object.keys(output.data).length === 1 && typeof text === 'string';
      return isPlain ? Math.min(countLines(text), FOLDED_LINES) * TEXT_LINE + 8 : RICH;
    }
    default:
      return output satisfies never;
  }
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
