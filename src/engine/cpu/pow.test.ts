import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  await oracle.tf.setBackend('wasm');
});

async function powers(a: Float32Array, b: Float32Array): Promise<Float32Array> {
  const { tf } = oracle;
  const made = tf.tidy(() => tf.pow(tf.tensor1d(a), tf.tensor1d(b)));
  const values = (await made.data()) as Float32Array;
  made.dispose();
  return values;
}

const words = new Int32Array(1);
const floats = new Float32Array(words.buffer);

/** Floats between two numbers, counted in the last place. */
function apart(x: number, y: number): number {
  const place = (value: number): number => {
    floats[0] = value;
    const word = words[0] ?? 0;
    return word < 0 ? -2147483648 - word : word;
  };
  return Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y)) ? 0 : Math.abs(place(x) - place(y));
}

it('powers are right to the last place, from the smallest floats to the largest', async () => {
  const noise = new Noise(7);
  const a = noise.normal(60_000, 1).map((value, at) => (at % 3 === 0 ? Math.abs(value) : 2 ** (value * 40)));
  const b = noise.normal(60_000, 1).map((value, at) => (at % 2 === 0 ? value * 3 : value * 30));
  const made = await powers(a, b);
  const most = made.reduce((worst, value, at) => Math.max(worst, apart(value, Math.fround((a[at] ?? 0) ** (b[at] ?? 0)))), 0);
  expect(most).toBeLessThanOrEqual(1);
  const exact = made.filter((value, at) => value === Math.fround((a[at] ?? 0) ** (b[at] ?? 0))).length;
  expect(exact).toBeGreaterThan(59_600);
});

/** As C and TensorFlow have it, which differ from JavaScript in two points. */
function expected(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  if (a === -1 && Math.abs(b) === Infinity) return 1;
  return Math.fround(a ** b);
}

it('what is special is as in C: zeros, infinities, NaN, roots and whole powers of negative numbers', async () => {
  const special = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e-40, -1e-40, 3e38, -3e38, 16777217, -16777215, 2.5, -2.5, 1e9, Infinity, -Infinity, NaN].map(Math.fround);
  const a = Float32Array.from(special.flatMap((value) => special.map(() => value)));
  const b = Float32Array.from(special.flatMap(() => special));
  const made = await powers(a, b);
  const wrong = [...made].flatMap((value, at) => {
    const wanted = expected(a[at] ?? 0, b[at] ?? 0);
    return apart(value, wanted) <= 1 ? [] : [`${a[at]} ^ ${b[at]} = ${value}, not ${wanted}`];
  });
  expect(wrong).toEqual([]);
});

it('squares and other powers by one number for all, and with shapes that are broadcast', async () => {
  const values = new Noise(3).normal(5 * 7, 2);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(2, 0.5, 1, 3, -1, 0, 2.5, NaN), async (exponent) => {
      const off = await oracle.difference((tf) => {
        const x = tf.tensor2d(values, [5, 7]);
        return [tf.pow(x, tf.scalar(exponent)), tf.pow(tf.scalar(1.5), x), tf.pow(x.abs(), tf.linspace(-2, 2, 7)), tf.pow(x.abs(), tf.linspace(-2, 2, 5).expandDims(1))];
      });
      expect(off).toBeLessThan(2e-7);
    }),
  );
});

it('whole numbers are raised too', async () => {
  expect(await oracle.difference((tf) => tf.pow(tf.tensor1d([2, -3, 5, 0], 'int32'), tf.tensor1d([10, 3, 0, 4], 'int32')))).toBe(0);
});
