import { expect, it } from 'vitest';
import { standardNormal } from './normal';

/** Highest power first, as Wichura gives them: "Algorithm AS 241", Applied Statistics 37 (1988), PPND16, right to 16 digits. */
const CENTRE = [
  [2.509080928730122672e3, 3.343057558358812810e4, 6.726577092700870085e4, 4.592195393154987145e4, 1.373169376550946112e4, 1.971590950306551442e3, 1.331416678917843774e2, 3.387132872796366608],
  [5.226495278852854561e3, 2.872908573572194267e4, 3.930789580009271061e4, 2.121379430158659586e4, 5.394196021424751107e3, 6.871870074920579083e2, 4.231333070160091125e1, 1],
] as const;
const MIDDLE = [
  [7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1],
] as const;
const FAR = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.65321895265761230930e-2, 2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1],
] as const;

type Ratio = typeof CENTRE | typeof MIDDLE | typeof FAR;

function ratio([above, below]: Ratio, t: number): number {
  let [p, q] = [0, 0];
  for (let power = 0; power < 8; power++) {
    p = p * t + (above[power] ?? 0);
    q = q * t + (below[power] ?? 0);
  }
  return p / q;
}

/** Φ⁻¹(p) for p up to 1/2. */
function inverse(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(p));
  return r <= 5 ? -ratio(MIDDLE, r - 1.6) : -ratio(FAR, r - 5);
}

/** 1 − Φ(z) by the continued fraction, for z from 3 on. */
function tail(z: number): number {
  let fraction = z;
  for (let k = 200; k > 0; k--) fraction = z + k / fraction;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}

it('what the polynomial is held against is the inverse of the distribution', () => {
  for (let z = 3; z < 6; z += 0.01) expect(Math.abs(inverse(tail(z)) + z)).toBeLessThan(1e-12);
  // Quantiles as tables have them.
  const known = [[0.5, 0], [0.25, -0.674489750196081743], [0.1, -1.28155156554460046], [0.025, -1.95996398454005423], [0.01, -2.32634787404084110], [0.005, -2.57582930354890076]] as const;
  for (const [p, z] of known) expect(Math.abs(inverse(p) - z)).toBeLessThan(1e-14);
});

it('the polynomial is within 2·10⁻⁶ of the inverse for each of the 2²⁴ uniform numbers', { timeout: 120_000 }, () => {
  let worst = 0;
  let even = 0;
  for (let k = 0; k < 2 ** 23; k++) {
    const p = (2 * k + 1) / 2 ** 25;
    const made = standardNormal(2 * p - 1);
    worst = Math.max(worst, Math.abs(made - inverse(p)));
    // The other half of the numbers are these with the other sign.
    if (k % 64 === 0 && standardNormal(1 - 2 * p) !== -made) even++;
  }
  expect(worst).toBeLessThan(2e-6);
  expect(even).toBe(0);
});
