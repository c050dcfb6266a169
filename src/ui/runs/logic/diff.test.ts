import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines, foldSame } from './diff';

const told = (before: string, after: string): string =>
  diffLines(before, after).map(({ kind, text }) => `${kind === 'same' ? ' ' : kind === 'added' ? '+' : '-'}${text}`).join('|');

describe('lines', () => {
  it('that changed stand between those that did not', () => {
    expect(told('a\nb\nc', 'a\nx\nc')).toBe(' a|-b|+x| c');
    expect(told('a\nb', 'a\nb')).toBe(' a| b');
    expect(told('', 'a')).toBe('-|+a');
    expect(told('a\nc', 'a\nb\nc')).toBe(' a|+b| c');
  });
  it('carry their numbers in both texts', () => {
    expect(diffLines('a\nb\nd', 'a\nc\nb\nd').map(({ before, after }) => [before, after])).toEqual([[1, 1], [null, 2], [2, 3], [3, 4]]);
  });
  it('give both texts back, with no more changes than replacing everything', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        expect(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text).join('\n')).toBe(before);
        expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text).join('\n')).toBe(after);
        expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.after)).toEqual(after.split('\n').map((_, at) => at + 1));
        // The longest common subsequence, by the usual table.
        const [a, b] = [before.split('\n'), after.split('\n')];
        const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
        for (let i = a.length - 1; i >= 0; i--)
          for (let j = b.length - 1; j >= 0; j--)
            best[i]![j] = a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
        expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(best[0]![0]!);
      }),
    );
  });
  it('of texts that have nothing in common are told as replaced, quickly', () => {
    const many = (word: string): string => Array.from({ length: 3000 }, (_, at) => `${word}${at}`).join('\n');
    expect(diffLines(many('a'), many('b'))).toHaveLength(6000);
  });
});

it('equal lines far from changes are folded', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
  const parts = foldSame(diffLines(before, before.replace('line 10', 'other')), 2);
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([['gap', 8], ['lines', 6], ['gap', 7]]);
});
