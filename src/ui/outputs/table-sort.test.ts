import { expect, test } from 'vitest';
import { sortedRows } from './table-sort';
import type { TablePreview } from './values';

const table: TablePreview = {
  columns: [{ name: 'n', type: 'number' }, { name: 's', type: 'string' }],
  rows: [['10', 'item 10'], ['9', 'Item 2'], ['', ''], ['1,000', 'a']],
  totalRows: 4,
  totalColumns: 2,
};
const order = (column: number, descending: boolean) => sortedRows(table, { column, descending }).map(({ index }) => index);

test('numbers sort by size, blanks stay last either way', () => {
  expect(order(0, false)).toEqual([1, 0, 3, 2]);
  expect(order(0, true)).toEqual([3, 0, 1, 2]);
});

test('text sorts as people count', () => {
  expect(order(1, false)).toEqual([3, 1, 0, 2]);
});

test('without an order the rows stand as they came', () => {
  expect(sortedRows(table, null).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});
