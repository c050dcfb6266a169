import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Computation, Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const DTYPES = ['float32', 'int32', 'bool'] as const;
const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });
const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Tensors counted through; bools alternate irregularly. */
const counted = (tf: Oracle['tf'], shape: number[], dtype: (typeof DTYPES)[number]) => {
  const numbers = Array.from({ length: size(shape) }, (_, index) => (dtype === 'bool' ? (index * index) % 3 % 2 : index + 1));
  return tf.tensor(numbers, shape, dtype);
};

async function exact(compute: Computation): Promise<void> {
  expect(await oracle.difference(compute)).toBe(0);
}

it('transposes by any order', async () => {
  const order = shapes.chain((shape) =>
    fc.record({ shape: fc.constant(shape), perm: fc.shuffledSubarray(shape.map((_, axis) => axis), { minLength: shape.length }), dtype: fc.constantFrom(...DTYPES) }),
  );
  await fc.assert(fc.asyncProperty(order, ({ shape, perm, dtype }) => exact((tf) => counted(tf, shape, dtype).transpose(perm))), { numRuns: 120 });
});

it.each([[33, 70], [64, 64], [5, 3], [1, 9], [130, 17]] as const)('transposes matrices of %i × %i, batched too', async (rows, columns) => {
  await exact((tf) => [counted(tf, [rows, columns], 'float32').transpose(), counted(tf, [3, rows, columns], 'int32').transpose([0, 2, 1])]);
});

it('repeats along any axes', async () => {
  const small = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  const tiling = small.chain((shape) => fc.record({ shape: fc.constant(shape), reps: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: shape.length, maxLength: shape.length }), dtype: fc.constantFrom(...DTYPES) }));
  await fc.assert(fc.asyncProperty(tiling, ({ shape, reps, dtype }) => exact((tf) => counted(tf, shape, dtype).tile(reps))), { numRuns: 80 });
});

it('cuts out any part', async () => {
  const part = shapes.chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      dtype: fc.constantFrom(...DTYPES),
      cut: fc.tuple(...shape.map((length) => fc.integer({ min: 0, max: length - 1 }).chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: 0, max: length - begin }))))),
    }),
  );
  await fc.assert(
    fc.asyncProperty(part, ({ shape, dtype, cut }) => exact((tf) => counted(tf, shape, dtype).slice(cut.map(([begin]) => begin), cut.map(([, length]) => length)))),
    { numRuns: 80 },
  );
});

const alongAxis = fc.record({ shape: shapes, at: fc.nat(), dtype: fc.constantFrom(...DTYPES), count: fc.integer({ min: 1, max: 3 }) });

it('joins and splits along any axis', async () => {
  await fc.assert(
    fc.asyncProperty(alongAxis, ({ shape, at, dtype, count }) => {
      const axis = at % shape.length;
      return exact((tf) => {
        const pieces = Array.from({ length: count + 1 }, (_, index) => counted(tf, shape.map((length, which) => (which === axis ? length + index : length)), dtype));
        const whole = tf.concat(pieces, axis);
        return [whole, ...tf.split(whole, pieces.map((piece) => piece.shape[axis] ?? 0), axis)];
      });
    }),
    { numRuns: 80 },
  );
});

it('stacks and unstacks along any axis', async () => {
  await fc.assert(
    fc.asyncProperty(alongAxis, ({ shape, at, dtype, count }) => {
      const axis = at % shape.length;
      return exact((tf) => {
        const stacked = tf.stack(Array.from({ length: count }, () => counted(tf, shape, dtype)), axis);
        return [stacked, ...tf.unstack(counted(tf, shape, dtype), axis)];
      });
    }),
    { numRuns: 60 },
  );
});

it('turns around any axes', async () => {
  const turning = shapes.chain((shape) => fc.record({ shape: fc.constant(shape), axes: fc.subarray(shape.map((_, axis) => axis), { minLength: 1 }), dtype: fc.constantFrom(...DTYPES) }));
  await fc.assert(fc.asyncProperty(turning, ({ shape, axes, dtype }) => exact((tf) => counted(tf, shape, dtype).reverse(axes))), { numRuns: 80 });
});

it('chooses value by value, whatever the condition is broadcast to, and keeps NaN', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.constantFrom(...DTYPES), fc.boolean(), (shape, dtype, one) =>
      exact((tf) => {
        const condition = counted(tf, one ? [1] : shape, 'bool');
        return tf.where(condition, counted(tf, shape, dtype), counted(tf, shape, dtype).reverse());
      }),
    ),
    { numRuns: 80 },
  );
  await exact((tf) => tf.where(tf.tensor1d([1, 0, 1, 0, 1], 'bool'), tf.tensor1d([NaN, NaN, Infinity, -0, -0]), tf.tensor1d([1, Infinity, NaN, NaN, 0])));
});

it('strings and complex numbers are still moved', async () => {
  await oracle.tf.setBackend('wasm');
  const words = oracle.tf.tidy(() => oracle.tf.concat([oracle.tf.tensor1d(['a', 'b']), oracle.tf.tensor1d(['c'])]));
  expect(await words.data()).toEqual(['a', 'b', 'c']);
  await exact((tf) => tf.concat([tf.complex([1, 2], [3, 4]), tf.complex([5], [6])]));
});
