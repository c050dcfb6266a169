import { expect, it } from 'vitest';
import { createNotebook } from '../../notebook/create';
import type { CellRun } from '../../session/types';
import { staleWords } from './stale-words';

it('names the reason, and the cell by the number that the reader sees', () => {
  const notebook = createNotebook(['let lr = 1', 'lr'].map((source) => ({ type: 'code', source })));
  const [first = '', second = ''] = notebook.cells.map((cell) => cell.id);
  const words = (stale: CellRun['stale']) =>
    staleWords({ notebook, runs: { [second]: { runId: 'r', status: 'ok', stale, timers: 0, asks: [] } } }, second);
  expect(words(null)).toBeNull();
  expect(words({ kind: 'edited' })).toBe('edited since');
  expect(words({ kind: 'input', name: 'lr', byCell: first })).toBe('`lr` was changed by cell 1 since');
  expect(words({ kind: 'input', name: 'lr', byCell: 'gone' })).toBe('`lr` was changed by a deleted cell since');
});
