/** What the build must do for the CPU device: TensorFlow.js's binaries and our own, and the script of its threads. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { KERNEL_FILES, kernelBinary } from './cpu/wasm/build.mjs';

const FOLDER = 'assets/wasm/';
const NAMES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm', ...KERNEL_FILES];

/** @param {string} name */
const read = (name) =>
  KERNEL_FILES.includes(name) ? kernelBinary(name) : readFile(fileURLToPath(new URL(name, import.meta.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/'))));

/** Serves and ships the binaries from our own origin, under `assets/wasm/`. @returns {import('vite').Plugin} */
export function wasmFiles() {
  return {
    name: 'gradbook:wasm-files',
    async generateBundle() {
      for (const name of NAMES) this.emitFile({ type: 'asset', fileName: FOLDER + name, source: await read(name) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        const name = NAMES.find((candidate) => path.endsWith(`/${FOLDER}${candidate}`));
        if (name === undefined) return next();
        response.setHeader('Content-Type', 'application/wasm');
        read(name).then((bytes) => response.end(bytes), next);
      });
    },
  };
}

const BACKEND = /tfjs-backend-wasm\/dist\/backend_wasm\.js$/;
const OWN_SOURCE = /`var WasmBackendModuleThreadedSimd = ` \+\s*wasmFactoryThreadedSimd\.toString\(\)/;
const SCRIPT = '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?raw';

/**
 * Each thread is started from the source text of a function, which after minification refers to names
 * outside it; give it the untouched file instead. Goes among the plugins of workers.
 * @returns {import('vite').Plugin}
 */
export function wasmThreads() {
  return {
    name: 'gradbook:wasm-threads',
    transform(code, id) {
      if (!BACKEND.test(id)) return undefined;
      if (!OWN_SOURCE.test(code)) throw new Error(`${id} no longer starts its threads as expected; see wasm-files.mjs`);
      return { code: `import threadScript from '${SCRIPT}';\n${code.replace(OWN_SOURCE, 'threadScript')}`, map: null };
    },
  };
}
