/** Functions of two tensors of 4-byte values with broadcasting: arithmetic, and comparisons that answer in bytes. */
import { loadSome, storeSome } from './lanes';
import { pow4 } from './pow';

/** The operations' numbers are places in BINARY of ../../elementwise.ts; those from 8 on take whole numbers. */
// @ts-ignore: decorator
@inline
function apply(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return f32x4.add(a, b);
  if (operation == 1) return f32x4.sub(a, b);
  if (operation == 2) return f32x4.mul(a, b);
  if (operation == 3) return f32x4.div(a, b);
  if (operation == 4) return f32x4.max(a, b);
  if (operation == 5) return f32x4.min(a, b);
  if (operation == 6) {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
  if (operation == 7) return pow4(a, b);
  if (operation == 8) return i32x4.add(a, b);
  if (operation == 9) return i32x4.sub(a, b);
  if (operation == 10) return i32x4.mul(a, b);
  if (operation == 11) return i32x4.max_s(a, b);
  return i32x4.min_s(a, b);
}

/** A row of `count` values; an operand whose step is 0 is one value for all. */
// @ts-ignore: decorator
@inline
function row(operation: i32, a: usize, b: usize, out: usize, count: i32, stepA: i32, stepB: i32): void {
  const whole = (<usize>(count & ~3)) << 2;
  const rest = count & 3;
  const sameA = v128.load32_splat(a);
  const sameB = v128.load32_splat(b);
  if (stepA && stepB) {
    for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, apply(operation, v128.load(a + at), v128.load(b + at)));
  } else {
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(out + at, apply(operation, stepA ? v128.load(a + at) : sameA, stepB ? v128.load(b + at) : sameB));
    }
  }
  if (rest) {
    storeSome(out + whole, apply(operation, stepA ? loadSome(a + whole, rest) : sameA, stepB ? loadSome(b + whole, rest) : sameB), rest);
  }
}

/** Squares, square roots and the like, which people write as powers, need none of its work. */
function powers(a: usize, b: usize, out: usize, count: i32, stepA: i32, stepB: i32): void {
  const exponent = stepB ? f32(NaN) : load<f32>(b);
  if (exponent == 2) row(2, a, a, out, count, stepA, stepA);
  else row(7, a, b, out, count, stepA, stepB);
}

/** `count` values of each operand that does not stand still. */
export function rowOf(operation: i32, a: usize, b: usize, out: usize, count: i32, stepA: i32, stepB: i32): void {
  switch (operation) {
    case 0: row(0, a, b, out, count, stepA, stepB); break;
    case 1: row(1, a, b, out, count, stepA, stepB); break;
    case 2: row(2, a, b, out, count, stepA, stepB); break;
    case 3: row(3, a, b, out, count, stepA, stepB); break;
    case 4: row(4, a, b, out, count, stepA, stepB); break;
    case 5: row(5, a, b, out, count, stepA, stepB); break;
    case 6: row(6, a, b, out, count, stepA, stepB); break;
    case 7: powers(a, b, out, count, stepA, stepB); break;
    case 8: row(8, a, b, out, count, stepA, stepB); break;
    case 9: row(9, a, b, out, count, stepA, stepB); break;
    case 10: row(10, a, b, out, count, stepA, stepB); break;
    case 11: row(11, a, b, out, count, stepA, stepB); break;
    default: row(12, a, b, out, count, stepA, stepB);
  }
}

/** The operations' numbers are places in COMPARISONS of ../../elementwise.ts; those from 6 on take whole numbers. */
// @ts-ignore: decorator
@inline
function test(operation: i32, a: v128, b: v128): v128 {
  if (operation == 0) return f32x4.eq(a, b);
  if (operation == 1) return f32x4.ne(a, b);
  if (operation == 2) return f32x4.lt(a, b);
  if (operation == 3) return f32x4.le(a, b);
  if (operation == 4) return f32x4.gt(a, b);
  if (operation == 5) return f32x4.ge(a, b);
  if (operation == 6) return i32x4.eq(a, b);
  if (operation == 7) return i32x4.ne(a, b);
  if (operation == 8) return i32x4.lt_s(a, b);
  if (operation == 9) return i32x4.le_s(a, b);
  if (operation == 10) return i32x4.gt_s(a, b);
  return i32x4.ge_s(a, b);
}

/** Four answers as four bytes. */
// @ts-ignore: decorator
@inline
function bytes(mask: v128): i32 {
  const ones = v128.and(mask, i32x4.splat(1));
  const words = i16x8.narrow_i32x4_s(ones, ones);
  return i32x4.extract_lane(i8x16.narrow_i16x8_s(words, words), 0);
}

