/**
 * `npm run examples`: every example notebook from its first cell to its last, as a reader would run it. Words after `--` go
 * to `gradbook run`: `npm run examples -- --runtime gpu`, `-- --param smoke=true` for a short run.
 */
import { readdir } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensurePackages, requireNode, root } from './lib/install.mjs';

const MOST_SECONDS = 600;

requireNode();
await ensurePackages();
await ensureBuild();
const folder = join(root, 'public', 'examples');
const names = (await readdir(folder)).filter((name) => name.endsWith('.ipynb')).sort();
/** @type {string[]} */
const failed = [];
for (const name of names) {
  const began = Date.now();
  const code = await run(join(folder, name));
  if (code !== 0) failed.push(name);
  console.log(`${code === 0 ? 'ok    ' : 'failed'} ${name} in ${Math.round((Date.now() - began) / 1000)} s`);
}
console.log(`${names.length - failed.length} ran through, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/**
 * @param {string} notebook its path
 * @returns {Promise<number>} the exit code; what was printed is shown where it is not 0
 */
function run(notebook) {
  const program = spawn(process.execPath, [join(root, 'bin', 'gradbook.mjs'), 'run', notebook, '--no-save', '--timeout', String(MOST_SECONDS), ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (data) => (said += data));
  return new Promise((resolve) =>
    program.on('close', (code) => {
      if (code !== 0) console.log(said);
      resolve(code ?? 1);
    }),
  );
}
