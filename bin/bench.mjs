/** `npm run bench -- NAME [--quick]`: runs the benchmark `bench/NAME.mjs`. */
import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const folder = new URL('../bench/', import.meta.url);
const names = (await readdir(folder)).filter((name) => name.endsWith('.mjs')).map((name) => name.slice(0, -4));

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false } } });
const [name] = positionals;
if (positionals.length !== 1 || name === undefined || !names.includes(name)) {
  const problem = name === undefined ? 'Name a benchmark' : `There is no benchmark "${positionals.join(' ')}"`;
  console.error(`${problem}; there are: ${names.join(', ')}.\nUsage: npm run bench -- NAME [--quick]`);
  process.exit(2);
}
const { default: bench } = await import(new URL(`${name}.mjs`, folder).href);
await bench({ quick: values.quick });
