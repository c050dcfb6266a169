/** Runs code of ours in a page of a real browser: what draws, where `withWorkers` runs what computes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../../bin/lib/browser.mjs';
import { serve } from '../../bin/lib/serve.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HTML = '<!doctype html><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,"><link rel="stylesheet" href="./page.css"><body></body><script type="module" src="./page.js"></script>';

/**
 * @template T
 * @param {string} entry an absolute path; it sets `globalThis.bench`
 * @param {(page: import('playwright-core').Page) => Promise<T>} use
 * @param {Record<string, string>} [files] more to serve, by name
 * @returns {Promise<T>}
 */
export async function withPage(entry, use, files = {}) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No browser found; install Chrome or Chromium, or name one in GRADBOOK_BROWSER.');
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-bench-'));
  await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', lib: { entry, formats: ['es'], fileName: () => 'page.js', cssFileName: 'page' } },
  });
  for (const [name, text] of Object.entries({ 'index.html': HTML, ...files })) await writeFile(join(folder, name), text);
  const server = await serve({ root: folder, host: '127.0.0.1', port: 0 });
  const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`  browser: ${message.text()}`);
    });
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in globalThis);
    return await use(page);
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
