import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  await oracle.tf.setBackend('wasm');
});

/** By the definition, in double precision; real and imaginary parts in turn. */
function definition(real: ArrayLike<number>, imag: ArrayLike<number>): number[] {
  const n = real.length;
  return Array.from({ length: n }, (_, frequency) => {
    let [sumReal, sumImag] = [0, 0];
    for (let index = 0; index < n; index++) {
      const angle = (-2 * Math.PI * ((frequency * index) % n)) / n;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      sumReal += (real[index] ?? 0) * cos - (imag[index] ?? 0) * sin;
      sumImag += (real[index] ?? 0) * sin + (imag[index] ?? 0) * cos;
    }
    return [sumReal, sumImag];
  }).flat();
}

it.each([1, 2, 3, 4, 5, 7, 8, 12, 13, 16, 31, 64, 100, 127, 243, 256, 360])('the transform of %i numbers is that of its definition, and comes back', async (n) => {
  const { tf } = oracle;
  const [real, imag] = [new Noise(n).normal(3 * n, 1), new Noise(n + 1).normal(3 * n, 1)];
  const there = tf.tidy(() => tf.spectral.fft(tf.complex(tf.tensor2d(real, [3, n]), tf.tensor2d(imag, [3, n]))));
  const back = tf.spectral.ifft(there);
  const wanted = [0, 1, 2].flatMap((row) => definition(real.slice(row * n, (row + 1) * n), imag.slice(row * n, (row + 1) * n)));
  const largest = Math.max(...wanted.map(Math.abs));
  const [got, again] = [await there.data(), await back.data()];
  wanted.forEach((value, index) => expect(Math.abs((got[index] ?? NaN) - value)).toBeLessThan(2e-7 * largest));
  real.forEach((value, index) => expect(Math.abs((again[2 * index] ?? NaN) - value)).toBeLessThan(1e-6));
  tf.dispose([there, back]);
});

it('real transforms and their gradients equal the plain backend', async () => {
  const x = new Noise(3).normal(24, 1);
  const difference = await oracle.difference((tf) => {
    const signal = tf.tensor2d(x, [2, 12]);
    return [tf.spectral.rfft(signal), tf.spectral.irfft(tf.spectral.rfft(signal)), tf.abs(tf.spectral.rfft(signal))];
  });
  expect(difference).toBeLessThan(1e-6);
});
