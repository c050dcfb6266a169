import { beforeAll, expect, it } from 'vitest';
import type { Oracle } from '../../cpu/oracle';
import { startOracle } from '../../cpu/oracle';
import { gradientError } from './finite-differences';
import { randomCases } from './random-cases';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});

it('a seed draws the same cases each time, of many kinds', () => {
  const names = randomCases(5, 80).map(({ name }) => name);
  expect(randomCases(5, 80).map(({ name }) => name)).toEqual(names);
  expect(new Set(names.map((name) => name.split(' ')[0])).size).toBeGreaterThan(20);
  expect(randomCases(6, 80).map(({ name }) => name)).not.toEqual(names);
});

it('random computations have the gradients of finite differences on CPU', async () => {
  for (const backend of ['wasm', 'cpu']) {
    await oracle.tf.setBackend(backend);
    for (const one of randomCases(31, 40).filter(({ inputs }) => inputs.every(({ shape }) => shape.reduce((a, b) => a * b, 1) <= 60))) {
      expect(await gradientError(oracle.tf, one), `${backend}: ${one.name}`).toBeLessThan(1e-2);
    }
  }
});
