import { expect, test } from 'vitest';
import { visibleRows, type TreeState } from './inspect-rows';
import { jsonNode } from './json-node';
import type { InspectNode } from './values';

const one: InspectNode = { kind: 'primitive', type: 'number', text: '1' };
const words = (root: InspectNode, state: Partial<TreeState>) =>
  visibleRows(root, { open: new Set(), fetched: new Map(), ...state }).map((row) =>
    row.kind === 'more' ? `${'  '.repeat(row.level - 1)}+${row.count} ${row.phase}` : `${'  '.repeat(row.level - 1)}${row.entry?.key ?? 'root'}`,
  );

test('a closed value is one row; opening shows its parts under it', () => {
  const root = jsonNode({ a: [1, 2], b: null });
  expect(words(root, {})).toEqual(['root']);
  expect(words(root, { open: new Set(['0', '0.0']) })).toEqual(['root', '  a', '    0', '    1', '  b']);
});

test('parts fetched later follow those that came first, and what is left is offered', () => {
  const entry = (key: string) => ({ key, keyKind: 'index', value: one }) as const;
  const root: InspectNode = { kind: 'object', label: 'Array(5)', shape: 'array', preview: '[…]', entries: [entry('0')], more: 4, handle: 'h' };
  expect(words(root, { open: new Set(['0']) })).toEqual(['root', '  0', '  +4 ready']);
  const fetched = new Map([['0', { entries: [entry('1'), entry('2')], more: 2, handle: 'h2', phase: 'ready' as const }]]);
  expect(words(root, { open: new Set(['0']), fetched })).toEqual(['root', '  0', '  1', '  2', '  +2 ready']);
});

test('a huge JSON array is cut and says how much is missing', () => {
  const node = jsonNode(Array.from({ length: 100_000 }, (_, index) => index));
  expect(words(node, { open: new Set(['0']) }).at(-1)).toBe('  +99500 ready');
});
