import { describe, expect, it } from 'vitest';
import type { Notebook } from '../types';
import { createCell, createNotebook } from '../create';
import { clearOutputs, convertCell, deleteCells, duplicateCells, editSource, insertCells, moveCells, setMetadata, setOutputs } from '../edit';
import { compactFile, indentedFile } from './fixtures';
import { readIpynb, readIpynbBytes } from './read';
import { writeIpynb } from './write';

function open(text: string): Notebook {
  const read = readIpynb(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe('an unedited file', () => {
  const indented = indentedFile(' ');
  const spellings: [string, string][] = [
    ['on one line', compactFile],
    ['with no spaces at all', JSON.stringify(JSON.parse(compactFile))],
    ['with one space of indent', indented],
    ['with two spaces', indentedFile('  ')],
    ['with tabs', indentedFile('\t')],
    ['with Windows line ends', indentedFile('  ', '\r\n')],
    ['without a last line end', indented.trimEnd()],
    ['with blank lines around it', `\n${indented}\n\n`],
    ['with a byte order mark', `\uFEFF${indented}`],
    ['with line breaks but no indent', indented.replace(/\n +/g, '\n')],
    ['with repeated keys', compactFile.replace('"id": "raw"', '"id": "old", "id": "raw"')],
    ['with a later minor version', compactFile.replace('"nbformat_minor": 5', '"nbformat_minor": 6')],
    ['with white space inside an empty notebook', '{"cells": [ ],"metadata":{ },"nbformat":4,"nbformat_minor":5}'],
    ['with __proto__ as a key', compactFile.replace('"unknown/key"', '"__proto__"')],
  ];
  it.each(spellings)('%s saves to identical text', (_, text) => {
    expect(writeIpynb(open(text))).toBe(text);
  });

  it('saves to identical bytes, byte order mark included', () => {
    const bytes = new TextEncoder().encode(`\uFEFF${indented}`);
    const read = readIpynbBytes(bytes);
    expect(read.ok && new TextEncoder().encode(writeIpynb(read.value))).toEqual(bytes);
  });

  it('saves to identical text after storage has cloned it', () => {
    expect(writeIpynb(structuredClone(open(compactFile)))).toBe(compactFile);
  });

  it('reads texts joined, whatever their form', () => {
    const [intro, load] = open(compactFile).cells;
    expect(intro?.source).toBe('# Café 😀\n![p](attachment:p.png)');
    expect(load?.type === 'code' && load.outputs[0]).toMatchObject({ type: 'stream', name: 'stdout', text: 'one\ntwo' });
  });
});

describe('an edit changes only its place', () => {
  it('one line of a source kept as a list', () => {
    const edited = writeIpynb(editSource(open(compactFile), 'intro', '# Tea\n![p](attachment:p.png)'));
    expect(edited).toBe(compactFile.replace(String.raw`"# Caf\u00e9 \ud83d\ude00\n"`, String.raw`"# Tea\n"`));
  });

  it('a source kept as one string', () => {
    const edited = writeIpynb(editSource(open(compactFile), 'load', 'x'));
    expect(edited).toBe(compactFile.replace(String.raw`"const x = 1.0;\nx"`, '"x"'));
  });

  it('lines added to a list take the indent of the others', () => {
    const text = indentedFile('  ', '\r\n');
    const edited = writeIpynb(editSource(open(text), 'intro', '# Café 😀\nnew\n![p](attachment:p.png)'));
    expect(edited).toBe(text.replace('        "![p]', '        "new\\n",\r\n        "![p]'));
  });

  it('an empty list of lines that gains some', () => {
    const text = indentedFile(' ');
    const edited = writeIpynb(editSource(open(text), 'fail', 'a\nb'));
    expect(edited).toBe(text.replace('"source": []', '"source": [\n    "a\\n",\n    "b"\n   ]'));
  });

  it('one metadata value beside 1.0 and a number beyond 2^53', () => {
    const notebook = open(compactFile);
    const cells = notebook.cells.map((cell) =>
      cell.id === 'intro' ? { ...cell, metadata: { ...cell.metadata, tags: ['a', 'c'], added: true } } : cell,
    );
    const edited = writeIpynb({ ...notebook, cells });
    expect(edited).toContain('"metadata": {"tags": ["a",  "c"], "10": 1, "2": {"big": 1152921504606846977, "one": 1.0}, "added": true}');
    expect(edited.slice(edited.indexOf('"source"'))).toBe(compactFile.slice(compactFile.indexOf('"source"')));
  });

  it("the notebook's metadata", () => {
    const edited = writeIpynb(setMetadata(open(compactFile), { accelerator: 'TPU' }));
    expect(edited).toBe(compactFile.replace('"GPU"', '"TPU"'));
    expect(writeIpynb(setMetadata(open(compactFile), { accelerator: undefined }))).toBe(compactFile.replace(', "accelerator": "GPU"', ''));
  });

  it('outputs of another run', () => {
    const notebook = setOutputs(open(compactFile), 'empty', [{ type: 'stream', name: 'stdout', text: 'hi\n' }], 3);
    const edited = writeIpynb(notebook);
    const expected = '"execution_count": 3, "id": "empty", "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["hi\\n"]}]';
    expect(edited).toBe(compactFile.replace('"execution_count": null, "id": "empty", "metadata": {}, "outputs": [ ]', expected));
  });

  it('one output among others, unknown members kept', () => {
    const notebook = open(compactFile);
    const load = notebook.cells[1];
    if (load?.type !== 'code') throw new Error('expected a code cell');
    const outputs = load.outputs.map((output) => (output.type === 'stream' ? { ...output, text: 'one\n2' } : output));
    expect(writeIpynb(setOutputs(notebook, 'load', outputs, 7))).toBe(compactFile.replace('"two"', '"2"'));
  });

  it('cleared outputs', () => {
    const edited = JSON.parse(writeIpynb(clearOutputs(open(indentedFile(' '))))) as { cells: { outputs?: unknown[] }[] };
    expect(edited.cells.flatMap((cell) => cell.outputs ?? [])).toEqual([]);
  });
});

describe('cells that come, go and move', () => {
  const text = indentedFile(' ');
  const ids = (file: string) => (JSON.parse(file) as { cells: { id: string }[] }).cells.map((cell) => cell.id);

  it('a deleted cell leaves the others as they were', () => {
    const edited = writeIpynb(deleteCells(open(text), ['load']));
    const start = text.indexOf('  {\n   "cell_type": "code",\n   "execution_count": 7');
    const end = text.indexOf('  {\n   "cell_type": "code",\n   "execution_count": null,\n   "id": "fail"');
    expect(edited).toBe(text.slice(0, start) + text.slice(end));
  });

  it('moving there and back changes nothing', () => {
    const there = moveCells(open(text), ['fail'], -2);
    expect(ids(writeIpynb(there))).toEqual(['fail', 'intro', 'load', 'raw', 'empty']);
    expect(writeIpynb(moveCells(there, ['fail'], 2))).toBe(text);
  });

  it('a new cell is spelled as the file is', () => {
    const cell = { ...createCell('code', 'a\nb'), id: 'new' };
    const edited = writeIpynb(insertCells(open(text), 1, [cell]));
    const spelled =
      '  {\n   "cell_type": "code",\n   "execution_count": null,\n   "id": "new",\n   "metadata": {},\n   "outputs": [],\n   "source": [\n    "a\\n",\n    "b"\n   ]\n  },\n';
    const at = text.indexOf('  {\n   "cell_type": "code"');
    expect(edited).toBe(text.slice(0, at) + spelled + text.slice(at));
  });

  it('a duplicate differs from its original in its id alone', () => {
    const { notebook, newIds } = duplicateCells(open(text), ['load']);
    const { cells } = JSON.parse(writeIpynb(notebook)) as { cells: object[] };
    expect(cells[2]).toEqual({ ...cells[1], id: newIds[0] });
  });

  it('a code cell that became text has what a text cell has', () => {
    const { cells } = JSON.parse(writeIpynb(convertCell(open(text), 'load', 'markdown'))) as { cells: object[] };
    expect(Object.keys(cells[1] ?? {})).toEqual(['cell_type', 'id', 'metadata', 'source']);
  });

  it('a text cell that became code has what a code cell has', () => {
    const { cells } = JSON.parse(writeIpynb(convertCell(open(text), 'intro', 'code'))) as { cells: object[] };
    expect(cells[0]).toMatchObject({ cell_type: 'code', execution_count: null, outputs: [] });
    expect(cells[0]).not.toHaveProperty('attachments');
  });
});

describe('a notebook made here', () => {
  it('is written as Jupyter writes it', () => {
    const text = writeIpynb(createNotebook([{ type: 'markdown', source: '# Hi' }]));
    expect(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "id": "')).toBe(true);
    expect(text.endsWith(' "nbformat": 4,\n "nbformat_minor": 5\n}\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ metadata: { kernelspec: { language: 'typescript' }, language_info: { name: 'typescript' } } });
  });

  it('leaves display ids, which live with the kernel, out of the file', () => {
    const [cell] = createNotebook([{ type: 'code', source: '' }]).cells;
    const notebook = setOutputs({ cells: cell ? [cell] : [], metadata: {} }, cell?.id ?? '', [
      { type: 'display', data: { 'image/png': 'QUJD\n', 'text/plain': 'a\nb' }, metadata: {}, displayId: 'd1' },
    ], 1);
    const file = JSON.parse(writeIpynb(notebook)) as { cells: { outputs: object[] }[] };
    expect(file.cells[0]?.outputs).toEqual([
      { data: { 'image/png': 'QUJD\n', 'text/plain': ['a\n', 'b'] }, metadata: {}, output_type: 'display_data' },
    ]);
  });

  it('a file in ASCII stays in ASCII', () => {
    const edited = writeIpynb(editSource(open(compactFile), 'raw', 'é'));
    expect(edited).toContain(String.raw`"source": "\u00e9"`);
  });
});
