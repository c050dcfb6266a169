import { describe, expect, it } from 'vitest';
import { cdnAddress, moduleCdns } from './module-settings';

describe('the address of a CDN', () => {
  it.each([
    ['https://cdn.example.org/esm', 'https://cdn.example.org/esm/'],
    [' esm.sh ', 'https://esm.sh/'],
    ['http://localhost:8080/', 'http://localhost:8080/'],
  ])('%s is kept as %s', (text, address) => {
    expect(cdnAddress(text)).toEqual({ ok: true, value: address });
  });

  it.each([
    ['http://example.org', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['https://', 'is no address'],
    ['https://example.org/?x', 'leave out what follows'],
  ])('%s is refused', (text, words) => {
    const result = cdnAddress(text);
    expect(result.ok ? '' : result.error).toContain(words);
  });

  it('is followed by one that stands in', () => {
    expect(moduleCdns(null)).toEqual(['https://esm.sh/', 'https://cdn.jsdelivr.net/npm/']);
    expect(moduleCdns('https://mine.test/')).toEqual(['https://mine.test/', 'https://cdn.jsdelivr.net/npm/']);
    expect(moduleCdns('https://cdn.jsdelivr.net/npm/')).toEqual(['https://cdn.jsdelivr.net/npm/', 'https://esm.sh/']);
  });
});
