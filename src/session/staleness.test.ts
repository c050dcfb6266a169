import { describe, expect, it } from 'vitest';
import { ok } from '../base/result';
import { createNotebook } from '../notebook/create';
import type { Cell } from '../notebook/types';
import { cellsToRefresh, judged, startedRuns, traceOf } from './staleness';
import type { CellRun, SessionState } from './types';

interface Plan {
  readonly source: string;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
}

/** A notebook whose runs are told by the numbers of their cells. */
function open(plans: readonly Plan[]) {
  let cells: readonly Cell[] = createNotebook(plans.map(({ source }) => ({ type: 'code', source }))).cells;
  let runs: SessionState['runs'] = {};
  const idOf = (number: number): string => cells[number - 1]?.id ?? '';
  const queue = (number: number): void => {
    const { reads = [], writes = [] } = plans[number - 1] ?? {};
    const { trace } = runs[idOf(number)] ?? {};
    const source = cells[number - 1]?.source ?? '';
    const run: CellRun = { runId: 'r', status: 'queued', stale: null, timers: 0, asks: [], next: traceOf(source, ok({ reads, writes })), ...(trace && { trace }) };
    runs = { ...runs, [idOf(number)]: run };
  };
  const end = (number: number, status: CellRun['status']): void => {
    const run = runs[idOf(number)];
    if (run) runs = judged({ ...runs, [idOf(number)]: { ...run, status } }, cells);
  };
  return {
    queue,
    end,
    run(...numbers: readonly number[]) {
      for (const number of numbers) {
        queue(number);
        runs = startedRuns(runs, idOf(number), cells);
        end(number, 'ok');
      }
    },
    edit(number: number, source: string) {
      cells = cells.map((cell, index) => (index === number - 1 ? { ...cell, source } : cell));
      runs = judged(runs, cells);
    },
    /** What is said of each cell: "edited", "lr by 1", or nothing. */
    marks: () =>
      cells.map(({ id }) => {
        const stale = runs[id]?.stale ?? null;
        if (stale === null) return '';
        return stale.kind === 'edited' ? 'edited' : `${stale.name} by ${cells.findIndex((cell) => cell.id === stale.byCell) + 1}`;
      }),
    toRefresh: () => cellsToRefresh({ runs, notebook: { ...createNotebook([]), cells } }).map((id) => cells.findIndex((cell) => cell.id === id) + 1),
  };
}

const training: readonly Plan[] = [
  { source: 'let lr = 1', writes: ['lr'] },
  { source: 'const model = make(lr)', reads: ['lr'], writes: ['model'] },
  { source: 'model.show()', reads: ['model'] },
];

describe('stale results', () => {
  it('running cells from top to bottom leaves nothing stale', () => {
    const notebook = open(training);
    notebook.run(1, 2, 3);
    expect(notebook.marks()).toEqual(['', '', '']);
  });

  it('a changed text is stale until it is what ran again', () => {
    const notebook = open(training);
    notebook.run(1, 2);
    notebook.edit(2, 'const model = make(lr / 2)');
    expect(notebook.marks()).toEqual(['', 'edited', '']);
    notebook.edit(2, 'const model = make(lr)');
    expect(notebook.marks()).toEqual(['', '', '']);
    notebook.edit(2, 'other');
    notebook.run(2);
    expect(notebook.marks()).toEqual(['', '', '']);
  });

  it('a name given another value since makes its readers stale, and only them', () => {
    const notebook = open(training);
    notebook.run(1, 2, 3, 1);
    expect(notebook.marks()).toEqual(['', 'lr by 1', '']);
  });

  it('what reads from a stale cell becomes stale when that one runs again', () => {
    const notebook = open(training);
    notebook.run(1, 2, 3, 1, 2);
    expect(notebook.marks()).toEqual(['', '', 'model by 2']);
  });

  it('a cell that counts a name up is not made stale by itself, but by another that sets it', () => {
    const notebook = open([
      { source: 'n++', reads: ['n'], writes: ['n'] },
      { source: 'n = 0', writes: ['n'] },
    ]);
    notebook.run(1, 1);
    expect(notebook.marks()).toEqual(['', '']);
    notebook.run(2);
    expect(notebook.marks()).toEqual(['n by 2', '']);
  });

  it('names that no cell assigns make nothing stale', () => {
    const notebook = open([
      { source: 'Math.max(1)', reads: ['Math', 'missing'] },
      { source: '1', reads: ['Math'] },
    ]);
    notebook.run(1, 2, 1, 2);
    expect(notebook.marks()).toEqual(['', '']);
  });

  it('the first reason stays when another cell changes the name too', () => {
    const notebook = open([...training, { source: 'lr = 3', writes: ['lr'] }]);
    notebook.run(1, 2, 1, 4);
    expect(notebook.marks()).toEqual(['', 'lr by 1', '', '']);
  });

  it('a queued cell bears no mark, and bears its old one again when it did not run', () => {
    const notebook = open(training);
    notebook.run(1, 2, 1);
    notebook.queue(2);
    expect(notebook.marks()).toEqual(['', '', '']);
    notebook.end(2, 'aborted');
    expect(notebook.marks()).toEqual(['', 'lr by 1', '']);
  });

  it('a text that was edited while it waited is stale as soon as it runs', () => {
    const notebook = open(training);
    notebook.run(1);
    notebook.edit(1, 'let lr = 2');
    notebook.queue(1);
    notebook.edit(1, 'let lr = 3');
    notebook.end(1, 'aborted');
    expect(notebook.marks()[0]).toBe('edited');
  });

  it('refreshing runs the stale cells and those below that this makes stale, in order', () => {
    const notebook = open([...training, { source: '1' }, { source: 'model.save()', reads: ['model'] }]);
    notebook.run(1, 2, 3, 4, 5, 1);
    expect(notebook.toRefresh()).toEqual([2, 3, 5]);
    notebook.run(...notebook.toRefresh());
    expect(notebook.toRefresh()).toEqual([]);
  });

  it('a cell that never ran is not stale', () => {
    const notebook = open(training);
    notebook.edit(3, 'model.print()');
    notebook.run(1);
    expect(notebook.marks()).toEqual(['', '', '']);
    expect(notebook.toRefresh()).toEqual([]);
  });
});
