/** Random numbers out of a key, eight at a time; what they are is told in ../../../random/kernel.ts. */

const PARITY: i32 = 0x1bd11bda;

// @ts-ignore: decorator
@inline
function mix(x0: v128, x1: v128, by: i32): v128 {
  return v128.xor(v128.or(i32x4.shl(x1, by), i32x4.shr_u(x1, 32 - by)), x0);
}

// @ts-ignore: decorator
@inline
function real(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
function next(p: v128, t: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(p, t), real(coefficient));
}

/** Range: groups of eight numbers. `kind` counts the distributions; `low` and `range` are for whole numbers. */
export function randomValues(begin: i32, end: i32, out: usize, size: i32, key0: i32, key1: i32, kind: i32, a: f32, b: f32, low: i32, range: i32): void {
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key0 ^ key1 ^ PARITY);
  for (let group = begin; group < end; group++) {
    let x0 = i32x4.add(i32x4.add(i32x4.splat(group * 4), i32x4(0, 1, 2, 3)), k0);
    let x1 = k1;
    for (let half = 0; half < 5; half++) {
      const odd = (half & 1) != 0;
      x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, odd ? 17 : 13);
      x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, odd ? 29 : 15);
      x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, odd ? 16 : 26);
      x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, odd ? 24 : 6);
      const turn = half + 1;
      const at = turn % 3;
      x0 = i32x4.add(x0, at == 0 ? k0 : at == 1 ? k1 : k2);
      x1 = i32x4.add(i32x4.add(x1, at == 0 ? k1 : at == 1 ? k2 : k0), i32x4.splat(turn));
    }
    const from = group * 8;
    const first = valuesOf(v128.shuffle<i32>(x0, x1, 0, 4, 1, 5), kind, a, b, low, range);
    const second = valuesOf(v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), kind, a, b, low, range);
    storeSome(out, first, from, size);
    storeSome(out, second, from + 4, size);
  }
}

function storeSome(out: usize, values: v128, from: i32, size: i32): void {
  const to = out + (<usize>from << 2);
  if (from + 4 <= size) return v128.store(to, values);
  if (from < size) v128.store32_lane(to, values, 0);
  if (from + 1 < size) v128.store32_lane(to + 4, values, 1);
  if (from + 2 < size) v128.store32_lane(to + 8, values, 2);
}

// @ts-ignore: decorator
@inline
function valuesOf(words: v128, kind: i32, a: f32, b: f32, low: i32, range: i32): v128 {
  if (kind == 4) return whole(words, low, range);
  const bits = i32x4.shr_u(words, 8);
  const unit = real(<f32>5.9604644775390625e-8);
  if (kind == 0 || kind == 3) {
    const u = f32x4.mul(f32x4.convert_i32x4_s(bits), unit);
    if (kind == 0) return f32x4.add(f32x4.mul(u, real(b)), real(a));
    return v128.and(f32x4.ge(u, real(a)), real(b));
  }
  const odd = i32x4.sub(i32x4.add(bits, bits), i32x4.splat(16777215));
  let x = f32x4.mul(f32x4.convert_i32x4_s(odd), unit);
  if (kind == 2) x = f32x4.mul(x, real(<f32>0.9544997361036416));
  return f32x4.add(f32x4.mul(standardNormal(x), real(b)), real(a));
}

/** low + ⌊word · range / 2³²⌋. */
function whole(words: v128, low: i32, range: i32): v128 {
  const factor = i32x4.splat(range);
  const left = i64x2.extmul_low_i32x4_u(words, factor);
  const right = i64x2.extmul_high_i32x4_u(words, factor);
  return i32x4.add(v128.shuffle<i32>(left, right, 1, 3, 5, 7), i32x4.splat(low));
}

/** √2·erf⁻¹(x): the coefficients' sources are in ../../../random/normal.ts. */
function standardNormal(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const one = real(1);
  const w = f32x4.neg(logarithm(f32x4.mul(f32x4.sub(one, magnitude), f32x4.add(one, magnitude))));
  let t = f32x4.sub(w, real(2.5));
  let p = real(2.81022636e-8);
  p = next(p, t, 3.43273939e-7);
  p = next(p, t, -3.5233877e-6);
  p = next(p, t, -4.39150654e-6);
  p = next(p, t, 0.00021858087);
  p = next(p, t, -0.00125372503);
  p = next(p, t, -0.00417768164);
  p = next(p, t, 0.246640727);
  p = next(p, t, 1.50140941);
  t = f32x4.sub(f32x4.sqrt(w), real(3));
  let q = real(-0.000200214257);
  q = next(q, t, 0.000100950558);
  q = next(q, t, 0.00134934322);
  q = next(q, t, -0.00367342844);
  q = next(q, t, 0.00573950773);
  q = next(q, t, -0.0076224613);
  q = next(q, t, 0.00943887047);
  q = next(q, t, 1.00167406);
  q = next(q, t, 2.83297682);
  const chosen = v128.bitselect(p, q, f32x4.lt(w, real(5)));
  return f32x4.mul(f32x4.mul(chosen, x), real(<f32>1.4142135623730951));
}

function logarithm(y: v128): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(y, i32x4.splat(0x3f3504f3)), 23);
  const t = f32x4.sub(i32x4.sub(y, i32x4.shl(exponent, 23)), real(1));
  const e = f32x4.convert_i32x4_s(exponent);
  const square = f32x4.mul(t, t);
  let p = real(7.0376836292e-2);
  p = next(p, t, -1.151461031e-1);
  p = next(p, t, 1.1676998740e-1);
  p = next(p, t, -1.2420140846e-1);
  p = next(p, t, 1.4249322787e-1);
  p = next(p, t, -1.6668057665e-1);
  p = next(p, t, 2.0000714765e-1);
  p = next(p, t, -2.4999993993e-1);
  p = next(p, t, 3.3333331174e-1);
  p = f32x4.add(f32x4.mul(f32x4.mul(p, t), square), f32x4.mul(e, real(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(real(0.5), square));
  return f32x4.add(f32x4.add(t, p), f32x4.mul(e, real(0.693359375)));
}
