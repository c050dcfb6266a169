import { describe, expect, it } from 'vitest';
import { createCell, createNotebook } from './create';
import { convertCell, deleteCells, duplicateCells, editSource, indexOf, insertCells, moveCells, setMetadata, setOutputs } from './edit';
import { nameOf, withName } from './name';
import { appendOutput, updateDisplay } from './outputs';
import type { Notebook, Output } from './types';

const abcde: Notebook = { cells: [...'abcde'].map((id) => ({ ...createCell('code', id), id })), metadata: {} };
const ids = (notebook: Notebook) => notebook.cells.map((cell) => cell.id).join('');

describe('cells', () => {
  it.each([
    ['b', -1, 'bacde'],
    ['bc', -1, 'bcade'],
    ['bd', -1, 'badce'],
    ['ab', -1, 'abcde'],
    ['ac', -1, 'acbde'],
    ['de', 1, 'abcde'],
    ['bd', 1, 'acbed'],
    ['a', 3, 'bcdae'],
    ['e', -9, 'eabcd'],
  ])('%s moved by %i', (moved, by, order) => {
    expect(ids(moveCells(abcde, [...moved], by))).toBe(order);
  });

  it('that do not move leave the notebook itself unchanged', () => {
    expect(moveCells(abcde, ['a'], -1)).toBe(abcde);
    expect(deleteCells(abcde, ['x'])).toBe(abcde);
    expect(editSource(abcde, 'a', 'a')).toBe(abcde);
  });

  it('are duplicated behind the last of them, in order, under new ids', () => {
    const { notebook, newIds } = duplicateCells(abcde, ['d', 'b']);
    expect(notebook.cells.map((cell) => cell.source).join('')).toBe('abcdbde');
    expect(newIds).toEqual(notebook.cells.slice(4, 6).map((cell) => cell.id));
    expect(new Set(notebook.cells.map((cell) => cell.id)).size).toBe(7);
  });

  it('pasted under an id that is taken get a new one', () => {
    const pasted = insertCells(abcde, 99, abcde.cells.slice(0, 1));
    expect(pasted.cells).toHaveLength(6);
    expect(indexOf(pasted, 'a')).toBe(0);
  });

  it('keep their attachments between text and raw, and lose outputs as text', () => {
    const cell = { ...createCell('markdown', 'x'), id: 'm', attachments: { p: { 'image/png': 'A' } } };
    const notebook = insertCells(setOutputs(abcde, 'a', [{ type: 'stream', name: 'stdout', text: 'x' }], 1), 0, [cell]);
    expect(convertCell(notebook, 'm', 'raw').cells[0]).toEqual({ ...cell, type: 'raw' });
    expect(convertCell(notebook, 'a', 'markdown').cells[1]).toEqual({ id: 'a', type: 'markdown', source: 'a', metadata: {} });
  });
});

it('metadata keys are set and removed', () => {
  const set = setMetadata(abcde, { a: 1, b: 2 });
  expect(setMetadata(set, { a: undefined, c: 3 }).metadata).toEqual({ b: 2, c: 3 });
  expect(setMetadata(set, { b: 2 })).toBe(set);
});

describe('outputs', () => {
  const out = (text: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({ type: 'stream', name, text });

  it('of one stream join until another comes between', () => {
    const outputs = [out('a'), out('b'), out('c', 'stderr'), out('d')].reduce(appendOutput, [] as readonly Output[]);
    expect(outputs).toEqual([out('ab'), out('c', 'stderr'), out('d')]);
  });

  it('are replaced by display id in every cell that shows them', () => {
    const shown = (text: string): Output => ({ type: 'display', data: { 'text/plain': text }, metadata: {}, displayId: 'd' });
    const notebook = setOutputs(setOutputs(abcde, 'a', [out('x'), shown('1')], 1), 'c', [shown('1')], 2);
    const updated = updateDisplay(notebook, 'd', { 'text/plain': '2' }, {});
    const outputsOf = (at: number) => {
      const cell = updated.cells[at];
      return cell?.type === 'code' ? cell.outputs : [];
    };
    expect(outputsOf(0)).toEqual([out('x'), shown('2')]);
    expect(outputsOf(2)).toEqual([shown('2')]);
    expect(updated.cells[1]).toBe(notebook.cells[1]);
    expect(updateDisplay(notebook, 'other', {}, {})).toBe(notebook);
  });
});

describe('the name in the document', () => {
  it('is ours first, then what Colab and old files call it', () => {
    expect(nameOf(createNotebook())).toBeNull();
    expect(nameOf({ cells: [], metadata: { name: 'Old' } })).toBe('Old');
    expect(nameOf({ cells: [], metadata: { name: 'Old', colab: { name: 'Digits.ipynb' } } })).toBe('Digits');
    expect(nameOf(withName({ cells: [], metadata: { colab: { name: 'Digits.ipynb' } } }, 'New'))).toBe('New');
  });

  it('is not written where it is already right', () => {
    const notebook: Notebook = { cells: [], metadata: { colab: { name: 'Digits.ipynb' } } };
    expect(withName(notebook, 'Digits')).toBe(notebook);
  });
});
