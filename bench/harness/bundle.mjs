/** Bundles module workers the way the app does, with a bare page that can start them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { wasmFiles, wasmThreads } from '../../src/engine/wasm-files.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = 'index.html';
const SOCKET = join(ROOT, 'src/kernel/client/remote/socket-worker.ts');
const CLIENT = join(ROOT, 'src/kernel/client/remote/client.ts');
const HTML = '<!doctype html><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,"><script type="module" src="/bench-page.js"></script>';

/**
 * @typedef {object} BundleOptions
 * @property {boolean} [whole] keeps modules that export nothing that is used, as suites of tests do
 * @property {() => import('vite').Plugin[]} [plugins] more plugins for the workers
 */

/**
 * @param {Record<string, string>} workers entry files by name
 * @param {BundleOptions} [options]
 * @returns {Promise<{ folder: string, remove(): Promise<void> }>} a folder to serve
 */
export async function bundle(workers, { whole = false, plugins = () => [] } = {}) {
  const outDir = await mkdtemp(join(tmpdir(), 'gradbook-bench-'));
  await build({
    configFile: false,
    root: ROOT,
    base: './',
    publicDir: false,
    logLevel: 'error',
    plugins: [wasmFiles(), page(workers)],
    worker: {
      format: 'es',
      plugins: () => [wasmThreads(), ...plugins()],
      rolldownOptions: { output: { entryFileNames: workerFileName }, ...(whole && { treeshake: false }) },
    },
    build: { outDir, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 10_000, rolldownOptions: { input: join(ROOT, PAGE) } },
  });
  return { folder: outDir, remove: () => rm(outDir, { recursive: true, force: true }) };
}

/** The server gives files named like these the policies of the kernel and of its socket. @param {{ facadeModuleId?: string | null }} chunk */
const workerFileName = ({ facadeModuleId }) => (facadeModuleId?.includes(SOCKET) ? 'assets/socket-worker-[hash].js' : 'assets/kernel-[hash].js');

/**
 * The page, made up so that none has to lie in the repository; its globals are `startWorker(name)` and `openSocket(hooks)`,
 * which connects to an XLA server as the app does.
 * @param {Record<string, string>} workers
 * @returns {import('vite').Plugin}
 */
function page(workers) {
  const names = Object.keys(workers);
  const script = [
    ...names.map((name, index) => `import Worker${index} from ${JSON.stringify(`${workers[name]}?worker`)};`),
    `import SocketWorker from ${JSON.stringify(`${SOCKET}?worker`)};`,
    `import { connectSocket } from ${JSON.stringify(CLIENT)};`,
    `const workers = {${names.map((name, index) => `${JSON.stringify(name)}: Worker${index}`).join(', ')}};`,
    'globalThis.startWorker = (name) => new workers[name]();',
    'globalThis.openSocket = (options) => connectSocket({ worker: new SocketWorker(), isolated: crossOriginIsolated, ...options });',
  ].join('\n');
  const [html, js] = [join(ROOT, PAGE), '\0bench-page.js'];
  return {
    name: 'gradbook:bench-page',
    enforce: 'pre',
    resolveId: (id) => (id === html ? html : id === '/bench-page.js' ? js : undefined),
    load: (id) => (id === html ? HTML : id === js ? script : undefined),
  };
}
