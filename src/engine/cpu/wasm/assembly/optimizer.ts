/** The update rules of optimizers over all variables of a step; the formulas' sources are in ../../../optimizers/kernel/rules.ts. */

/** As in ../../../optimizers/kernel/cpu.ts. */
const BLOCK: i32 = 1024;
const ROW_BYTES: usize = 32;
const HEAD_BYTES: usize = 64;
const ADAM: i32 = 3;

// @ts-ignore: decorator
@inline
function load(address: usize, whole: bool): v128 {
  return whole ? v128.load(address) : v128.load32_zero(address);
}

// @ts-ignore: decorator
@inline
function store(address: usize, value: v128, whole: bool): void {
  if (whole) v128.store(address, value);
  else v128.store32_lane(address, value, 0);
}

/** A hyperparameter or, after the last of them, a state. */
// @ts-ignore: decorator
@inline
function hyper(table: usize, index: usize): f32 {
  return f32.load(table + 4 + 4 * index);
}

// @ts-ignore: decorator
@inline
function all(table: usize, index: usize): v128 {
  return f32x4.splat(hyper(table, index));
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

/** 1, 0 or -1; NaN stays NaN. */
// @ts-ignore: decorator
@inline
function sign(x: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const signs = sub(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), one));
  return v128.bitselect(x, signs, f32x4.ne(x, x));
}

/**
 * Range: blocks of 1,024 values, each in one variable. `table`: 16 floats (clip, hyperparameters, states), then a row of
 * 8 words for each of `count` variables: first block, length, scale (f32), addresses of value, gradient, three slots.
 */
export function optimizerStep(begin: i32, end: i32, rule: i32, table: usize, count: i32): void {
  for (let index = 0; index < count; index++) {
    const row = table + HEAD_BYTES + ROW_BYTES * <usize>index;
    const first = i32.load(row);
    const length = i32.load(row, 4);
    const from = max(begin, first);
    const to = min(end, first + (length + BLOCK - 1) / BLOCK);
    if (from >= to) continue;
    update(rule, table, row, (from - first) * BLOCK, min(length, (to - first) * BLOCK));
  }
}

function update(rule: i32, table: usize, row: usize, from: i32, to: i32): void {
  if (rule == ADAM) return adam(table, row, from, to);
  const whole = from + ((to - from) & ~3);
  for (let i = from; i < whole; i += 4) step(rule, table, row, <usize>i << 2, true);
  for (let i = whole; i < to; i++) step(rule, table, row, <usize>i << 2, false);
}

