/** The server's tests make the numbers that are written down here; `npx vitest run -u` writes them anew. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RandomAttrs } from './kernel';
import { plainRandomValues } from './plain';

const CASES: readonly Omit<RandomAttrs, 'fresh'>[] = [
  { distribution: 'uniform', shape: [7, 9], a: 0, b: 1, key: [1, 2] },
  // A range whose products round before the sum is taken.
  { distribution: 'uniform', shape: [101], a: -0.1, b: 0.7, key: [-5, 123456789] },
  { distribution: 'keep', shape: [4, 5, 5], a: 0.3, b: 1 / 0.7, key: [0, 0] },
  { distribution: 'integer', shape: [64], a: 0, b: 10, key: [7, -7] },
  { distribution: 'integer', shape: [33], a: -(2 ** 31), b: 2 ** 31, key: [3, 4] },
  { distribution: 'integer', shape: [33], a: -1000, b: 2_000_000_011, key: [8, 4] },
  { distribution: 'normal', shape: [200], a: 0.5, b: 2, key: [11, 12] },
  { distribution: 'truncatedNormal', shape: [200], a: 0, b: 1, key: [13, 14] },
  { distribution: 'uniform', shape: [0], a: 0, b: 1, key: [1, 2] },
];

it('the numbers that the server is tested with are those of today', async () => {
  const made = CASES.map((attrs) => ({ ...attrs, values: Buffer.from(plainRandomValues({ ...attrs, fresh: false }).buffer as ArrayBuffer).toString('base64') }));
  await expect(`${JSON.stringify(made, null, 1)}\n`).toMatchFileSnapshot(join(import.meta.dirname, '../../../remote/tests/ops/fixtures/random.json'));
});
