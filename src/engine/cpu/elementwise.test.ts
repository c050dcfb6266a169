import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor } from '@tensorflow/tfjs';
import { Noise } from '../checks/noise';
import { completeKernels } from '../ops/composed';
import type { Oracle } from './oracle';
import { startOracle } from './oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
  completeKernels(oracle.tf, 'cpu');
});

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-40, 3e38, 6, 88, -104];
const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
/** Noise with special values among it. */
const values = (shape: readonly number[], seed: number): Float32Array => {
  const made = Float32Array.from(new Noise(seed).normal(size(shape), 3));
  SPECIAL.forEach((value, index) => {
    if (made.length > 0) made[(index * 7 + seed) % made.length] = value;
  });
  return made;
};

/** Two shapes that broadcast together. */
const pair = fc
  .array(fc.record({ length: fc.integer({ min: 0, max: 6 }), left: fc.boolean(), right: fc.boolean() }), { maxLength: 5 })
  .chain((axes) => fc.record({ drop: fc.integer({ min: 0, max: axes.length }), axes: fc.constant(axes) }))
  .map(({ axes, drop }) => ({
    a: axes.map(({ length, left, right }) => (left || right ? length : 1)).map((length, axis) => (axes[axis]?.left ? length : 1)),
    b: axes.map(({ length, right }) => (right ? length : 1)).slice(drop),
  }));

const BINARY = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'squaredDifference'] as const;
const COMPARISONS = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;

describe('operations of two tensors', () => {
  it.each([...BINARY, ...COMPARISONS])('%s broadcasts as the plain backend does', async (name) => {
    await fc.assert(
      fc.asyncProperty(pair, fc.integer({ min: 1, max: 99 }), async ({ a, b }, seed) => {
        const [left, right] = [values(a, seed), values(b, seed + 1)];
        const difference = await oracle.difference((tf) => tf[name](tf.tensor(left, a), tf.tensor(right, b)));
        // The plain backend squares in double precision.
        expect(difference).toBeLessThan(name === 'squaredDifference' ? 1e-6 : Number.MIN_VALUE);
      }),
      { numRuns: 60 },
    );
  });

  it.each([...BINARY.filter((name) => name !== 'div' && name !== 'squaredDifference'), ...COMPARISONS])('%s is exact for whole numbers', async (name) => {
    await fc.assert(
      fc.asyncProperty(pair, fc.integer({ min: 1, max: 99 }), async ({ a, b }, seed) => {
        const whole = (shape: number[], by: number) => values(shape, by).map((value) => (Number.isFinite(value) ? Math.round(value % 5) : 0));
        const [left, right] = [whole(a, seed), whole(b, seed + 1)];
        const difference = await oracle.difference((tf) => tf[name](tf.tensor(left, a, 'int32'), tf.tensor(right, b, 'int32')));
        expect(difference).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('shapes that do not fit are refused', async () => {
    await oracle.tf.setBackend('wasm');
    expect(() => oracle.tf.add(oracle.tf.ones([2, 3]), oracle.tf.ones([4]))).toThrow(/broadcast/);
  });
});

describe('operations of one tensor', () => {
  const UNARY = ['relu', 'relu6', 'sigmoid', 'tanh', 'exp', 'log', 'sqrt', 'rsqrt', 'square', 'neg', 'abs', 'reciprocal'] as const;
  it.each(UNARY)('%s has the values of the plain backend, NaN and infinities too', async (name) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 99 }), async (length, seed) => {
        const x = values([length], seed);
        // What is close relative to each value.
        const compute = (tf: Oracle['tf']): Tensor => tf[name](tf.tensor1d(x));
        const [ours, plain] = [await oracle.run('wasm', compute), await oracle.run('cpu', compute)];
        plain.values.forEach((value, index) => expectClose(ours.values[index] ?? NaN, value, 3e-7));
      }),
      { numRuns: 40 },
    );
  });

  it('erf is within two units of the last place of its series', async () => {
    await oracle.tf.setBackend('wasm');
    const xs = Float32Array.from({ length: 801 }, (_, index) => (index - 400) / 100);
    const got = await oracle.tf.erf(oracle.tf.tensor1d(xs)).data();
    xs.forEach((x, index) => expectClose(got[index] ?? NaN, erf(x), 3e-7));
  });

  it('a clip keeps NaN', async () => {
    expect(await oracle.difference((tf) => tf.clipByValue(tf.tensor1d(values([30], 5)), -1, 2))).toBe(0);
  });

  const custom: readonly (readonly [string, Readonly<Record<string, boolean>>])[] = [
    ['Gelu', { approximate: true }], ['Gelu', { approximate: false }], ['Silu', {}],
    ['GeluGrad', { approximate: true }], ['GeluGrad', { approximate: false }], ['SiluGrad', {}],
  ]; // prettier-ignore
  it.each(custom)('%s %o equals its formula', async (name, attrs) => {
    const [x, dy] = [new Noise(3).normal(53, 2), new Noise(4).normal(53, 1)];
    const difference = await oracle.difference((tf) => {
      const inputs = { x: tf.tensor1d(x), ...(name.endsWith('Grad') && { dy: tf.tensor1d(dy) }) };
      return tf.engine().runKernel(name, inputs, attrs);
    });
    expect(difference).toBeLessThan(1e-6);
  });
});

describe('gradients in one pass', () => {
  it.each(['relu', 'sigmoid', 'tanh', 'square'] as const)('that of %s equals the composed one', async (name) => {
    const x = values([45], 8).map((value) => (Number.isFinite(value) ? value : 1));
    const difference = await oracle.difference((tf) => tf.grad((a) => tf[name](a).mul(tf.range(0, 45)).sum())(tf.tensor1d(x)));
    expect(difference).toBeLessThan(1e-6);
  });

  it('a clip lets nothing through outside its limits', async () => {
    const difference = await oracle.difference((tf) => tf.grad((a) => tf.clipByValue(a, -1, 2).square().sum())(tf.tensor1d(values([45], 8))));
    expect(difference).toBe(0);
  });
});

function expectClose(got: number, wanted: number, tolerance: number): void {
  if (Number.isNaN(wanted)) return expect(got).toBeNaN();
  // The smallest normal number: what lies below may be 0.
  if (Number.isFinite(wanted)) return expect(Math.abs(got - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted) + 1.2e-38);
  expect(got).toBe(wanted);
}

/** The series of the error function, in double precision; good to |x| = 4. */
function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (sum * 2) / Math.sqrt(Math.PI);
}
