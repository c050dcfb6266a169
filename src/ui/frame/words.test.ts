import { describe, expect, it } from 'vitest';
import { agoWords, byteWords, countWords, kernelWords, saveWords } from './words';

const now = new Date(2026, 4, 20, 15, 0, 0).getTime();
const seconds = (count: number): number => now - count * 1000;

describe('how long ago', () => {
  it('is told in the largest fitting unit', () => {
    expect(agoWords(seconds(0.4), now)).toBe('just now');
    expect(agoWords(seconds(3), now)).toBe('3 s ago');
    expect(agoWords(seconds(59.9), now)).toBe('59 s ago');
    expect(agoWords(seconds(300), now)).toBe('5 min ago');
    expect(agoWords(seconds(7300), now)).toBe('2 h ago');
  });

  it('names the day from yesterday on, and the year once it is another', () => {
    expect(agoWords(new Date(2026, 4, 19, 9).getTime(), now)).toBe('yesterday');
    expect(agoWords(new Date(2026, 4, 3, 23).getTime(), now)).toBe('on 3 May');
    expect(agoWords(new Date(2024, 11, 31).getTime(), now)).toBe('on 31 December 2024');
  });

  it('treats a clock that runs ahead as now', () => {
    expect(agoWords(now + 5000, now)).toBe('just now');
  });
});

it('saving is told in words', () => {
  expect(saveWords({ phase: 'saved', at: seconds(3) }, now)).toBe('Saved 3 s ago');
  expect(saveWords({ phase: 'saving' }, now)).toBe('Saving…');
  expect(saveWords({ phase: 'failed', reason: 'storage is full' }, now)).toBe('Not saved');
  expect(saveWords({ phase: 'unsaved-copy' }, now)).toBe('Copy, not saved');
});

describe('the kernel', () => {
  const number = (id: string): number | null => (id === 'gone' ? null : 3);

  it('names the running cell and the queue behind it', () => {
    expect(kernelWords({ phase: 'busy', cellId: 'a', queued: 0 }, number)).toBe('Running cell 3');
    expect(kernelWords({ phase: 'busy', cellId: 'a', queued: 2 }, number)).toBe('Running cell 3, 2 queued');
    expect(kernelWords({ phase: 'busy', cellId: 'gone', queued: 0 }, number)).toBe('Running a deleted cell');
  });

  it('says which device it moves to', () => {
    expect(kernelWords({ phase: 'switching', to: 'gpu' }, number)).toBe('Switching to GPU');
  });
});

it('bytes keep two or three digits', () => {
  expect([0, 812, 999, 1000, 3_140_000, 9_990_000, 52_400_000, 4.2e9].map(byteWords)).toEqual([
    '0 B',
    '812 B',
    '999 B',
    '1.0 kB',
    '3.1 MB',
    '10 MB',
    '52 MB',
    '4.2 GB',
  ]);
});

it('counts have separators and plurals', () => {
  expect(countWords(1, 'cell')).toBe('1 cell');
  expect(countWords(3210, 'cell')).toBe('3,210 cells');
});
