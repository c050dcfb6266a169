import { describe, expect, it } from 'vitest';
import { createNotebook } from './create';
import { clearOutputs, convertCell, deleteCells, editSource, insertCells, moveCells, setMetadata, setOutputs } from './edit';
import { createCell } from './create';
import { emptyHistory, record, redo, undo } from './history';
import type { History } from './history';
import type { Notebook, Output } from './types';

/** A notebook under edit, as a page would keep it. */
class Desk {
  history: History = emptyHistory();
  private clock = 0;
  constructor(public notebook: Notebook) {}
  edit(after: Notebook, merge?: string, pauseMs = 100): this {
    this.clock += pauseMs;
    this.history = record(this.history, this.notebook, after, { at: this.clock, ...(merge && { merge }) });
    this.notebook = after;
    return this;
  }
  type(text: string, cellId: string, pauseMs = 100): this {
    const cell = this.notebook.cells.find((candidate) => candidate.id === cellId);
    for (const letter of text) {
      const source = (this.notebook.cells.find((candidate) => candidate.id === cell?.id)?.source ?? '') + letter;
      this.edit(editSource(this.notebook, cellId, source), `type:${cellId}`, pauseMs);
    }
    return this;
  }
  /** A change that is no undo step, as the kernel makes. */
  outside(after: Notebook): this {
    this.notebook = after;
    return this;
  }
  undo(): boolean {
    return this.step(undo(this.history, this.notebook));
  }
  redo(): boolean {
    return this.step(redo(this.history, this.notebook));
  }
  texts = () => this.notebook.cells.map((cell) => cell.source);
  outputsOf = (at: number) => {
    const cell = this.notebook.cells[at];
    return cell?.type === 'code' ? cell.outputs : null;
  };
  private step(result: ReturnType<typeof undo>): boolean {
    if (result) ({ history: this.history, notebook: this.notebook } = result);
    return result !== null;
  }
}

const said = (text: string): Output[] => [{ type: 'stream', name: 'stdout', text }];
const start = () => createNotebook([{ type: 'code', source: 'a' }, { type: 'code', source: 'b' }]);
const idAt = (notebook: Notebook, at: number) => notebook.cells[at]?.id ?? '';

describe('undo and redo', () => {
  it('go back and forth over every kind of edit', () => {
    const notebook = start();
    const [a, b] = [idAt(notebook, 0), idAt(notebook, 1)];
    const desk = new Desk(notebook);
    const steps: ((now: Notebook) => Notebook)[] = [
      (now) => editSource(now, a, 'A'),
      (now) => insertCells(now, 1, [createCell('markdown', 'm')]),
      (now) => moveCells(now, [b], -1),
      (now) => convertCell(now, a, 'raw'),
      (now) => deleteCells(now, [a, b]),
      (now) => setMetadata(now, { accelerator: 'GPU' }),
    ];
    const stages = [notebook];
    for (const step of steps) stages.push(desk.edit(step(desk.notebook)).notebook);
    for (let at = stages.length - 2; at >= 0; at--) {
      expect(desk.undo()).toBe(true);
      expect(desk.notebook).toEqual(stages[at]);
    }
    expect(desk.undo()).toBe(false);
    for (let at = 1; at < stages.length; at++) {
      expect(desk.redo()).toBe(true);
      expect(desk.notebook).toEqual(stages[at]);
    }
    expect(desk.redo()).toBe(false);
  });

  it('a new edit forgets what could be redone', () => {
    const notebook = start();
    const desk = new Desk(notebook).edit(editSource(notebook, idAt(notebook, 0), 'A'));
    desk.undo();
    desk.edit(editSource(desk.notebook, idAt(notebook, 1), 'B'));
    expect(desk.redo()).toBe(false);
    expect(desk.texts()).toEqual(['a', 'B']);
  });

  it('an edit that changes nothing is no step', () => {
    const notebook = start();
    const desk = new Desk(notebook).edit(editSource(notebook, idAt(notebook, 0), 'a'));
    expect(desk.undo()).toBe(false);
  });
});

