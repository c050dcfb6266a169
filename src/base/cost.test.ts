import { describe, expect, it } from 'vitest';
import { costSoFar, spanWords } from './cost';

describe('a machine paid by the hour', () => {
  it('costs its price by the time, and small amounts keep their digits', () => {
    expect([costSoFar(1.2, 90_000), costSoFar(4.8, 5_400_000), costSoFar(1.2, 2000), costSoFar(0, 1000), costSoFar(3, -5)]).toEqual(['0.03', '7.20', '0.0007', '0.00', '0.00']);
  });

  it('has been used for a span that reads at a glance', () => {
    expect([spanWords(42_900), spanWords(200_000), spanWords(7_500_000), spanWords(7_200_000)]).toEqual(['42 s', '3 min', '2 h 5 min', '2 h']);
  });
});
