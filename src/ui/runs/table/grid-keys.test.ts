import { expect, it } from 'vitest';
import { tagsOf } from './EditCell';
import { between, moved } from './grid-keys';

const size = { rows: 5, columns: 3, page: 2 };

it('arrows move by one and stop at the edges; the head lies above the first row', () => {
  expect(moved({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
  expect(moved({ row: -1, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: -1, column: 0 });
  expect(moved({ row: 4, column: 2 }, 'ArrowDown', false, size)).toEqual({ row: 4, column: 2 });
  expect(moved({ row: 4, column: 2 }, 'ArrowLeft', false, size)).toEqual({ row: 4, column: 1 });
});

it('Home and End go along the row, with Ctrl to the ends of the table; pages by their rows', () => {
  expect(moved({ row: 2, column: 1 }, 'Home', false, size)).toEqual({ row: 2, column: 0 });
  expect(moved({ row: 2, column: 1 }, 'End', true, size)).toEqual({ row: 4, column: 2 });
  expect(moved({ row: 1, column: 1 }, 'PageDown', false, size)).toEqual({ row: 3, column: 1 });
  expect(moved({ row: 1, column: 1 }, 'PageUp', false, size)).toEqual({ row: 0, column: 1 });
  expect(moved({ row: 1, column: 1 }, 'x', false, size)).toBeNull();
});

it('Shift takes every run between two rows, whichever comes first, and no header', () => {
  expect(between(['a', null, 'b', 'c'], 3, 0)).toEqual(['a', 'b', 'c']);
  expect(between(['a', null, 'b', 'c'], -1, 1)).toEqual(['a']);
});

it('tags are read without blanks and doubles', () => {
  expect(tagsOf(' a, b ,,a')).toEqual(['a', 'b']);
});
