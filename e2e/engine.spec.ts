/** The devices in a locked worker whose animation frames never fire: patches, hot switch, equal losses. */
import { expect, test } from '@playwright/test';
import { runEngineChecks } from '../bench/harness/engine-checks.mjs';

test('every check of the engine passes on CPU, WebGPU and WebGL', async () => {
  test.setTimeout(300_000);
  const checks = await runEngineChecks();
  expect(checks.length).toBeGreaterThan(0);
  for (const { name, problem } of checks) expect.soft(problem, name).toBeNull();
});