describe('typing', () => {
  const typed = (text: string, pauseMs?: number) => {
    const notebook = createNotebook([{ type: 'code', source: '' }]);
    return new Desk(notebook).type(text, idAt(notebook, 0), pauseMs);
  };

  it('is undone word by word', () => {
    const desk = typed('let total = 1');
    const seen = [];
    while (desk.undo()) seen.push(desk.texts()[0]);
    expect(seen).toEqual(['let total = ', 'let total ', 'let ', '']);
  });

  it('is undone up to a pause of more than a second', () => {
    const notebook = createNotebook([{ type: 'code', source: '' }]);
    const desk = new Desk(notebook).type('ab', idAt(notebook, 0)).type('cd', idAt(notebook, 0), 1100);
    const seen = [];
    while (desk.undo()) seen.push(desk.texts()[0]);
    expect(seen).toEqual(['abc', 'ab', '']);
  });

  it('in two cells is two steps', () => {
    const notebook = start();
    const desk = new Desk(notebook).type('x', idAt(notebook, 0)).type('y', idAt(notebook, 1));
    desk.undo();
    expect(desk.texts()).toEqual(['ax', 'b']);
  });

  it('after deleting starts a step of its own', () => {
    const notebook = start();
    const id = idAt(notebook, 0);
    const desk = new Desk(notebook).type('bc', id);
    desk.edit(editSource(desk.notebook, id, 'ab'), `type:${id}`);
    desk.undo();
    expect(desk.texts()[0]).toBe('abc');
  });

  it('after an undo does not join what was undone before', () => {
    const desk = typed('abc');
    desk.undo();
    desk.redo();
    desk.type('d', idAt(desk.notebook, 0));
    desk.undo();
    expect(desk.texts()[0]).toBe('abc');
  });
});

describe('outputs', () => {
  it('stay when the text that made them is undone', () => {
    const notebook = start();
    const id = idAt(notebook, 0);
    const desk = new Desk(notebook).edit(editSource(notebook, id, 'A'));
    desk.outside(setOutputs(desk.notebook, id, said('new'), 2));
    desk.undo();
    expect(desk.texts()[0]).toBe('a');
    expect(desk.outputsOf(0)).toEqual(said('new'));
  });

  it('come back with a deleted cell', () => {
    const notebook = start();
    const id = idAt(notebook, 0);
    const desk = new Desk(notebook).edit(editSource(notebook, id, 'A'));
    desk.outside(setOutputs(desk.notebook, id, said('kept'), 2));
    desk.edit(deleteCells(desk.notebook, [id]));
    desk.undo();
    expect(desk.outputsOf(0)).toEqual(said('kept'));
  });

  it('come back with an inserted cell that ran, was undone and redone', () => {
    const cell = createCell('code', 'c');
    const notebook = start();
    const desk = new Desk(notebook).edit(insertCells(notebook, 2, [cell]));
    desk.outside(setOutputs(desk.notebook, cell.id, said('ran'), 1));
    desk.undo();
    desk.redo();
    expect(desk.outputsOf(2)).toEqual(said('ran'));
  });

  it('come back when a cell made text is made code again by undo', () => {
    const notebook = setOutputs(start(), '', [], null);
    const id = idAt(notebook, 0);
    const ran = setOutputs(notebook, id, said('ran'), 1);
    const desk = new Desk(ran).edit(convertCell(ran, id, 'markdown'));
    desk.undo();
    expect(desk.outputsOf(0)).toEqual(said('ran'));
  });

  it('that were cleared stay cleared', () => {
    const notebook = start();
    const id = idAt(notebook, 0);
    const ran = setOutputs(notebook, id, said('ran'), 1);
    const desk = new Desk(ran).edit(editSource(ran, id, 'A'));
    desk.outside(clearOutputs(desk.notebook));
    desk.undo();
    expect(desk.outputsOf(0)).toEqual([]);
  });
});

it('a runtime chosen meanwhile survives undoing text', () => {
  const notebook = start();
  const desk = new Desk(notebook).edit(editSource(notebook, idAt(notebook, 0), 'A'));
  desk.outside(setMetadata(desk.notebook, { accelerator: 'GPU' }));
  desk.undo();
  expect(desk.notebook.metadata.accelerator).toBe('GPU');
});
