import { expect, test } from 'vitest';
import type { Cell } from '../../notebook/types';
import { outline } from './outline';

const text = (source: string): Cell => ({ type: 'markdown', id: 'c', source, metadata: {} });
const headings = (source: string) => outline([text(source)]).map(({ level, text: words, line }) => `${line}:${level} ${words}`);

test('headings with hashes and with underlines are listed with their level and line', () => {
  expect(headings('# One\n\ntext\n\nTwo\n---\n\n### Three ###')).toEqual(['0:1 One', '4:2 Two', '7:3 Three']);
});

test('marks inside a heading do not show', () => {
  expect(headings('# **Bold** `code` [link](https://a.b) ![alt](x.png) _em_ snake_case_name')).toEqual([
    '0:1 Bold code link alt em snake_case_name',
  ]);
});

test('hashes inside a fence are code, not headings', () => {
  expect(headings('```python\n# comment\n```\n# Real')).toEqual(['3:1 Real']);
  expect(headings('~~~~\n# a\n~~~\n# b\n~~~~')).toEqual([]);
});

test('a rule under a list or a table is no heading', () => {
  expect(headings('- item\n---\n\n| a |\n| --- |\n')).toEqual([]);
});

test('code cells have no headings', () => {
  expect(outline([{ type: 'code', id: 'k', source: '# no', metadata: {}, outputs: [], executionCount: null }])).toEqual([]);
});
