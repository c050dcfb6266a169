/** Small programs of real TypeScript print in a cell, in the browser, what they print as modules of Node. */
import { expect, test } from '@playwright/test';
import { runModule } from '../../src/language/compile/conformance/module-run';
import { readSnippets } from '../../src/language/compile/conformance/snippets';
import { openNotebook, openStart, runAll } from '../support/notebook';

test('two hundred programs in one notebook print what they print as modules', async ({ page }) => {
  test.setTimeout(300_000);
  const snippets = readSnippets();
  expect(snippets.length).toBeGreaterThanOrEqual(200);
  await openStart(page);
  await openNotebook(page, snippets.map(({ text }) => text));
  const results = await runAll(page, 240_000);
  const differing: { readonly name: string; readonly expected: string; readonly shown: string }[] = [];
  for (const [at, { name, text }] of snippets.entries()) {
    const { log, value } = await runModule(text);
    const { status, outputs } = results[at] ?? { status: 'missing', outputs: [] };
    const printed = outputs.flatMap((output) => (output.type === 'stream' ? [output.text] : [])).join('');
    const expected = log.map((line) => `${line}\n`).join('');
    if (printed !== expected || status !== 'ok') differing.push({ name, expected, shown: `${status}: ${printed}` });
    // A number or truth value looks the same everywhere; how other values are drawn is not what is tested here.
    const shown = outputs.flatMap((output) => (output.type === 'result' ? [String(output.data['text/plain'])] : [])).join('');
    if (value !== null && /^(-?\d+(\.\d+)?|true|false)$/.test(value) && shown !== value) differing.push({ name, expected: value, shown });
  }
  expect(differing).toEqual([]);
});
