import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBfloat16, fromFloat16, roundTo, toBfloat16, toFloat16 } from './formats';

interface Fixture {
  readonly float32: readonly number[];
  readonly float16: readonly number[];
  readonly bfloat16: readonly number[];
}
const fixture = JSON.parse(readFileSync(new URL('./fixtures/rounded.json', import.meta.url), 'utf8')) as Fixture;
const values = new Float32Array(Uint32Array.from(fixture.float32).buffer);

describe('16-bit formats', () => {
  it("rounds to numpy's float16", () => {
    expect(wrong(toFloat16, fixture.float16, (half) => Number.isNaN(fromFloat16(half)))).toEqual([]);
  });

  it("rounds to ml_dtypes' bfloat16", () => {
    expect(wrong(toBfloat16, fixture.bfloat16, (half) => Number.isNaN(fromBfloat16(half)))).toEqual([]);
  });

  it('reads every float16 and bfloat16 back as it is', () => {
    const all = Array.from({ length: 0x10000 }, (_, half) => half);
    expect(all.filter((half) => !Number.isNaN(fromFloat16(half)) && toFloat16(fromFloat16(half)) !== half)).toEqual([]);
    expect(all.filter((half) => !Number.isNaN(fromBfloat16(half)) && toBfloat16(fromBfloat16(half)) !== half)).toEqual([]);
  });

  it('keeps the sign of zero, and overflows to infinity', () => {
    expect(roundTo('float16', -1e-9)).toBe(-0);
    expect(roundTo('float16', 65520)).toBe(Infinity);
    expect(roundTo('float16', -65519)).toBe(-65504);
    expect(roundTo('bfloat16', 3.4e38)).toBe(Infinity);
  });
});

function wrong(round: (value: number) => number, bits: readonly number[], isNaN: (half: number) => boolean): unknown[] {
  return [...values].flatMap((value, index) => {
    const expected = bits[index] ?? -1;
    const made = round(value);
    return made === expected || (isNaN(made) && isNaN(expected)) ? [] : [{ value, made, expected }];
  });
}
