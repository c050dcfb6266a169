/** The first cells of notebooks that start from the reader's own data. */
import type { AppCommands } from '../../session/types';
import { readingCode } from '../panels/reading-code';

type NewNotebook = NonNullable<Parameters<AppCommands['newNotebook']>[0]>;

/** A notebook whose first code cell asks for files and shows what is in them. */
export const ownDataNotebook: NewNotebook = {
  name: 'My data',
  source: [
    {
      type: 'markdown',
      source: [
        '# My data',
        '',
        'Run the next cell (Shift+Enter) and choose files: CSV tables, IDX arrays such as MNIST, or any other.',
        'They stay in this browser, beside this notebook; the Files panel on the left lists them.',
      ].join('\n'),
    },
    {
      type: 'code',
      source: [
        'const names = await files.upload({ multiple: true });',
        '',
        'for (const name of names) {',
        '  if (/\\.[ct]sv(\\.gz)?$/i.test(name)) display(await data.csv(name));',
        '  else if (/ubyte(\\.gz)?$|\\.idx(\\.gz)?$/i.test(name)) display(await data.idx(name));',
        '  else console.log(`${name}: ${(await files.bytes(name)).length} bytes`);',
        '}',
      ].join('\n'),
    },
    {
      type: 'markdown',
      source: [
        '## From columns to tensors',
        '',
        'In the next cells, name the file and the columns to learn from:',
        '',
        '```ts',
        "const table = await data.csv('your-file.csv');",
        "const x = table.tensor(['width', 'height']);",
        '```',
      ].join('\n'),
    },
  ],
};

/** A notebook that reads the named files, one cell each. */
export function notebookFor(names: readonly string[]): NewNotebook {
  const first = names[0] ?? 'data';
  const title = first.replace(/\.[^.]*$/, '');
  return {
    name: title,
    source: [
      { type: 'markdown', source: `# ${title}` },
      ...names.map((name) => ({ type: 'code' as const, source: readingCode(name) })),
    ],
  };
}
