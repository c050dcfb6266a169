/** The devices in a locked worker whose animation frames never fire: patches, hot switch, equal losses. */
import { expect, test } from '@playwright/test';
import { runEngineChecks } from '../bench/harness/engine-checks.mjs';

/** Checks that compute every operation on every device; together they take as long as all others. */
const isLong = (name: string): boolean => /gradient|every layer|every network/.test(name);

for (const [title, wanted] of [
  ['every layer, network and gradient is right on CPU, WebGPU and WebGL', isLong],
  ['every other check of the engine passes on CPU, WebGPU and WebGL', (name: string) => !isLong(name)],
] as const) {
  test(title, async () => {
    test.setTimeout(300_000);
    const checks = await runEngineChecks(wanted);
    expect(checks.length).toBeGreaterThan(0);
    for (const { name, problem } of checks) expect.soft(problem, name).toBeNull();
  });
}
