/**
 * Normal numbers as a function of a uniform one, by multiplications and additions alone (and one square root far out), so
 * that devices agree to rounding. √2·erf⁻¹(x) by Giles's polynomials for single precision ("Approximating the erfinv
 * function", GPU Computing Gems, Jade Edition, 2012, chapter 10), and the logarithm in them by the polynomial of
 * Moshier's Cephes (`logf`). Against double precision the error is below 2·10⁻⁶ for each of the 2²⁴ numbers (normal.test.ts goes over all).
 */

/** In w - 2.5, for w < 5: highest power first. */
export const CENTRE = [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941];
/** In √w - 3, beyond. */
export const TAIL = [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682];
/** (log(1 + f) - f + f²/2) / f³. */
export const LOG = [7.0376836292e-2, -1.151461031e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1];
/** log 2 in two parts, the first of which times a small whole number is exact. */
export const LOG2 = [0.693359375, -2.12194440e-4] as const;
/** The bits of √½. */
export const ROOT_HALF = 0x3f3504f3;
export const ROOT2 = Math.SQRT2;
/** erf(√2): what lies within two deviations. */
export const WITHIN_TWO = 0.9544997361036416;

const f = Math.fround;
const floats = new Float32Array(1);
const words = new Int32Array(floats.buffer);

/** √2·erf⁻¹(x) for x in (-1, 1), in 32 bits. */
export function standardNormal(x: number): number {
  const a = Math.abs(x);
  const w = -logarithm(f(f(1 - a) * f(1 + a)));
  const p = w < 5 ? polynomial(CENTRE, f(w - 2.5)) : polynomial(TAIL, f(f(Math.sqrt(w)) - 3));
  return f(f(p * x) * f(ROOT2));
}

function logarithm(y: number): number {
  floats[0] = y;
  const bits = words[0] ?? 0;
  const exponent = (bits - ROOT_HALF) >> 23;
  words[0] = bits - (exponent << 23);
  const t = f((floats[0] ?? 0) - 1);
  const square = f(t * t);
  let p = f(f(f(polynomial(LOG, t) * t) * square) + f(exponent * f(LOG2[1])));
  p = f(p - f(0.5 * square));
  return f(f(t + p) + f(exponent * LOG2[0]));
}

function polynomial(coefficients: readonly number[], t: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = f(f(sum * t) + f(coefficient));
  return sum;
}
