/** What `gradbook run` says while a notebook runs: how each cell fares on stderr, what cells print on stdout. */
import { failureText } from './run-failure.mjs';

/** @typedef {import('./run-page.mjs').CellState} CellState */
/** @typedef {import('./run-page.mjs').Update} Update */

/** A training's progress line is printed at most this often, milliseconds. */
const PROGRESS_EVERY = 2000;

/**
 * @param {{ notebook: string, stream: boolean, out: (text: string) => void, err: (text: string) => void }} options
 *   `notebook`: the name that failures begin with
 */
export function createPrinter({ notebook, stream, out, err }) {
  /** @type {Map<string, { status: string, progress: string | null, at: number }>} */
  const told = new Map();
  /** @type {Map<string, number>} */
  const numbers = new Map();
  let device = '';

  /** @param {CellState} cell */
  const tellCell = (cell) => {
    const { id, index, status, progress, elapsedMs, outcome } = cell;
    if (status === 'idle' || status === 'queued') return;
    const last = told.get(id);
    const isNews = last?.status !== status;
    const moved = progress !== null && last?.progress !== progress && Date.now() - (last?.at ?? 0) > PROGRESS_EVERY;
    if (!isNews && !moved) return;
    told.set(id, { status, progress, at: Date.now() });
    const word = status === 'error' && outcome === 'interrupted' ? 'stopped' : status === 'aborted' ? 'not run' : status;
    const time = status === 'running' || elapsedMs === null ? '' : ` in ${(elapsedMs / 1000).toFixed(1)} s`;
    err(`[cell ${index}] ${word}${time}${progress ? `: ${progress}` : ''}\n`);
    if (isNews && status === 'error' && outcome !== 'interrupted' && cell.error) err(`${failureText(notebook, { index, id, error: cell.error }, numbers)}\n`);
  };

  return {
    /** @param {Update} update */
    tell(update) {
      for (const { id, index } of update.cells) numbers.set(id, index);
      if (update.device && update.device.name !== device) err(`runtime: ${(device = update.device.name)}\n`);
      if (stream) for (const { name, text } of update.printed) (name === 'stderr' ? err : out)(text);
      for (const { text, remedy } of update.notices) err(`${text}${remedy === '' ? '' : `\n  ${remedy}`}\n`);
      for (const cell of update.cells) tellCell(cell);
    },
  };
}
