import { expect, test } from 'vitest';
import { readFrameMessage } from './frame-messages';

test('a frame can tell its height and ask for web addresses, and nothing else', () => {
  expect(readFrameMessage({ type: 'height', height: 120.4 })).toEqual({ type: 'height', height: 121 });
  expect(readFrameMessage({ type: 'open', href: 'https://example.org' })).toEqual({ type: 'open', href: 'https://example.org' });
  for (const bad of [null, 'ready', { type: 'height', height: -1 }, { type: 'height', height: 'x' }, { type: 'open', href: 'javascript:alert(1)' }, { type: 'run' }]) {
    expect(readFrameMessage(bad)).toBeNull();
  }
});
