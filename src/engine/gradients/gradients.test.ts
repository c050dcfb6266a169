import { beforeAll, describe, expect, it } from 'vitest';
import { gradientCases } from '../checks/gradients/cases';
import { gradientError } from '../checks/gradients/finite-differences';
import type { Oracle } from '../cpu/oracle';
import { startOracle } from '../cpu/oracle';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

describe.each(['wasm', 'cpu'])('gradients on %s are those of finite differences', (backend) => {
  beforeAll(() => oracle.tf.setBackend(backend));
  // TensorFlow.js's plain kernels write the update into their input, so there is no point to differ from, and transform the first image only.
  const unfit = ['tensorScatterUpdate', 'transform of two images alike'];
  const checked = gradientCases.filter(({ name }) => backend !== 'cpu' || !unfit.includes(name));
  it.each(checked.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(await gradientError(oracle.tf, one)).toBeLessThan(one.tolerance ?? 2e-3);
  });
});
