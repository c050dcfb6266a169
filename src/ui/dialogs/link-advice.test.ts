import { expect, it } from 'vitest';
import { linkAdvice } from './link-advice';

it('a short link needs no advice, a long one names the remedy', () => {
  const ofLength = (length: number): string => 'https://example.org/#nb='.padEnd(length, 'a');
  expect(linkAdvice(ofLength(8_000))).toBeNull();
  expect(linkAdvice(ofLength(8_001))).toMatchObject({ tone: 'warning', text: expect.stringContaining('.ipynb') });
  expect(linkAdvice(ofLength(2_000_001))).toMatchObject({ tone: 'danger', text: expect.stringContaining('Leave the outputs out') });
});

it('a link to this machine says that others do not reach it', () => {
  for (const host of ['localhost:8474', '127.0.0.1', '[::1]:8474']) expect(linkAdvice(`http://${host}/#nb=a`)).toMatchObject({ tone: 'info', text: expect.stringContaining('.ipynb') });
  expect(linkAdvice('https://localhost.example.org/#nb=a')).toBeNull();
  expect(linkAdvice('')).toBeNull();
});
