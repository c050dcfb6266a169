import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TestNotebook } from './notebook-fixture';

const folder = 'public/examples';

interface ExampleFile {
  readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
}

test.each(readdirSync(folder).filter((name) => name.endsWith('.ipynb')))('%s shows no squiggles', async (name) => {
  const file = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as ExampleFile;
  const texts = file.cells.filter((cell) => cell.cell_type === 'code').map((cell) => [cell.source].flat().join(''));
  const notebook = new TestNotebook(...texts.map((text) => ({ text, ran: false })));
  const problems = await Promise.all(texts.map((_, index) => notebook.problems(index)));
  expect(problems.flat()).toEqual([]);
}, 60_000);
