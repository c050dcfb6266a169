/**
 * float16 (IEEE 754 binary16) and bfloat16 in JavaScript: exact rounding to nearest, ties to even, with subnormals,
 * infinities and NaN. Numbers are float32, as those of tensors.
 */

/** What 16 bits hold. */
export type HalfFormat = 'float16' | 'bfloat16';

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);
const SIGN = 0x8000;
/** The exponent bits of float32: from here on a number is infinite or none. */
const INFINITE = 0x7f800000;

/** The bits of the nearest float16; beyond 65,504 (from 65,520 on) infinity. */
export function toFloat16(value: number): number {
  single[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & SIGN;
  const rest = word & 0x7fffffff;
  if (rest >= INFINITE) return sign | (rest > INFINITE ? 0x7e00 : 0x7c00);
  // 2^-14, the smallest normal number of float16.
  if (rest >= 0x38800000) {
    const rounded = nearestEven(rest, 13) - (112 << 10);
    return sign | Math.min(rounded, 0x7c00);
  }
  // Subnormal: multiples of 2^-24. Below half of the least it is 0.
  if (rest < 0x33000000) return sign;
  const shift = 126 - (rest >>> 23);
  return sign | nearestEven((rest & 0x7fffff) | 0x800000, shift);
}

export function fromFloat16(half: number): number {
  const sign = (half & SIGN) !== 0 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the nearest bfloat16, the upper half of a float32. */
export function toBfloat16(value: number): number {
  single[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & SIGN;
  const rest = word & 0x7fffffff;
  return sign | (rest > INFINITE ? 0x7fc0 : nearestEven(rest, 16));
}

export function fromBfloat16(half: number): number {
  bits[0] = half << 16;
  return single[0] as number;
}

/** The nearest number that the format holds. */
export function roundTo(format: HalfFormat, value: number): number {
  return format === 'float16' ? fromFloat16(toFloat16(value)) : fromBfloat16(toBfloat16(value));
}

/** A whole number without its last `shift` bits, ties to even. */
function nearestEven(whole: number, shift: number): number {
  const kept = whole >>> shift;
  const cut = whole & (2 ** shift - 1);
  const half = 2 ** (shift - 1);
  return cut > half || (cut === half && (kept & 1) === 1) ? kept + 1 : kept;
}
