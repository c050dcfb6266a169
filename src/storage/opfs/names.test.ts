import { describe, expect, it } from 'vitest';
import { describeFileError } from './errors';
import { fileName, freeName } from './names';
import { filePath } from './paths';

describe('file names', () => {
  it('are kept in one normal form', () => {
    expect(fileName('cafe\u0301 data.csv')).toEqual({ ok: true, value: 'caf\u00e9 data.csv' });
  });

  it.each([
    ['', 'it is empty'],
    ['..', 'it stands for a folder'],
    ['a/b', 'may not contain'],
    ['a\\b', 'may not contain'],
    ['a\nb', 'control character'],
    ['a\ud800', 'half a character'],
    ['.gradbook-partial-1', 'kept for uploads'],
    ['é'.repeat(128), 'longer than 255 bytes'],
  ])('%j is refused with the reason', (name, reason) => {
    const result = fileName(name);
    expect(result.ok ? '' : describeFileError(result.error).text).toContain(reason);
  });

  it.each([
    ['a.csv', 'a (3).csv'],
    ['b.csv', 'b.csv'],
    ['.hidden', '.hidden (2)'],
    ['plain', 'plain (2)'],
  ])('%s becomes %s where it is taken', (name, free) => {
    const taken = new Set(['a.csv', 'a (2).csv', '.hidden', 'plain']);
    expect(freeName(name, (candidate) => taken.has(candidate))).toBe(free);
  });
});

describe('paths', () => {
  it.each([
    ['a.csv', ['a.csv']],
    ['./data//a.csv', ['data', 'a.csv']],
    ['/content/data/../a.csv', ['a.csv']],
    ['/content', []],
    ['', []],
  ])('%j leads from the notebook\'s folder', (path, steps) => {
    expect(filePath(path)).toEqual({ ok: true, value: steps });
  });

  it.each([
    ['../a', 'outside /content'],
    ['/etc/passwd', 'outside /content'],
    ['/contents/a', 'outside /content'],
    ['a/b\\c', 'may not contain'],
  ])('%j is refused with the reason', (path, reason) => {
    const result = filePath(path);
    expect(result.ok ? '' : describeFileError(result.error).text).toContain(reason);
  });
});
