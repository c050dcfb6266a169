import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { openNotebook } from './testing';

test('a whole library pasted into a cell works as it does as a module', { timeout: 60_000 }, async () => {
  const path = createRequire(import.meta.url).resolve('acorn').replace(/\.js$/, '.mjs');
  const text = readFileSync(path, 'utf8');
  const notebook = openNotebook({ globals: { text } });
  expect(await notebook.run(text)).toMatchObject({ ok: true });
  const ours = await notebook.show('JSON.stringify(parse(text, {ecmaVersion: 2022, sourceType: "module"}))');
  const theirs = JSON.stringify(parse(text, { ecmaVersion: 2022, sourceType: 'module' }));
  expect(ours === theirs).toBe(true);
});
