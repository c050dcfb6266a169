// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { mime } from '../../base/mime';
import { chooseDrawing } from './registry';

const chosen = (data: Parameters<typeof chooseDrawing>[0]) => chooseDrawing(data)?.mimeType ?? null;
const table = { columns: [{ name: 'x', type: 'number' }], rows: [['1']], totalRows: 1, totalColumns: 1 };

test('the richest part of a bundle is shown, text last', () => {
  expect(chosen({ [mime.plain]: 'x', [mime.table]: table, [mime.html]: '<table>' })).toBe(mime.table);
  expect(chosen({ [mime.plain]: 'x', [mime.png]: 'iVBORw0=', [mime.html]: '<b>x</b>' })).toBe(mime.html);
  expect(chosen({ [mime.plain]: '<Figure>', [mime.png]: 'iVBORw0=' })).toBe(mime.png);
  expect(chosen({ 'application/vnd.vegalite.v5+json': { mark: 'bar' }, [mime.html]: '<div>', [mime.png]: 'iVBORw0=' })).toBe('application/vnd.vegalite.v5+json');
  expect(chosen({ 'application/vnd.vega.v3+json': {}, [mime.plain]: 'x' })).toBe('application/vnd.vega.v3+json');
});

test('a part that is not what its type says gives way to the next', () => {
  expect(chosen({ [mime.tensor]: { shape: 'big' }, [mime.plain]: 'Tensor' })).toBe(mime.plain);
  expect(chosen({ [mime.png]: 'not base64!', [mime.plain]: 'Figure' })).toBe(mime.plain);
  const stolen = { shape: [1], dtype: 'float32', values: [1], grid: { rows: 1, columns: 1, ofRows: 1, ofColumns: 1 }, images: ['https://example.org/x.png'] };
  expect(chosen({ [mime.tensor]: stolen, [mime.plain]: 'Tensor' })).toBe(mime.plain);
});

test('unknown types fall back to their text, else to their structure', () => {
  expect(chosen({ 'application/vnd.other+json': { a: 1 }, [mime.plain]: 'text' })).toBe(mime.plain);
  expect(chosen({ 'text/x-thing': 'words' })).toBe('text/x-thing');
  expect(chosen({ 'application/vnd.other+json': { a: 1 } })).toBe('application/vnd.other+json');
  expect(chosen({})).toBeNull();
});

test('text that a file left in lines is joined', () => {
  expect(chosen({ [mime.html]: ['<b>', 'x</b>'] })).toBe(mime.html);
});
