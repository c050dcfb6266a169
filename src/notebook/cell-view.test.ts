import { expect, test } from 'vitest';
import { hidesCode, setCodeHidden } from './cell-view';
import { createCell } from './create';
import { parseForm } from './params/parse';
import type { Notebook } from './types';

function hiding(source: string, steps: readonly boolean[]) {
  const cell = createCell('code', source);
  const form = parseForm(source);
  let notebook: Notebook = { cells: [cell], metadata: {} };
  const seen = [cell.metadata.cellView];
  const hidden = [hidesCode(cell, form)];
  for (const step of steps) {
    notebook = setCodeHidden(notebook, cell.id, step, form);
    const now = notebook.cells[0] ?? cell;
    seen.push(now.metadata.cellView);
    hidden.push(hidesCode(now, form));
  }
  return { seen, hidden };
}

test('hiding the code and showing it again leaves the metadata as it was', () => {
  expect(hiding('//@title A', [true, false])).toEqual({ seen: [undefined, 'form', undefined], hidden: [false, true, false] });
});

test('where the title hides the code, the metadata shows it', () => {
  expect(hiding('//@title A {display-mode: "form"}', [false, true])).toEqual({ seen: [undefined, 'both', 'form'], hidden: [true, false, true] });
});