// @ts-ignore: decorator
@inline
function testRow(operation: i32, a: usize, b: usize, out: usize, count: i32, stepA: i32, stepB: i32): void {
  const sameA = v128.load32_splat(a);
  const sameB = v128.load32_splat(b);
  const whole = count & ~3;
  for (let at = 0; at < whole; at += 4) {
    const left = stepA ? v128.load(a + ((<usize>at) << 2)) : sameA;
    const right = stepB ? v128.load(b + ((<usize>at) << 2)) : sameB;
    store<i32>(out + at, bytes(test(operation, left, right)));
  }
  const rest = count & 3;
  if (rest) {
    const left = stepA ? loadSome(a + ((<usize>whole) << 2), rest) : sameA;
    const right = stepB ? loadSome(b + ((<usize>whole) << 2), rest) : sameB;
    const answers = bytes(test(operation, left, right));
    for (let lane = 0; lane < rest; lane++) store<u8>(out + whole + lane, <u8>(answers >> (lane << 3)));
  }
}

function testRowOf(operation: i32, a: usize, b: usize, out: usize, count: i32, stepA: i32, stepB: i32): void {
  switch (operation) {
    case 0: testRow(0, a, b, out, count, stepA, stepB); break;
    case 1: testRow(1, a, b, out, count, stepA, stepB); break;
    case 2: testRow(2, a, b, out, count, stepA, stepB); break;
    case 3: testRow(3, a, b, out, count, stepA, stepB); break;
    case 4: testRow(4, a, b, out, count, stepA, stepB); break;
    case 5: testRow(5, a, b, out, count, stepA, stepB); break;
    case 6: testRow(6, a, b, out, count, stepA, stepB); break;
    case 7: testRow(7, a, b, out, count, stepA, stepB); break;
    case 8: testRow(8, a, b, out, count, stepA, stepB); break;
    case 9: testRow(9, a, b, out, count, stepA, stepB); break;
    case 10: testRow(10, a, b, out, count, stepA, stepB); break;
    default: testRow(11, a, b, out, count, stepA, stepB);
  }
}

/** Goes over the rows of both, as `binary` says; `answers` is fixed where it is called, so that no row asks for it. */
// @ts-ignore: decorator
@inline
function walk(
  answers: bool, begin: i32, end: i32, operation: i32, a: usize, b: usize, out: usize,
  inner: i32, stepA: i32, stepB: i32, n1: i32, a1: i32, b1: i32, n2: i32, a2: i32, b2: i32, a3: i32, b3: i32,
): void {
  let index = begin / inner;
  let column = begin - index * inner;
  for (let at = begin; at < end; index++) {
    const count = min(inner - column, end - at);
    const upper = index / n1;
    const i1 = index - upper * n1;
    const i3 = upper / n2;
    const i2 = upper - i3 * n2;
    const left = a + ((<usize>(column * stepA + i1 * a1 + i2 * a2 + i3 * a3)) << 2);
    const right = b + ((<usize>(column * stepB + i1 * b1 + i2 * b2 + i3 * b3)) << 2);
    if (answers) testRowOf(operation, left, right, out + <usize>at, count, stepA, stepB);
    else rowOf(operation, left, right, out + ((<usize>at) << 2), count, stepA, stepB);
    at += count;
    column = 0;
  }
}

/**
 * Range: elements of the output, which is taken as [.., n2, n1, inner]. An operand's place is its steps (in
 * elements, 0 where it is repeated) times the indices: stepA in `inner`, a1 in n1, a2 in n2, a3 before.
 */
export function binary(
  begin: i32, end: i32, operation: i32, a: usize, b: usize, out: usize,
  inner: i32, stepA: i32, stepB: i32, n1: i32, a1: i32, b1: i32, n2: i32, a2: i32, b2: i32, a3: i32, b3: i32,
): void {
  walk(false, begin, end, operation, a, b, out, inner, stepA, stepB, n1, a1, b1, n2, a2, b2, a3, b3);
}

/** Range and arguments as of `binary`; writes one byte an element, 1 for true. */
export function compare(
  begin: i32, end: i32, operation: i32, a: usize, b: usize, out: usize,
  inner: i32, stepA: i32, stepB: i32, n1: i32, a1: i32, b1: i32, n2: i32, a2: i32, b2: i32, a3: i32, b3: i32,
): void {
  walk(true, begin, end, operation, a, b, out, inner, stepA, stepB, n1, a1, b1, n2, a2, b2, a3, b3);
}
