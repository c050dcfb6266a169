import { expect, it } from 'vitest';
import { linkAdvice } from './link-advice';

it('a short link needs no advice, a long one names the remedy', () => {
  expect(linkAdvice(8_000)).toBeNull();
  expect(linkAdvice(8_001)).toMatchObject({ tone: 'warning', text: expect.stringContaining('.ipynb') });
  expect(linkAdvice(2_000_001)).toMatchObject({ tone: 'danger', text: expect.stringContaining('Leave the outputs out') });
});
