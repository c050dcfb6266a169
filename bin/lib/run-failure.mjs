/** Where in a notebook a cell failed, in the words of a compiler. */

/** @typedef {import('./run-page.mjs').CellError} CellError */
/** @typedef {{ line: number, column: number }} Position from 1, in the cell's TypeScript */

const FRAME = /^(\s*at .*?)\(?Cell \[[^\]]*\] #([\w-]+):(\d+):(\d+)\)?\s*$/;

/**
 * The place in the failing cell itself, also where the error came out of a function of another.
 * @param {CellError} error
 * @param {string} cellId
 * @returns {Position | null}
 */
export function positionOf(error, cellId) {
  for (const line of error.traceback) {
    const [, , id, row, column] = FRAME.exec(line) ?? [];
    if (id === cellId) return { line: Number(row), column: Number(column) };
  }
  return null;
}

/**
 * `notebook.ipynb: cell 3 (line 2, column 5): TypeError: …`, then the frames, their cells by number.
 * @param {string} notebook
 * @param {{ index: number, id: string, error: CellError }} cell
 * @param {ReadonlyMap<string, number>} numbers of cells by id, from 1
 * @returns {string}
 */
export function failureText(notebook, { index, id, error }, numbers) {
  const position = positionOf(error, id);
  const place = position ? ` (line ${position.line}, column ${position.column})` : '';
  const frames = error.traceback.flatMap((line) => {
    const [, head, cell, row, column] = FRAME.exec(line) ?? [];
    if (head !== undefined && cell !== undefined) return [`${head}cell ${numbers.get(cell) ?? '?'} (line ${row}, column ${column})`];
    return /^\s+(?:at|…) /.test(line) || line.startsWith('Caused by ') ? [line] : [];
  });
  return [`${notebook}: cell ${index}${place}: ${error.name}${error.message === '' ? '' : `: ${error.message}`}`, ...(frames.length > 1 ? frames : [])].join('\n');
}
