/** Writes a Brotli and a gzip file beside every text asset of the build, so that serving costs nothing. */
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = /\.(js|css|html|json|svg|wasm|ipynb|webmanifest|txt)$/;
/** Bytes; below it a compressed copy saves no packet. */
const SMALLEST = 1024;

/** @returns {import('vite').Plugin} */
export function compressAssets() {
  let folder = '';
  return {
    name: 'gradbook:compress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => COMPRESSIBLE.test(name)).map((name) => compress(join(folder, name))));
    },
  };
}

/** @param {string} file */
async function compress(file) {
  if ((await stat(file)).size < SMALLEST) return;
  const bytes = await readFile(file);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}
