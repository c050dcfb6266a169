import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/json';
import { convertCell, deleteCells, editSource, insertCells, moveCells, setOutputs } from '../edit';
import type { Cell, Notebook, Output } from '../types';
import { readIpynb } from './read';
import { writeIpynb } from './write';

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constantFrom('a\nb\n', '\n\n', '"\\', '1.0', '\u2028'));
const anyObject = fc.dictionary(fc.oneof(anyText, fc.constantFrom('10', '9', '__proto__')), fc.jsonValue(), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
const anyBundle = fc.record(
  { 'text/plain': anyText, 'text/html': anyText, 'image/png': fc.base64String(), 'application/json': fc.jsonValue() as fc.Arbitrary<Json> },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, Json>>;
const anyCount = fc.option(fc.nat(), { nil: null });
const anyOutput: fc.Arbitrary<Output> = fc.oneof(
  fc.record({ type: fc.constant('stream' as const), name: fc.constantFrom('stdout' as const, 'stderr' as const), text: anyText }),
  fc.record({ type: fc.constant('display' as const), data: anyBundle, metadata: anyObject }),
  fc.record({ type: fc.constant('result' as const), data: anyBundle, metadata: anyObject, executionCount: anyCount }),
  fc.record({ type: fc.constant('error' as const), ename: anyText, evalue: anyText, traceback: fc.array(anyText) }),
);
const anyCell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({
    type: fc.constant('code' as const),
    id: fc.constant(''),
    source: anyText,
    metadata: anyObject,
    outputs: fc.array(anyOutput, { maxLength: 3 }),
    executionCount: anyCount,
  }),
  fc.record({ type: fc.constantFrom('markdown' as const, 'raw' as const), id: fc.constant(''), source: anyText, metadata: anyObject }),
  fc.record({
    type: fc.constant('markdown' as const),
    id: fc.constant(''),
    source: anyText,
    metadata: anyObject,
    attachments: fc.dictionary(anyText, anyBundle, { maxKeys: 2 }),
  }),
);
const anyNotebook: fc.Arbitrary<Notebook> = fc.record({
  cells: fc.array(anyCell, { maxLength: 6 }).map((cells) => cells.map((cell, index) => ({ ...cell, id: `c${index}` }))),
  metadata: anyObject,
});

/** Respaces a file without changing a value, as another program might have written it. */
const anySpelling = fc.constantFrom<((text: string) => string)[]>(
  (text) => text,
  (text) => JSON.stringify(JSON.parse(text)),
  (text) => JSON.stringify(JSON.parse(text), null, 2),
  (text) => JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n'),
  (text) => JSON.stringify(JSON.parse(text), null, 4).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
);

function open(text: string): Notebook {
  const read = readIpynb(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** The document without what only the file's spelling says; -0 is 0 to JSON.parse's other readers. */
function plain(notebook: Notebook): unknown {
  return JSON.parse(JSON.stringify(notebook, (key, value: unknown) => (key === 'origin' ? undefined : value)));
}

/** Text of each cell in the file, by id. */
function slices(text: string): Map<string, string> {
  return new Map(open(text).cells.map((cell) => [cell.id, JSON.stringify([cell.origin, cell.type === 'code' ? cell.outputs.map((output) => output.origin) : []])]));
}

const patience = { timeout: 60_000 };

describe('any notebook', patience, () => {
  it('written and read again is the same', () => {
    fc.assert(
      fc.property(anyNotebook, (notebook) => {
        expect(plain(open(writeIpynb(notebook)))).toEqual(plain(notebook));
      }),
    );
  });

  it('in any spelling, read and written, is the same text', () => {
    fc.assert(
      fc.property(anyNotebook, anySpelling, (notebook, spelling) => {
        const text = spelling(writeIpynb(notebook));
        expect(writeIpynb(open(text))).toBe(text);
      }),
    );
  });
});

describe('any edit', patience, () => {
  const anyEdit = fc.record({
    kind: fc.constantFrom('source', 'insert', 'delete', 'move', 'convert', 'outputs', 'metadata'),
    place: fc.nat({ max: 5 }),
    by: fc.integer({ min: -3, max: 3 }),
    text: anyText,
    cell: anyCell,
    metadata: anyObject,
    outputs: fc.array(anyOutput, { maxLength: 2 }),
  });

  it('is in the file afterwards, and every cell it did not touch is as it was', () => {
    fc.assert(
      fc.property(anyNotebook, anySpelling, fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (made, spelling, edits) => {
        const text = spelling(writeIpynb(made));
        let notebook = open(text);
        const touched = new Set<string>();
        for (const [index, edit] of edits.entries()) {
          const id = `c${edit.place}`;
          touched.add(edit.kind === 'insert' ? `new${index}` : id);
          switch (edit.kind) {
            case 'source':
              notebook = editSource(notebook, id, edit.text);
              break;
            case 'insert':
              notebook = insertCells(notebook, edit.place, [{ ...edit.cell, id: `new${index}` }]);
              break;
            case 'delete':
              notebook = deleteCells(notebook, [id]);
              break;
            case 'move':
              notebook = moveCells(notebook, [id], edit.by);
              break;
            case 'convert':
              notebook = convertCell(notebook, id, edit.cell.type);
              break;
            case 'outputs':
              notebook = setOutputs(notebook, id, edit.outputs, edit.by);
              break;
            default: {
              const change = (cell: Cell) => (cell.id === id ? { ...cell, metadata: { ...cell.metadata, ...edit.metadata } } : cell);
              notebook = { ...notebook, cells: notebook.cells.map(change) };
            }
          }
        }
        const written = writeIpynb(notebook);
        expect(plain(open(written))).toEqual(plain(notebook));
        const before = slices(text);
        for (const [id, slice] of slices(written)) if (!touched.has(id)) expect(slice).toBe(before.get(id));
      }),
      { numRuns: 300 },
    );
  });
});
