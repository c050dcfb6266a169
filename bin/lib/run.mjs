/** `gradbook run`: notebooks without a window, in the same page and kernel that people use. */
import { basename } from 'node:path';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from './browser.mjs';
import { dist, ensureBuild } from './install.mjs';
import { readInputs, write } from './run-files.mjs';
import { runNotebook } from './run-notebook.mjs';
import { readOptions } from './run-options.mjs';
import { reportOf } from './run-report.mjs';
import { serve } from './serve.mjs';

const EXIT = { ok: 0, failed: 1, usage: 2, noBrowser: 3 };

/** @typedef {import('./run-options.mjs').RunOptions} RunOptions */
/** @typedef {import('./run-report.mjs').NotebookRun} NotebookRun */

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function runCommand(argv) {
  const options = readOptions(argv);
  if (typeof options === 'string') return refuse(options);
  const inputs = await readInputs(options);
  if (typeof inputs === 'string') return refuse(inputs);
  const executablePath = await findBrowser();
  if (!executablePath) {
    console.error('No Chrome or Chromium was found. Install one, or name it in the variable GRADBOOK_BROWSER.');
    return EXIT.noBrowser;
  }
  await ensureBuild();
  const { chromium } = await import('playwright-core');
  const server = await serve({ root: dist, host: '127.0.0.1', port: 0 });
  const software = process.env['GRADBOOK_SOFTWARE_GPU'] ? SOFTWARE_GPU_FLAGS : [];
  let browser;
  try {
    // Ctrl+C is heard here, and the outputs so far are written before the browser ends.
    browser = await chromium.launch({ executablePath, args: [...BROWSER_FLAGS, ...software], handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  } catch (error) {
    console.error(`The browser at ${executablePath} did not start: ${wordsOf(error)}`);
    await server.close();
    return EXIT.noBrowser;
  }
  const { signal, release } = stopOnSignals();
  try {
    return await runAll(browser, server.url, { ...options, params: [...inputs.params, ...options.params] }, inputs, signal);
  } finally {
    release();
    await browser.close();
    await server.close();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {RunOptions} options
 * @param {import('./run-files.mjs').Inputs} inputs
 * @param {AbortSignal} stop
 * @returns {Promise<number>} the exit code
 */
async function runAll(browser, url, options, { texts, uploads, token }, stop) {
  const startedAt = Date.now();
  /** @type {NotebookRun[]} */
  const runs = [];
  let written = true;
  for (const [index, { source, out }] of options.notebooks.entries()) {
    if (stop.aborted) break;
    if (options.notebooks.length > 1) console.error(`${index === 0 ? '' : '\n'}run ${source}`);
    const { run, result } = await runOne(browser, { url, source, text: texts[index] ?? '', uploads, token, options, stop });
    const saved = result !== null && out !== null && (await save(out, result));
    if (result !== null && out !== null && !saved) written = false;
    runs.push({ ...run, out: saved ? out : null });
  }
  if (options.report !== null && !(await save(options.report, `${JSON.stringify(reportOf(runs, startedAt), null, 2)}\n`))) written = false;
  return Math.max(written ? EXIT.ok : EXIT.usage, ...runs.map((run) => exitOf(run, options)));
}

/**
 * A notebook in a page of its own, which is a browser of its own: it finds no files of another.
 * @param {import('playwright-core').Browser} browser
 * @param {Parameters<typeof runNotebook>[1]} given
 * @returns {ReturnType<typeof runNotebook>}
 */
async function runOne(browser, given) {
  const begun = Date.now();
  const page = await browser.newPage();
  try {
    return await runNotebook(page, given);
  } catch (error) {
    const problem = `the page ended: ${wordsOf(error)}`;
    console.error(`${basename(given.source)}: ${problem}`);
    return { run: { source: given.source, end: 'kernel-failed', problem, elapsedMs: Date.now() - begun, device: null, cells: [] }, result: null };
  } finally {
    await page.close().catch(() => undefined); // a page that crashed is closed already
  }
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {Promise<boolean>} whether it could be written
 */
async function save(path, text) {
  const problem = await write(path, text);
  console.error(problem ?? `wrote ${path}`);
  return problem === null;
}

/** @param {NotebookRun} run @param {RunOptions} options */
function exitOf({ end }, { allowErrors }) {
  switch (end) {
    case 'ok':
      return EXIT.ok;
    case 'failed':
      return allowErrors ? EXIT.ok : EXIT.failed;
    case 'timed-out':
    case 'stopped':
    case 'kernel-failed':
      return EXIT.failed;
    case 'refused':
      return EXIT.usage;
    default:
      return end;
  }
}

/** The first Ctrl+C asks for an orderly end, the second ends at once. */
function stopOnSignals() {
  const controller = new AbortController();
  const hear = () => {
    if (controller.signal.aborted) process.exit(EXIT.failed);
    console.error('Stopping; press Ctrl+C again to end at once.');
    controller.abort();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', hear);
      process.off('SIGTERM', hear);
    },
  };
}

/** @param {string} words */
function refuse(words) {
  console.error(words);
  return EXIT.usage;
}

const wordsOf = (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error));
