import { describe, expect, it } from 'vitest';
import { describeIpynbError } from './errors';
import { compactFile } from './fixtures';
import { readIpynb, readIpynbBytes } from './read';
import { writeIpynb } from './write';

const file = (cells: string, rest = '"metadata": {}, "nbformat": 4, "nbformat_minor": 5') => `{"cells": [${cells}], ${rest}}`;

const byWords = (cases: readonly [string, string][]) => cases.map(([text, words]) => ({ text, words }));

function complaint(text: string): string {
  const read = readIpynb(text);
  if (read.ok) throw new Error('expected a failure');
  return describeIpynbError(read.error).text;
}

describe('a file that is not JSON says what is wrong and where', () => {
  it.each(byWords([
    ['', 'line 1, column 1: there is nothing in it'],
    ['{\n "cells": [\n  1,\n ]\n}', "line 3, column 4: a comma stands before ']'"],
    ['{\n "a": 1\n "b"', 'line 3, column 2: expected \',\' or \'}\', found \'"\''],
    ['{"a": NaN}', 'line 1, column 7: NaN cannot stand in JSON; write null instead'],
    ['{"a": -Infinity}', '-Infinity cannot stand in JSON'],
    ['{"a": 01}', "'01' is not a number that JSON knows"],
    ['{"a": "x\n"}', 'line 1, column 9: a text in quotes is broken across lines'],
    [String.raw`{"a": "\x"}`, String.raw`'\x' is not an escape that JSON knows`],
    ["{'a': 1}", 'expected a name in double quotes'],
    ['{"a" 1}', "expected ':' after a name, found '1'"],
    ['{"a": tru}', "expected a value, found 'tru'"],
    ['{"a": 1} x', "expected the end of the file, found 'x'"],
    ['<html>', 'this looks like a web page'],
    ['{\n<<<<<<< HEAD\n', 'line 2, column 1: expected a name in double quotes, found a conflict mark that Git left'],
    [compactFile.slice(0, 400), 'the file ends inside a text: its end is missing'],
    ['['.repeat(5000), 'brackets nest more than 1000 deep'],
  ]))('$words', ({ text, words }) => {
    expect(complaint(text)).toContain(words);
  });

  it('and never passes what JSON.parse refuses, wherever the file is cut', () => {
    for (let length = 0; length < compactFile.length; length += 3) expect(readIpynb(compactFile.slice(0, length)).ok).toBe(false);
  });
});

describe('JSON that is no notebook', () => {
  it.each(byWords([
    ['[]', 'it holds a list, not an object'],
    ['{"a": 1}', "it has no 'nbformat'"],
    [file('', '"metadata": {}, "nbformat": 5, "nbformat_minor": 0'), 'format 5; Gradbook reads formats 3 and 4'],
    [file('', '"metadata": {}, "nbformat": 2, "nbformat_minor": 0'), 'from before 2013'],
    [file('', '"metadata": {}, "nbformat": "4"'), "nbformat is '4', expected the number 4"],
    ['{"nbformat": 4}', 'cells is missing, expected a list'],
    [file('7'), 'cell 1: the cell is 7, expected an object'],
    [file('{"cell_type": "foo"}'), "cell 1: cell_type is 'foo', expected 'code', 'markdown' or 'raw'"],
    [file('{"cell_type": "raw"}'), 'cell 1: source is missing, expected a text or a list of texts'],
    [file('{"cell_type": "raw", "source": [1]}'), 'source is a list, expected a text or a list of texts'],
    [file('{"cell_type": "raw", "source": "", "metadata": []}'), 'metadata is a list, expected an object'],
    [file('{"cell_type": "code", "source": "", "execution_count": "1"}'), "execution_count is '1', expected a number or null"],
    [file('{"cell_type": "code", "source": "", "outputs": {}}'), 'outputs is an object, expected a list'],
    [
      file('{"cell_type": "raw", "source": ""},\n {"cell_type": "code", "source": "", "outputs": [\n  {"output_type": "foo"}]}'),
      "line 3, column 3: cell 2: outputs[0].output_type is 'foo', expected 'stream', 'display_data', 'execute_result' or 'error'",
    ],
    [file('{"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data"}]}'), 'outputs[0].data is missing'],
  ]))('$words', ({ text, words }) => {
    expect(complaint(text)).toContain(words);
  });
});

