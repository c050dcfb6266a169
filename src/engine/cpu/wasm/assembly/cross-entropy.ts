/** Cross-entropies of logits with class numbers or with weights of classes, and their gradients, a row at a time. */
import { loadSome, storeSome } from './lanes';
import { exp4 } from './exp';
import { log4 } from './math';
import { joinLanes, maxOf, sumOf } from './reduce';
import { madd } from './simd';
import { powers } from './softmax';

// @ts-ignore: decorator
@inline
function logOf(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}

/** logits [rows, n], labels [rows] int32 → loss and logSumExp [rows]; a label outside 0 … n − 1 makes its loss NaN. Range: rows. */
export function sparseCrossEntropy(begin: i32, end: i32, logits: usize, labels: usize, loss: usize, logSumExp: usize, n: i32, smoothing: f32): void {
  for (let row = begin; row < end; row++) {
    const from = logits + ((<usize>row * n) << 2);
    const top = maxOf(from, n);
    const total = top + logOf(powers(from, 0, n, 1, top));
    const label = load<i32>(labels + ((<usize>row) << 2));
    let value: f32 = NaN;
    if (<u32>label < <u32>n) {
      value = total - (1 - smoothing) * load<f32>(from + ((<usize>label) << 2));
      if (smoothing != 0) value -= smoothing / <f32>n * sumOf(from, n);
    }
    store<f32>(loss + ((<usize>row) << 2), value);
    store<f32>(logSumExp + ((<usize>row) << 2), total);
  }
}

/** dlogits = dy·(e^(logits − logSumExp) − (1 − s)·[class = label] − s/n). Range: rows. */
export function sparseCrossEntropyGradient(
  begin: i32, end: i32, dy: usize, logits: usize, labels: usize, logSumExp: usize, out: usize, n: i32, smoothing: f32,
): void {
  const even = f32x4.splat(smoothing / <f32>n);
  for (let row = begin; row < end; row++) {
    const skip = (<usize>row * n) << 2;
    const single = (<usize>row) << 2;
    const label = load<i32>(labels + single);
    const known = <u32>label < <u32>n;
    const slope = known ? load<f32>(dy + single) : <f32>NaN;
    const shift = v128.load32_splat(logSumExp + single);
    let at = skip;
    const stop = skip + ((<usize>n) << 2);
    for (; at + 16 <= stop; at += 16) {
      const share = f32x4.sub(exp4(f32x4.sub(v128.load(logits + at), shift)), even);
      v128.store(out + at, f32x4.mul(f32x4.splat(slope), share));
    }
    if (at < stop) {
      const rest = <i32>((stop - at) >> 2);
      const share = f32x4.sub(exp4(f32x4.sub(loadSome(logits + at, rest), shift)), even);
      storeSome(out + at, f32x4.mul(f32x4.splat(slope), share), rest);
    }
    if (known) {
      const hit = skip + ((<usize>label) << 2);
      const share = f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(logits + hit), shift)), 0);
      store<f32>(out + hit, slope * (share - f32x4.extract_lane(even, 0) - (1 - smoothing)));
    }
  }
}

/** logits, labels [rows, n] → loss [rows] = Σ labels·(logSumExp − logits), logSumExp [rows]. Range: rows. */
export function crossEntropy(begin: i32, end: i32, logits: usize, labels: usize, loss: usize, logSumExp: usize, n: i32): void {
  for (let row = begin; row < end; row++) {
    const skip = (<usize>row * n) << 2;
    const top = maxOf(logits + skip, n);
    const total = top + logOf(powers(logits + skip, 0, n, 1, top));
    let sum = f32x4.splat(0);
    let at = skip;
    const stop = skip + ((<usize>n) << 2);
    for (; at + 16 <= stop; at += 16) {
      sum = madd(v128.load(labels + at), f32x4.sub(f32x4.splat(total), v128.load(logits + at)), sum);
    }
    let value = joinLanes(0, sum);
    for (; at < stop; at += 4) value += load<f32>(labels + at) * (total - load<f32>(logits + at));
    store<f32>(loss + ((<usize>row) << 2), value);
    store<f32>(logSumExp + ((<usize>row) << 2), total);
  }
}

/** dlogits = dy·(e^(logits − logSumExp)·Σ labels − labels). Range: rows. */
export function crossEntropyGradient(begin: i32, end: i32, dy: usize, logits: usize, labels: usize, logSumExp: usize, out: usize, n: i32): void {
  for (let row = begin; row < end; row++) {
    const skip = (<usize>row * n) << 2;
    const single = (<usize>row) << 2;
    const weight = f32x4.splat(sumOf(labels + skip, n));
    const slope = v128.load32_splat(dy + single);
    const shift = v128.load32_splat(logSumExp + single);
    let at = skip;
    const stop = skip + ((<usize>n) << 2);
    for (; at + 16 <= stop; at += 16) {
      const share = f32x4.mul(exp4(f32x4.sub(v128.load(logits + at), shift)), weight);
      v128.store(out + at, f32x4.mul(slope, f32x4.sub(share, v128.load(labels + at))));
    }
    if (at < stop) {
      const rest = <i32>((stop - at) >> 2);
      const share = f32x4.mul(exp4(f32x4.sub(loadSome(logits + at, rest), shift)), weight);
      storeSome(out + at, f32x4.mul(slope, f32x4.sub(share, loadSome(labels + at, rest))), rest);
    }
  }
}
