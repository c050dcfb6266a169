import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compressAssets } from './bin/lib/compress.mjs';
import { headersFor } from './bin/lib/headers.mjs';
import { wasmFiles, wasmThreads } from './src/engine/wasm-files.mjs';
import { libraryTypes } from './src/language/editor/build/library-types.ts';

/** Scripts that the dev server puts into the page inline carry this. */
const DEV_NONCE = 'gradbook-dev';

/** The same headers in development as in production. */
function isolationHeaders(): Plugin {
  return {
    name: 'gradbook:headers',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/';
        const headers = headersFor(path, { scripts: ` 'nonce-${DEV_NONCE}'` });
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        next();
      });
    },
  };
}

/** The kernel's file is named so that the server can give it a policy of its own. */
const workerFileName = (chunk: { facadeModuleId?: string | null }) =>
  chunk.facadeModuleId?.includes('/kernel/worker/') ? 'assets/kernel-[hash].js' : 'assets/[name]-[hash].js';

/** How long each plugin took is no news to someone who starts the app. */
const checks = { pluginTimings: false };

export default defineConfig(({ command }) => ({
  plugins: [react(), isolationHeaders(), wasmFiles(), libraryTypes(), compressAssets()],
  base: './',
  html: command === 'serve' ? { cspNonce: DEV_NONCE } : {},
  worker: { format: 'es', plugins: () => [wasmThreads()], rolldownOptions: { checks, output: { entryFileNames: workerFileName } } },
  build: { target: 'es2022', chunkSizeWarningLimit: 10_000, rolldownOptions: { checks } },
  server: { port: 8475 },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'node',
    globalSetup: ['src/engine/cpu/wasm/before-tests.mjs'],
    // TensorFlow.js advertises its binding for Node at the first tensor of each file.
    onConsoleLog: (text) => !text.includes('you are running TensorFlow.js in Node.js'),
  },
}));
