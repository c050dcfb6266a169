import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { Noise } from '../checks/noise';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

/** Letters with lengths, which of the two tensors has each and in what order, and which are kept. */
const problem = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 4 }), left: fc.boolean(), right: fc.boolean(), kept: fc.boolean() }), { minLength: 1, maxLength: 5 })
  .map((axes) => axes.map((axis, index) => ({ ...axis, letter: 'abcde'[index] ?? 'z', left: axis.left || !axis.right })))
  .chain((axes) => {
    const order = (some: typeof axes) => fc.shuffledSubarray(some, { minLength: some.length });
    return fc.record({ a: order(axes.filter(({ left }) => left)), b: order(axes.filter(({ right }) => right)), out: order(axes.filter(({ kept }) => kept)) });
  });

type Axes = readonly { readonly length: number; readonly letter: string }[];

/** By the definition: a sum over every index of every axis. The plain backend forgets some sums. */
function definition(a: Axes, b: Axes, out: Axes, x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const all = [...new Map([...a, ...b].map((axis) => [axis.letter, axis])).values()];
  const size = (axes: Axes) => axes.reduce((product, { length }) => product * length, 1);
  const made = new Array<number>(size(out)).fill(0);
  for (let index = 0; index < size(all); index++) {
    let rest = index;
    const at = new Map(all.map(({ letter, length }) => [letter, [rest % length, (rest = Math.floor(rest / length))][0] ?? 0]));
    const place = (axes: Axes) => axes.reduce((sum, { letter, length }) => sum * length + (at.get(letter) ?? 0), 0);
    made[place(out)] = (made[place(out)] ?? 0) + (x[place(a)] ?? 0) * (y[place(b)] ?? 0);
  }
  return made;
}

it('einsum of two tensors is the sum of their products, for any equation', async () => {
  const { tf } = oracle;
  await tf.setBackend('wasm');
  await fc.assert(
    fc.asyncProperty(problem, async ({ a, b, out }) => {
      const word = (axes: Axes) => axes.map(({ letter }) => letter).join('');
      const shape = (axes: Axes) => axes.map(({ length }) => length);
      const size = (axes: Axes) => shape(axes).reduce((product, length) => product * length, 1);
      const [x, y] = [new Noise(1).normal(size(a), 1), new Noise(2).normal(size(b), 1)];
      const before = tf.memory().numTensors;
      const made = tf.tidy(() => tf.einsum(`${word(a)},${word(b)}->${word(out)}`, tf.tensor(x, shape(a)), tf.tensor(y, shape(b))));
      expect(made.shape).toEqual(shape(out));
      const values = await made.data();
      definition(a, b, out, x, y).forEach((value, index) => expect(Math.abs((values[index] ?? NaN) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))));
      made.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }),
    { numRuns: 200 },
  );
});

it('einsum of one tensor sums and turns', async () => {
  const x = new Noise(1).normal(24, 1);
  const difference = await oracle.difference((tf) => ['abc->ca', 'abc->', 'abc->abc', 'abc->b'].map((equation) => tf.einsum(equation, tf.tensor3d(x, [2, 3, 4]))));
  expect(difference).toBeLessThan(1e-6);
});
