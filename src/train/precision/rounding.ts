/** Rounding of tensors to 16-bit floats by operations that every device has, exactly as `formats.ts` does it. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { HalfFormat } from './formats';

interface Format {
  /** Bits of the fraction. */
  readonly fraction: number;
  /** Exponents of the least and the largest normal number. */
  readonly least: number;
  readonly most: number;
  /** The largest finite number; null where what lies beyond is beyond float32 as well. */
  readonly largest: number | null;
}

const FORMATS: Readonly<Record<HalfFormat, Format>> = {
  float16: { fraction: 10, least: -14, most: 16, largest: 65504 },
  bfloat16: { fraction: 7, least: -126, most: 127, largest: null },
};

/** Powers of 2 by exponent; for bfloat16 as two factors each, since the power itself is beyond float32's numbers. */
interface Powers {
  readonly up: readonly tfjs.Tensor[];
  readonly down: readonly tfjs.Tensor[];
}

export type Round = (x: tfjs.Tensor) => tfjs.Tensor;

/**
 * To nearest, ties to even; subnormals stay subnormal where the device has them, what is too large becomes infinite,
 * NaN stays NaN. x ↦ round(x · 2^(f − e)) · 2^(e − f), e the exponent of x and f the bits of the fraction. The gradient
 * passes as it is, as through a cast. An exponent that the logarithm gets wrong next to a power of 2 changes nothing: the number is
 * rounded to that power either way.
 */
export function createRounding(tf: TrainOps, format: HalfFormat): Round {
  const { fraction, least, most, largest } = FORMATS[format];
  let known: Powers | null = null;

  /** Kept for all that follows; a step that is recorded holds its own instead. */
  const powers = (): Powers => {
    if (known !== null) return known;
    const isRecorded = (tf.engine() as unknown as { readonly recording?: object }).recording !== undefined;
    return isRecorded ? made((table) => table) : (known = made((table) => tf.keep(table)));
  };
  const made = (kept: (table: tfjs.Tensor) => tfjs.Tensor): Powers => {
    const exponents = Array.from({ length: most - least + 1 }, (_, index) => index + least - fraction);
    const half = exponents.map((exponent) => (format === 'float16' ? exponent : Math.trunc(exponent / 2)));
    const table = (values: readonly number[]): tfjs.Tensor => kept(tf.tensor1d(values.map((exponent) => 2 ** exponent)));
    const rest = exponents.map((exponent, index) => exponent - (half[index] ?? 0));
    const minus = (values: readonly number[]): number[] => values.map((value) => -value);
    const factors = format === 'float16' ? [half] : [half, rest];
    return { down: factors.map(table), up: factors.map((factor) => table(minus(factor))) };
  };

  const rounded = (x: tfjs.Tensor): tfjs.Tensor => {
    const { up, down } = powers();
    const magnitude = x.abs().clipByValue(2 ** least, 2 ** most);
    const place = magnitude.log().div(Math.LN2).floor().sub(least).clipByValue(0, most - least).toInt().flatten();
    const times = (value: tfjs.Tensor, tables: readonly tfjs.Tensor[]): tfjs.Tensor => tables.reduce((product, table) => product.mul(table.gather(place).reshape(x.shape)), value);
    const nearest = times(times(x, up).round(), down);
    return largest === null ? nearest : tf.where(nearest.abs().greater(largest), nearest.mul(Infinity), nearest);
  };
  return tf.customGrad((x) => ({ value: rounded(x as tfjs.Tensor), gradFunc: (dy) => (dy as tfjs.Tensor).clone() })) as Round;
}
