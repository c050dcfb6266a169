import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from './csv';
import type { CsvOptions } from './csv';
import { rowsOf } from './csv-rows';
import { fromBlob, fromBytes } from './source';

const bytes = (text: string) => fromBytes(new TextEncoder().encode(text));
async function read(text: string, options?: CsvOptions): Promise<unknown> {
  const result = await readCsv(bytes(text), options);
  if (!result.ok) return result.error.message;
  return Object.fromEntries(result.value.map(({ name, type, values }) => [name, [type, ...values]]));
}

test('columns get the type of their values; missing ones are NaN, null or empty', async () => {
  expect(await read('a,b,c,d,e\n1,true,x,2024-01-31,\n-2.5e3,False,NA,2024-02-01T10:00Z,\n,,"q,q",,7\n')).toEqual({
    a: ['number', 1, -2500, NaN],
    b: ['boolean', true, false, null],
    c: ['string', 'x', '', 'q,q'],
    d: ['date', '2024-01-31', '2024-02-01T10:00Z', ''],
    e: ['number', NaN, NaN, 7],
  });
});

test.each([
  ['CRLF, no end of line at the end', 'a,b\r\n1,2\r\n3,4'],
  ['old Mac line ends', 'a,b\r1,2\r3,4\r'],
  ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
  ['semicolons', 'a;b\n1;2\n3;4\n'],
  ['tabs', 'a\tb\n1\t2\n3\t4\n'],
  ['quotes around everything', '"a","b"\n"1","2"\n"3","4"\n'],
  ['spaces and empty lines', 'a , b\n\n 1,2 \n\n3,4\n\n'],
])('reads %s', async (_, text) => {
  expect(await read(text)).toEqual({ a: ['number', 1, 3], b: ['number', 2, 4] });
});

test('UTF-16 files are read', async () => {
  const text = '\ufeffa,b\n1,ü\n';
  const utf16 = new Uint8Array(new Uint16Array([...text].map((sign) => sign.charCodeAt(0))).buffer);
  const result = await readCsv(fromBytes(utf16));
  expect(result.ok && result.value.map(({ name, values }) => [name, ...values])).toEqual([['a', 1], ['b', 'ü']]);
});

test('a first row of numbers is data, unless told otherwise', async () => {
  expect(await read('5,0\n4,1\n')).toEqual({ column_1: ['number', 5, 4], column_2: ['number', 0, 1] });
  expect(await read('5,0\n4,1\n', { header: true })).toEqual({ 5: ['number', 4], 0: ['number', 1] });
  expect(await read('x,y\nz,w\n', { header: false })).toEqual({ column_1: ['string', 'x', 'z'], column_2: ['string', 'y', 'w'] });
});

test('repeated names get a number', async () => {
  expect(Object.keys((await read('a,a,b\n1,2,3\n', { header: true })) as object)).toEqual(['a', 'a_2', 'b']);
});

test('own words for missing values', async () => {
  expect(await read('a\n?\n2\n', { header: true, missing: ['?'] })).toEqual({ a: ['number', NaN, 2] });
});

test('a column that turns out to be text far down keeps its text from the start', async () => {
  const rows = Array.from({ length: 60_000 }, (_, row) => `${row}.50`);
  rows[59_999] = 'unknown';
  const column = ((await read(`id\n${rows.join('\n')}\n`)) as { id: unknown[] }).id;
  expect([column[0], column[1], column[60_000]]).toEqual(['string', '0.50', 'unknown']);
});

test.each<[string, string, string]>([
  ['a row with too few fields', 'a,b\n1,2\n3\n', "Row 3 has 1 field, the first row has 2 (separated by ',')"],
  ['a row with too many fields', 'a,b\n1,2,3\n', 'Row 2 has 3 fields, the first row has 2'],
  ['a quote that never closes', 'a,b\n1,"2\n3,4\n', 'Row 2 has a quote that does not end'],
  ['a quote followed by text', 'a,b\n1,2\n"x"y,4\n', 'Row 3 has a quote that does not end'],
  ['an empty file', '', 'The file holds no rows'],
])('%s is named', async (_, text, message) => {
  expect(await read(text)).toContain(message);
});

test('rows do not depend on where the file is cut into pieces', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', '\r', ' ', '1'), maxLength: 6 });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 9 }), async (rows, newline, size) => {
      const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join(newline) + newline;
      const seen: (readonly string[])[] = [];
      for await (const batch of rowsOf(fromBlob(new Blob([text])), { delimiter: ',', quote: '"' }, size)) {
        expect(batch.broken).toBeUndefined();
        expect(batch.first).toBe(seen.length + 1);
        seen.push(...batch.rows);
      }
      expect(seen).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});