/** Four values, or one, at `offset` bytes of each tensor. The switch is the same way every time, so it costs little. */
// @ts-ignore: decorator
@inline
function step(rule: i32, table: usize, row: usize, offset: usize, whole: bool): void {
  const pw = <usize>i32.load(row, 12) + offset;
  const pg = <usize>i32.load(row, 16) + offset;
  const p0 = <usize>i32.load(row, 20) + offset;
  const p1 = <usize>i32.load(row, 24) + offset;
  const p2 = <usize>i32.load(row, 28) + offset;
  const scale = f32x4.splat(f32.load(row, 8));
  const clip = f32x4.splat(f32.load(table));
  const w = load(pw, whole);
  let g = load(pg, whole);
  if (rule != 10) g = mul(g, scale);
  g = f32x4.max(f32x4.min(g, clip), f32x4.neg(clip));
  switch (rule) {
    case 0: { // sgd
      store(pw, sub(w, mul(all(table, 0), g)), whole);
      break;
    }
    case 1: { // momentum
      const m = add(mul(all(table, 1), load(p0, whole)), g);
      store(p0, m, whole);
      store(pw, sub(w, mul(all(table, 0), m)), whole);
      break;
    }
    case 2: { // nesterov
      const momentum = all(table, 1);
      const m = add(mul(momentum, load(p0, whole)), g);
      store(p0, m, whole);
      store(pw, sub(w, mul(all(table, 0), add(g, mul(m, momentum)))), whole);
      break;
    }
    case 4: { // adamax
      const m = add(mul(load(p0, whole), all(table, 1)), mul(g, all(table, 3)));
      const u = f32x4.max(mul(load(p1, whole), all(table, 2)), f32x4.abs(g));
      store(p0, m, whole);
      store(p1, u, whole);
      const rate = hyper(table, 0) / (hyper(table, 6) * hyper(table, 5) + 1) / (1 - hyper(table, 7));
      store(pw, sub(w, mul(f32x4.splat(rate), div(m, add(u, all(table, 4))))), whole);
      break;
    }
    case 5: { // rmsprop
      const s = add(mul(load(p0, whole), all(table, 1)), mul(mul(g, g), all(table, 2)));
      const m = add(mul(load(p1, whole), all(table, 3)), div(mul(g, all(table, 0)), f32x4.sqrt(add(s, all(table, 4)))));
      store(p0, s, whole);
      store(p1, m, whole);
      store(pw, sub(w, m), whole);
      break;
    }
    case 6: { // rmspropCentered
      const s = add(mul(load(p0, whole), all(table, 1)), mul(mul(g, g), all(table, 2)));
      const mean = add(mul(load(p2, whole), all(table, 1)), mul(g, all(table, 2)));
      const spread = f32x4.sqrt(sub(s, add(mul(mean, mean), all(table, 4))));
      const m = add(mul(load(p1, whole), all(table, 3)), div(mul(g, all(table, 0)), spread));
      store(p0, s, whole);
      store(p1, m, whole);
      store(p2, mean, whole);
      store(pw, sub(w, m), whole);
      break;
    }
    case 7: { // adagrad
      const s = add(load(p0, whole), mul(g, g));
      store(p0, s, whole);
      store(pw, sub(w, mul(div(g, f32x4.sqrt(add(s, all(table, 1)))), all(table, 0))), whole);
      break;
    }
    case 8: { // adadelta
      const s = load(p0, whole);
      const d = load(p1, whole);
      const epsilon = all(table, 3);
      const change = mul(div(f32x4.sqrt(add(d, epsilon)), f32x4.sqrt(add(s, epsilon))), g);
      store(p0, add(mul(s, all(table, 1)), mul(mul(g, g), all(table, 2))), whole);
      store(p1, add(mul(d, all(table, 1)), mul(mul(change, change), all(table, 2))), whole);
      store(pw, sub(w, mul(change, all(table, 0))), whole);
      break;
    }
    case 9: { // lion
      const m = load(p0, whole);
      const d = sign(add(mul(m, all(table, 1)), mul(g, all(table, 3))));
      store(p0, add(mul(m, all(table, 2)), mul(g, all(table, 4))), whole);
      store(pw, sub(sub(w, mul(all(table, 5), w)), mul(d, all(table, 0))), whole);
      break;
    }
    case 10: { // lars
      const m = add(mul(load(p0, whole), all(table, 1)), mul(mul(all(table, 0), scale), add(g, mul(all(table, 2), w))));
      store(p0, m, whole);
      store(pw, sub(w, m), whole);
      break;
    }
    case 11: { // lambUpdate
      const m = add(mul(load(p0, whole), all(table, 0)), mul(g, all(table, 2)));
      const v = add(mul(load(p1, whole), all(table, 1)), mul(mul(g, g), all(table, 3)));
      store(p0, m, whole);
      store(p1, v, whole);
      const d = direction(m, v, hyper(table, 6), hyper(table, 7), all(table, 4));
      store(p2, add(d, mul(all(table, 5), w)), whole);
      break;
    }
    default:
      unreachable();
  }
}

/** The rule that nearly everyone trains with, so what does not change stays in registers. */
function adam(table: usize, row: usize, from: i32, to: i32): void {
  const rate = all(table, 0), beta1 = all(table, 1), beta2 = all(table, 2), rest1 = all(table, 3), rest2 = all(table, 4);
  const epsilon = all(table, 5), shrink = all(table, 6);
  const power1 = hyper(table, 7), power2 = hyper(table, 8);
  const scale = f32x4.splat(f32.load(row, 8));
  const clip = f32x4.splat(f32.load(table));
  const floor = f32x4.neg(clip);
  const pw = <usize>i32.load(row, 12), pg = <usize>i32.load(row, 16), pm = <usize>i32.load(row, 20), pv = <usize>i32.load(row, 24);
  for (let i = from; i < to; i += 4) {
    const whole = i + 4 <= to;
    // The last few values one by one.
    for (let k = 0, turns = whole ? 1 : to - i; k < turns; k++) {
      const at = (<usize>i + k) << 2;
      const w = load(pw + at, whole);
      const g = f32x4.max(f32x4.min(mul(load(pg + at, whole), scale), clip), floor);
      const m = add(mul(load(pm + at, whole), beta1), mul(g, rest1));
      const v = add(mul(load(pv + at, whole), beta2), mul(mul(g, g), rest2));
      store(pm + at, m, whole);
      store(pv + at, v, whole);
      store(pw + at, sub(sub(w, mul(shrink, w)), mul(direction(m, v, power1, power2, epsilon), rate)), whole);
    }
  }
}

/** Adam's step of rate 1. */
// @ts-ignore: decorator
@inline
function direction(m: v128, v: v128, power1: f32, power2: f32, epsilon: v128): v128 {
  return div(div(m, f32x4.splat(1 - power1)), add(f32x4.sqrt(div(v, f32x4.splat(1 - power2))), epsilon));
}
