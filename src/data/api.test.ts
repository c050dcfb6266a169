import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { mime } from '../base/mime';
import { createData } from './api';

const files = new Map<string, Uint8Array>();
const data = createData({
  tf,
  open: async (name) => {
    const bytes = files.get(name);
    if (!bytes) throw new Error(`File '${name}' not found; files are: ${[...files.keys()].join(', ')}.`);
    return bytes;
  },
  files: () => Promise.resolve({ paths: [...files.keys()], open: () => Promise.resolve(new Blob()) }),
  archive: () => Promise.resolve(null),
  warn: () => undefined,
});
const text = (content: string) => new TextEncoder().encode(content);

beforeAll(async () => {
  await tf.setBackend('cpu');
  files.set('labels.idx', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 255));
  files.set('short.idx', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7));
  files.set('abalone.csv', text('Sex,Length,Rings,Wild\nM,0.5,15,true\nF,0.25,7,false\nI,,9,true\n'));
});

test('an IDX file becomes a tensor of its shape and whole numbers', async () => {
  const labels = await data.idx('labels.idx');
  expect([labels.dtype, labels.shape]).toEqual(['int32', [3]]);
  expect([...(await labels.data())]).toEqual([7, 2, 255]);
  expect((await labels.div(255).data())[2]).toBe(1);
});

test('bytes and blobs work like names', async () => {
  const bytes = files.get('labels.idx') ?? new Uint8Array();
  for (const source of [bytes, bytes.slice().buffer, new Blob([bytes.slice()]), gzipSync(bytes)]) {
    expect([...(await (await data.idx(source)).data())]).toEqual([7, 2, 255]);
  }
  const csv = gzipSync(text('a,b\n1,2\n'));
  for (const source of [csv, new Blob([csv])]) expect((await data.csv(source)).columns).toEqual(['a', 'b']);
});

test('errors name the file', async () => {
  await expect(data.idx('short.idx')).rejects.toThrow('short.idx: Expected 11 bytes for shape [3] of uint8, found 9: the file is cut short at byte 9.');
  await expect(data.csv('nope.csv')).rejects.toThrow("File 'nope.csv' not found; files are: labels.idx");
});

test('columns become tensors, text becomes one-hot', async () => {
  const table = await data.csv('abalone.csv');
  expect([table.columns, table.rows]).toEqual([['Sex', 'Length', 'Rings', 'Wild'], 3]);
  expect([...table.column('Rings')]).toEqual([15, 7, 9]);
  expect(await table.tensor('Rings').array()).toEqual([15, 7, 9]);
  expect(await table.tensor(['Length', 'Wild']).array()).toEqual([[0.5, 1], [0.25, 0], [NaN, 1]]);
  expect(table.categories('Sex')).toEqual(['F', 'I', 'M']);
  expect(await table.oneHot('Sex').array()).toEqual([[0, 0, 1], [1, 0, 0], [0, 1, 0]]);
  expect(table.row(1)).toEqual({ Sex: 'F', Length: 0.25, Rings: 7, Wild: false });
});

test('a mistyped column is named with those there are and the likely one', async () => {
  const table = await data.csv('abalone.csv');
  expect(() => table.column('Ring')).toThrow("Column 'Ring' not found; columns are: Sex, Length, Rings, Wild. Did you mean 'Rings'?");
  expect(() => table.column('weight')).toThrow(/Wild\.$/);
  expect(() => table.tensor('Sex')).toThrow("Column 'Sex' holds text, not numbers; use table.oneHot('Sex')");
  expect(() => table.row(3)).toThrow('rows go from 0 to 2');
});

test('a table shows itself as a table, and as text elsewhere', async () => {
  const table = await data.csv('abalone.csv');
  const bundle = table[Symbol.for('gradbook.display') as never] as unknown as () => Record<string, unknown>;
  const shown = bundle.call(table);
  expect(shown[mime.table]).toEqual({
    columns: [
      { name: 'Sex', type: 'string' },
      { name: 'Length', type: 'number' },
      { name: 'Rings', type: 'number' },
      { name: 'Wild', type: 'boolean' },
    ],
    rows: [['M', '0.5', '15', 'true'], ['F', '0.25', '7', 'false'], ['I', '', '9', 'true']],
    totalRows: 3,
    totalColumns: 4,
  });
  expect(shown[mime.plain]).toBe('Table of 3 rows and 4 columns\nSex  Length  Rings  Wild\nM    0.5     15     true\nF    0.25    7      false\nI            9      true');
});

test('a split deals every row once, alike for the same seed', () => {
  const { train, test: held } = data.split(100, 0.8, 7);
  expect([train.length, held.length]).toEqual([80, 20]);
  expect([...train, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
  expect(data.split(100, 0.8, 7)).toEqual({ train, test: held });
  expect(data.split(100, 0.8, 8).train).not.toEqual(train);
  expect(() => data.split(10, 80)).toThrow('it must be from 0 to 1');
});