describe('bytes', () => {
  it('that are not UTF-8 are refused with the reason', () => {
    expect(readIpynbBytes(new Uint8Array([0x7b, 0xff]))).toMatchObject({ ok: false, error: { kind: 'encoding' } });
    expect(readIpynbBytes(new Uint8Array([0xff, 0xfe, 0x7b, 0]))).toMatchObject({ ok: false, error: { reason: 'it starts with the mark of UTF-16' } });
  });
});

describe('cell ids', () => {
  const cell = (id: string) => `{"cell_type": "raw", ${id}"metadata": {}, "source": "a"}`;
  const idsOf = (text: string) => {
    const read = readIpynb(text);
    return read.ok ? read.value.cells.map((found) => found.id) : [];
  };

  it('that are missing, doubled or malformed are replaced, the same on every reading', () => {
    const text = file([cell(''), cell('"id": "a", '), cell('"id": "a", '), cell('"id": "a b", ')].join(', '));
    const ids = idsOf(text);
    expect(new Set(ids).size).toBe(4);
    expect(ids[1]).toBe('a');
    expect(ids.every((id) => /^[\w-]{1,64}$/.test(id))).toBe(true);
    expect(idsOf(text)).toEqual(ids);
  });

  it('are added to a 4.4 file, and nothing else but the version changes', () => {
    const text = file(cell(''), '"metadata": {"v": 1.0}, "nbformat": 4, "nbformat_minor": 4');
    const read = readIpynb(text);
    const written = read.ok ? writeIpynb(read.value) : '';
    expect(written).toBe(file(cell(`"id": "${idsOf(text)[0] ?? ''}", `), '"metadata": {"v": 1.0}, "nbformat": 4, "nbformat_minor": 5'));
    expect(idsOf(written)).toEqual(idsOf(text));
  });
});

/** Milliseconds of the fastest of three, so that a busy machine does not count. */
function fastest(work: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}

it('a file with 20 MB of outputs opens and saves in a small multiple of what JSON.parse takes', { timeout: 60_000 }, () => {
  const png = 'iVBORw0KGgo'.repeat(100_000);
  const lines = JSON.stringify(Array.from({ length: 110_000 }, (_, line) => `epoch ${line}: loss 0.123456, "accuracy" 0.99\n`));
  const numbers = JSON.stringify(Array.from({ length: 300_000 }, (_, index) => index / 7));
  const outputs = [
    `{"name": "stdout", "output_type": "stream", "text": ${lines}}`,
    ...Array.from({ length: 9 }, () => `{"data": {"image/png": "${png}"}, "metadata": {}, "output_type": "display_data"}`),
    `{"data": {"application/vnd.plot+json": ${numbers}}, "metadata": {}, "output_type": "display_data"}`,
  ];
  const cell = `{"cell_type": "code", "execution_count": 1, "id": "big", "metadata": {}, "outputs": [${outputs.join(', ')}], "source": "x"}`;
  const text = new TextDecoder().decode(new TextEncoder().encode(file(cell)));
  expect(text.length).toBeGreaterThan(20e6);
  const read = readIpynb(text);
  if (!read.ok) throw new Error(read.error.kind);
  expect(writeIpynb(read.value) === text).toBe(true);
  // Measured at 4 and 6 times; 50 to 100 ms is what JSON.parse takes on a desk machine.
  const parsing = fastest(() => JSON.parse(text) as unknown);
  expect(fastest(() => readIpynb(text)) / parsing).toBeLessThan(20);
  expect(fastest(() => writeIpynb(read.value)) / parsing).toBeLessThan(30);
});
