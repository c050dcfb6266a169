import { describe, expect, it } from 'vitest';
import { createStreamLimit } from './stream-limit';

describe('the limit on what a run writes', () => {
  it('lets text within bounds through unchanged', () => {
    const limit = createStreamLimit(3, 100);
    expect(limit.admit('a\nb')).toBe('a\nb');
    expect(limit.admit('\nc')).toBe('\nc');
    expect(limit.spent).toBe(false);
  });

  it('keeps the first lines and counts the others', () => {
    const limit = createStreamLimit(2, 100);
    expect(limit.admit('1\n2\n3\n4\n')).toBe('1\n2\n');
    expect(limit.spent).toBe(true);
    expect(limit.admit('5\n6')).toBe('');
    limit.skip(10);
    expect(limit.skipped).toBe(14);
  });

  it('cuts one enormous string and says where', () => {
    const limit = createStreamLimit(10, 1000);
    const shown = limit.admit('x'.repeat(100_000_000));
    expect(shown).toBe(`${'x'.repeat(1000)}…\n`);
    expect(limit.skipped).toBe(1);
  });

  it('spends no lines on an empty text', () => {
    const limit = createStreamLimit(1, 10);
    expect(limit.admit('')).toBe('');
    expect(limit.admit('a\n')).toBe('a\n');
    expect(limit.skipped).toBe(0);
    expect(limit.admit('b\n')).toBe('');
    expect(limit.skipped).toBe(1);
  });
});
