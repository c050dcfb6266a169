import { expect, it } from 'vitest';
import { bytes, milliseconds, share } from './quantity';

it('times are short and keep their unit', () => {
  expect([0, 0.0421, 3.14159, 12.34, 123.4, 1234].map(milliseconds)).toEqual(['0 ms', '0.042 ms', '3.14 ms', '12.3 ms', '123 ms', '1.23 s']);
});

it('sizes take the unit that keeps them short', () => {
  expect([0, 1023, 1536, 5 * 2 ** 20, 3.5 * 2 ** 30].map(bytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '5 MiB', '3.5 GiB']);
});

it('shares are percents', () => {
  expect([0, 0.0123, 0.5, 1].map(share)).toEqual(['0.0 %', '1.2 %', '50 %', '100 %']);
});
