import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

vi.setConfig({ testTimeout: 30_000 });

describe('questions to the reader', () => {
  test('are typed as promises of their answers', async () => {
    const notebook = new TestNotebook(
      "const name: string = await input('Name?', { initial: 'a', secret: true }); const label: string | null = await prompt('Label?', 'cat'); const sure: boolean = await confirm('Sure?');",
    );
    expect(await notebook.problems(0)).toEqual([]);
  });

  test('a forgotten await is marked', async () => {
    expect(await new TestNotebook("const name: string = input('Name?')").problems(0)).toEqual([expect.stringContaining("'Promise<string>' is not assignable to type 'string'")]);
    expect(await new TestNotebook("if (confirm('Sure?')) 1").problems(0)).toEqual([expect.stringContaining("'Promise<boolean>' is always defined")]);
  });
});
