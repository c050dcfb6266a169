import { describe, expect, it } from 'vitest';
import { createFullText } from './full-text';

describe('the full text of a run', () => {
  it('is all that was written, in order', async () => {
    const text = createFullText((parts) => new Blob(parts));
    const lines = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(1000)}\n`);
    for (const line of lines) text.append(line);
    expect(await text.blob().text()).toBe(lines.join(''));
  });

  it('can be read while more is written', async () => {
    const text = createFullText((parts) => new Blob(parts));
    text.append('one\n');
    const first = text.blob();
    text.append('two\n');
    expect(await first.text()).toBe('one\n');
    expect(await text.blob().text()).toBe('one\ntwo\n');
  });

  it('ends at its limit', async () => {
    const text = createFullText((parts) => new Blob(parts), 10);
    for (let index = 0; index < 8; index++) text.append('abcd');
    expect(text.full).toBe(true);
    expect(await text.blob().text()).toBe('abcdabcdabcd');
  });
});
