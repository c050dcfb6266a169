import { expect, test } from 'vitest';
import { remedyFor } from './remedies';
import { parseTraceback } from './traceback';

test('frames of cells give name, cell, line and column; the first line is not a frame', () => {
  const { frames, foreign } = parseTraceback([
    'TypeError: x is not a function',
    '    at step (Cell [3] #a1b2c3:7:12)',
    '    at Cell [4] #d4-e_5:1:1',
    '    at async fit (https://host/assets/kernel.js:10:4)',
  ]);
  expect(foreign).toBeNull();
  expect(frames).toEqual([
    { kind: 'cell', name: 'step', executionCount: '3', cellId: 'a1b2c3', line: 7, column: 12 },
    { kind: 'cell', name: '', executionCount: '4', cellId: 'd4-e_5', line: 1, column: 1 },
    { kind: 'other', text: 'async fit (https://host/assets/kernel.js:10:4)' },
  ]);
});

test('a name with brackets and spaces is kept whole', () => {
  const [frame] = parseTraceback(['    at async Model.<anonymous> (Cell [ ] #c:2:3)']).frames;
  expect(frame).toMatchObject({ name: 'async Model.<anonymous>', line: 2 });
});

test("another language's traceback is shown as it is", () => {
  const python = ['\u001b[0;31mTraceback\u001b[0m', '  File "x.py", line 3\nNameError: y'];
  expect(parseTraceback(python)).toEqual({ frames: [], foreign: python.join('\n') });
});

test('an error without frames has nothing to unfold', () => {
  expect(parseTraceback(['SyntaxError: bad'])).toEqual({ frames: [], foreign: null });
});

test('an unknown name says whether some cell declares it', () => {
  expect(remedyFor('ReferenceError', 'net is not defined', ['const net = 1'])).toMatch(/Run that cell first/);
  expect(remedyFor('ReferenceError', 'net is not defined', ['const network = net2'])).toMatch(/No cell declares net/);
  expect(remedyFor('Error', 'something of your own', [])).toBeNull();
});

test('64-bit numbers are told to be 32-bit ones', () => {
  for (const message of ['Unknown data type float64', 'Failed to cast to unknown dtype float64']) expect(remedyFor('Error', message, [])).toMatch(/^No device computes in float64\. Use float32/);
  for (const message of ['tensor1d() requires values to be a flat/TypedArray', 'values passed to tensor(values) must be a number/boolean/string or an array of numbers/booleans/strings, or a TypedArray']) expect(remedyFor('Error', message, [])).toContain('Float32Array.from(values)');
});
