import { expect, test } from 'vitest';
import { createNotebook } from '../../notebook/create';
import { editSource, setOutputs } from '../../notebook/edit';
import type { CellRun, CellStatus } from '../../session/types';
import { cellTexts } from './cell-texts';

const notebook = createNotebook([
  { type: 'code', source: 'const a = 1' },
  { type: 'markdown', source: '# Two' },
]);
const [first = ''] = notebook.cells.map((cell) => cell.id);
const runs = (status: CellStatus): Record<string, CellRun> => ({ [first]: { runId: 'r', status, stale: null, timers: 0, asks: [] } });

test('outputs that come change nothing that the editor is told', () => {
  const told = cellTexts({ notebook, runs: runs('running') }, []);
  const printed = setOutputs(notebook, first, [{ type: 'stream', name: 'stdout', text: 'a' }], 1);
  expect(cellTexts({ notebook: printed, runs: runs('ok') }, told)).toBe(told);
});

test('a new text is told, and the other cells stay the same objects', () => {
  const told = cellTexts({ notebook, runs: {} }, []);
  const next = cellTexts({ notebook: editSource(notebook, first, 'const a = 2'), runs: {} }, told);
  expect(next[0]?.text).toBe('const a = 2');
  expect(next[1]).toBe(told[1]);
});

test('a cell that is run again counts as run while it waits; one that never ran does not', () => {
  const told = cellTexts({ notebook, runs: runs('ok') }, []);
  expect(told[0]?.ran).toBe(true);
  expect(cellTexts({ notebook, runs: runs('queued') }, told)).toBe(told);
  expect(cellTexts({ notebook, runs: runs('queued') }, [])[0]?.ran).toBe(false);
});
