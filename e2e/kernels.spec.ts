/** The kernels of the CPU device on threads, in a real browser. */
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { withWorkers } from '../bench/harness/chromium.mjs';

test('two threads share a product, with the same bits as one', async () => {
  test.setTimeout(120_000);
  const entry = fileURLToPath(new URL('../bench/matmul/ours.ts', import.meta.url));
  await withWorkers({ ours: entry }, async (start) => {
    const side = await start('ours');
    expect(await side.ask('start', 2)).toMatch(/^2 threads, relaxed SIMD$/);
    const { helped, equal } = await side.ask('sharing');
    expect(helped).toBeGreaterThan(0);
    expect(equal).toBe(true);
  });
});
