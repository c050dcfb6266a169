/** Compiles the kernels of `assembly/`, each variant once for each state of their sources. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('./assembly/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../../.cache/kernels/', import.meta.url));

/** Pages of 64 KB: all that 32 bits can address, which is what TensorFlow.js's own shared memory may grow to. */
const MOST_PAGES = '65536';

const COMMON = [
  'index.ts', '--outFile', 'out.wasm', '-O3', '--noAssert', '--uncheckedBehavior', 'always',
  '--runtime', 'stub', '--importMemory', '--noExportMemory', '--stackSize', '0', '--use', 'abort=', '--enable', 'simd',
]; // prettier-ignore
const RELAXED = ['--enable', 'relaxed-simd'];
const SHARED = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', MOST_PAGES];

/**
 * Flags of each file. A module's import says whether its memory is shared, and a browser without relaxed SIMD
 * refuses the whole module, so there are four.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const VARIANTS = {
  'kernels-relaxed-threaded.wasm': [...RELAXED, ...SHARED],
  'kernels-relaxed.wasm': RELAXED,
  'kernels-simd-threaded.wasm': SHARED,
  'kernels-simd.wasm': [],
};

export const KERNEL_FILES = Object.keys(VARIANTS);

/** @typedef {Uint8Array<ArrayBuffer>} Binary */

/** @type {Map<string, Promise<Binary>>} */
const running = new Map();

/**
 * @param {string} file one of KERNEL_FILES
 * @returns {Promise<Binary>}
 * @throws Error with the compiler's messages
 */
export async function kernelBinary(file) {
  const flags = VARIANTS[file];
  if (flags === undefined) throw new Error(`no kernels are called '${file}'; there are: ${KERNEL_FILES.join(', ')}`);
  const sources = await readSources();
  const hash = createHash('sha256').update(JSON.stringify([COMMON, flags, [...sources]])).digest('hex').slice(0, 16);
  const cached = join(CACHE, `${hash}.wasm`);
  const known = await readFile(cached).catch(() => null);
  if (known !== null) return new Uint8Array(known);
  const made = running.get(cached) ?? compile(flags, sources).then((bytes) => keep(cached, bytes));
  running.set(cached, made);
  return made;
}

/** @returns {Promise<Map<string, string>>} texts by file name, in the order of names */
async function readSources() {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts')).sort();
  return new Map(await Promise.all(names.map(async (name) => /** @type {const} */ ([name, await readFile(join(SOURCES, name), 'utf8')]))));
}

/** @param {readonly string[]} flags @param {Map<string, string>} sources @returns {Promise<Binary>} */
async function compile(flags, sources) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Binary | null} */
  let binary = null;
  const { error, stderr } = await asc.main([...COMMON, ...flags], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error !== null || binary === null) throw new Error(`the kernels of the CPU device do not compile:\n${stderr.toString() || error?.message}`);
  return binary;
}

/** Several processes may write at once, and none may read half a file. @param {string} file @param {Binary} bytes */
async function keep(file, bytes) {
  await mkdir(CACHE, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, file);
  return bytes;
}
