import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { gradientError } from '../checks/gradients/finite-differences';
import type { GradientCase } from '../checks/gradients/gradient-case';
import type { Oracle } from '../cpu/oracle';
import { startOracle } from '../cpu/oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

const SEED = 20_240;

async function holds(one: Omit<GradientCase, 'name'>, name: string): Promise<void> {
  for (const backend of ['wasm', 'cpu']) {
    await oracle.tf.setBackend(backend);
    expect(await gradientError(oracle.tf, { name, ...one }), `${backend}: ${name}`).toBeLessThan(3e-3);
  }
}

const size = fc.integer({ min: 1, max: 3 });

it('broadcasts of any shapes', async () => {
  const axes = fc.array(fc.tuple(size, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(axes, fc.nat(2), async (axis, dropped) => {
      const a = axis.map(([length, isOne]) => (isOne ? 1 : length));
      const b = axis.map(([length, , isOne]) => (isOne ? 1 : length)).slice(Math.min(dropped, axis.length - 1));
      const inputs = [{ shape: a, domain: 'positive' as const }, { shape: b, domain: 'positive' as const }];
      await holds({ inputs, compute: (tf, x, y) => tf.div(tf.mul(x, y), tf.add(x, tf.squaredDifference(x, y))) }, `[${a.join()}] and [${b.join()}]`);
    }),
    { seed: SEED, numRuns: 20 },
  );
});

it('convolutions of any stride, dilation, padding and format', async () => {
  const geometry = fc.record({
    height: fc.integer({ min: 3, max: 6 }),
    width: fc.integer({ min: 3, max: 6 }),
    channels: size,
    filters: size,
    filter: fc.tuple(size, size),
    stride: fc.integer({ min: 1, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pad: fc.constantFrom('same' as const, 'valid' as const),
    format: fc.constantFrom('NHWC' as const, 'NCHW' as const),
    isDepthwise: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(geometry, async ({ height, width, channels, filters, filter, stride, dilation, pad, format, isDepthwise }) => {
      fc.pre(stride === 1 || dilation === 1);
      fc.pre(filter.every((length) => (length - 1) * dilation + 1 <= Math.min(height, width)));
      const last = format === 'NHWC' || isDepthwise;
      const inputs = [{ shape: last ? [1, height, width, channels] : [1, channels, height, width] }, { shape: [...filter, channels, filters] }];
      const name = JSON.stringify({ height, width, channels, filters, filter, stride, dilation, pad, format, isDepthwise });
      await holds({ inputs, compute: (tf, x, w) => (isDepthwise ? tf.depthwiseConv2d(x as never, w as never, stride, pad, 'NHWC', dilation) : tf.conv2d(x as never, w as never, stride, pad, format, dilation)) }, name);
    }),
    { seed: SEED, numRuns: 25 },
  );
});

it('pooling of any window, stride and padding', async () => {
  const geometry = fc.record({ height: fc.integer({ min: 3, max: 6 }), width: fc.integer({ min: 3, max: 6 }), window: fc.tuple(size, size), stride: size, pad: fc.constantFrom('same' as const, 'valid' as const), isMax: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(geometry, async ({ height, width, window, stride, pad, isMax }) => {
      const name = JSON.stringify({ height, width, window, stride, pad, isMax });
      await holds({ inputs: [{ shape: [1, height, width, 2] }], compute: (tf, x) => (isMax ? tf.maxPool(x as never, window, stride, pad) : tf.avgPool(x as never, window, stride, pad)) }, name);
    }),
    { seed: SEED, numRuns: 20 },
  );
});

it('strided slices of any range', async () => {
  const range = fc.record({ length: fc.integer({ min: 1, max: 5 }), begin: fc.nat(4), end: fc.nat(4), step: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 3 }), async (axes) => {
      fc.pre(axes.every(({ length, begin, end }) => begin < length && begin !== Math.min(end, length)));
      const bounds = axes.map(({ length, begin, end, step }) => ({ length, begin, end: Math.min(end, length), step: end > begin ? step : -step }));
      fc.pre(bounds.every(({ begin, end }) => begin !== end));
      const take = (key: 'begin' | 'end' | 'step'): number[] => bounds.map((one) => one[key]);
      await holds({ inputs: [{ shape: bounds.map(({ length }) => length) }], compute: (tf, x) => tf.stridedSlice(x, take('begin'), take('end'), take('step')) }, JSON.stringify(bounds));
    }),
    { seed: SEED, numRuns: 20 },
  );
});
