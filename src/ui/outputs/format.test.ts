import { expect, test } from 'vitest';
import { formatDuration, formatNumber, formatShortDuration, plural } from './format';

test('durations read naturally at every size', () => {
  expect([0, 240, 1240, 65_300, 3_725_000].map(formatDuration)).toEqual(['0 ms', '240 ms', '1.2 s', '1 m 05 s', '1 h 02 m']);
  expect([412, 1240, 65_300, 720_000, 7_300_000].map(formatShortDuration)).toEqual(['412 ms', '1.2 s', '65 s', '12 min', '2.0 h']);
});

test('numbers keep four digits and use exponents only where zeros would hide them', () => {
  expect([0, 0.42137, -2.5, 12345678, 0.0000032, 1234.567, NaN, -Infinity].map(formatNumber)).toEqual(
    ['0', '0.4214', '−2.5', '1.23e7', '3.20e-6', '1234.6', 'NaN', '−∞'],
  );
});

test('counts are grouped and agree with their noun', () => {
  expect([plural(1, 'row'), plural(3210, 'line')]).toEqual(['1 row', '3,210 lines']);
});
