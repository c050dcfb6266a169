import { expect, test } from 'vitest';
import { TextEcho } from './text-echo';

test('text that comes back late is not taken for a change', () => {
  const echo = new TextEcho();
  echo.send('a');
  echo.send('ab');
  expect(echo.isEcho('a')).toBe(true);
  expect(echo.isEcho('ab')).toBe(true);
});

test('undo to an earlier text is a change', () => {
  const echo = new TextEcho();
  echo.send('a');
  echo.send('ab');
  expect(echo.isEcho('ab')).toBe(true);
  expect(echo.isEcho('a')).toBe(false);
});
