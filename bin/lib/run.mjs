/** `gradbook run`: a notebook without a window, in the same page and kernel that people use. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from './browser.mjs';
import { dist, ensureBuild } from './install.mjs';
import { serve } from './serve.mjs';

const RUNTIMES = ['cpu', 'gpu'];
const EXIT = { ok: 0, failed: 1, usage: 2, noBrowser: 3 };

/** @typedef {{ notebook: string, out: string, runtime: 'cpu' | 'gpu' | null, timeout: number | null, uploads: string[] }} RunOptions */
/** @typedef {{ index: number, label: string, status: string, elapsedMs: number | null, text: string }} CellProgress */

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function runCommand(argv) {
  const options = parse(argv);
  if (typeof options === 'string') {
    console.error(options);
    return EXIT.usage;
  }
  /** @type {{ name: string, data: Buffer }[]} */
  const uploads = [];
  let text;
  try {
    text = await readFile(options.notebook, 'utf8');
    for (const file of options.uploads) uploads.push({ name: basename(file), data: await readFile(file) });
  } catch (error) {
    const path = error instanceof Error && 'path' in error ? error.path : options.notebook;
    console.error(`"${path}" cannot be read: ${error instanceof Error ? error.message : error}`);
    return EXIT.usage;
  }
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
    browser = await chromium.launch({ executablePath, args: [...BROWSER_FLAGS, ...software] });
  } catch (error) {
    console.error(`The browser at ${executablePath} did not start: ${error instanceof Error ? error.message : error}`);
    await server.close();
    return EXIT.noBrowser;
  }
  try {
    const page = await browser.newPage();
    return await drive(page, server.url, options, text, uploads);
  } finally {
    await browser.close();
    await server.close();
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {RunOptions} options
 * @param {string} text
 * @param {{ name: string, data: Buffer }[]} uploads
 */
async function drive(page, url, options, text, uploads) {
  await page.goto(url);
  await page.waitForFunction(() => window.gradbook !== undefined);
  const failure = await page.evaluate(
    async ([source, name]) => {
      const { app } = window.gradbook ?? {};
      if (!app || source === undefined || name === undefined) return 'The page did not start.';
      await app.commands.openFile(new File([source], name));
      const { session, notices } = app.store.getState();
      return session ? null : notices.map((notice) => `${notice.text}\n${notice.remedy ?? ''}`).join('\n');
    },
    [text, basename(options.notebook)],
  );
  if (failure !== null) {
    console.error(failure);
    return EXIT.usage;
  }
  for (const { name, data } of uploads) {
    await page.evaluate(
      async ([fileName, base64]) => {
        const bytes = Uint8Array.from(atob(base64 ?? ''), (character) => character.charCodeAt(0));
        await window.gradbook?.app.store.getState().session?.commands.uploadFiles([new File([bytes], fileName ?? '')]);
      },
      [name, data.toString('base64')],
    );
    console.error(`uploaded ${name} (${data.length.toLocaleString('en')} bytes)`);
  }
  const started = Date.now();
  await page.evaluate(
    ([runtime, names]) => {
      const session = window.gradbook?.app.store.getState().session;
      if (!session) return;
      if (runtime) session.commands.switchDevice(runtime);
      session.store.subscribe((state) => {
        // Nobody is there to choose files: what was uploaded is the answer.
        for (const [cellId, run] of Object.entries(state.runs)) {
          for (const { requestId, ask } of run.asks) {
            if (ask.kind === 'files') {
              queueMicrotask(() => session.commands.answer(cellId, requestId, names.length > 0 ? { kind: 'files', names } : { kind: 'cancelled' }));
            }
          }
        }
      });
      session.commands.runAll();
    },
    /** @type {const} */ ([options.runtime, uploads.map(({ name }) => name)]),
  );
  const failed = await follow(page, started, options.timeout);
  const result = await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.toIpynb() ?? '');
  await writeFile(options.out, result);
  console.error(`wrote ${options.out}`);
  return failed ? EXIT.failed : EXIT.ok;
}

/** A training's progress line is printed at most this often, milliseconds. */
const PROGRESS_EVERY = 2000;

/**
 * Prints each cell as it starts and ends, and how far a training has come.
 * @param {import('playwright-core').Page} page
 * @param {number} started milliseconds since the epoch
 * @param {number | null} timeout seconds
 * @returns {Promise<boolean>} whether a cell failed or time ran out
 */
async function follow(page, started, timeout) {
  /** @type {Map<number, { status: string, text: string, at: number }>} */
  const printed = new Map();
  let device = '';
  for (;;) {
    const { cells, busy, deviceName, dead } = await page.evaluate(readProgress);
    if (deviceName !== device) console.error(`runtime: ${(device = deviceName)}`);
    for (const cell of cells) {
      if (cell.status === 'idle' || cell.status === 'queued') continue;
      const last = printed.get(cell.index);
      const moved = last?.text !== cell.text && Date.now() - (last?.at ?? 0) > PROGRESS_EVERY;
      if (last?.status === cell.status && !moved) continue;
      printed.set(cell.index, { status: cell.status, text: cell.text, at: Date.now() });
      const time = cell.elapsedMs === null ? '' : ` in ${(cell.elapsedMs / 1000).toFixed(1)} s`;
      console.error(`[${cell.label}] ${cell.status}${time}${cell.text ? `: ${cell.text}` : ''}`);
    }
    if (dead !== null) {
      console.error(`The kernel died: ${dead}`);
      return true;
    }
    if (!busy) return cells.some((cell) => cell.status === 'error' || cell.status === 'aborted');
    if (timeout !== null && Date.now() - started > timeout * 1000) {
      console.error(`Time ran out after ${timeout} s; the outputs so far are kept.`);
      return true;
    }
    await page.waitForTimeout(200);
  }
}

/** Runs in the page. */
function readProgress() {
  const state = window.gradbook?.app.store.getState().session?.store.getState();
  if (!state) return { cells: [], busy: false, deviceName: '', dead: 'the page lost the notebook' };
  const cells = state.notebook.cells.flatMap((cell, index) => {
    if (cell.type !== 'code') return [];
    const run = state.runs[cell.id];
    let text = '';
    for (const output of cell.outputs) {
      if (output.type === 'error') text = `${output.ename}: ${output.evalue}`;
      else if (output.type === 'display' && 'application/vnd.gradbook.progress+json' in output.data) {
        text = String(output.data['text/plain'] ?? '');
      }
    }
    return [{ index, label: `cell ${index + 1}`, status: run?.status ?? 'idle', elapsedMs: run?.elapsedMs ?? null, text }];
  });
  const busy = cells.some((cell) => cell.status === 'queued' || cell.status === 'running');
  return { cells, busy, deviceName: state.device?.name ?? '', dead: state.kernel.phase === 'dead' ? state.kernel.reason : null };
}

/**
 * @param {string[]} argv
 * @returns {RunOptions | string} what was asked for, or what is wrong with it
 */
function parse(argv) {
  const usage = 'Usage: gradbook run NOTEBOOK.ipynb [--out OUT.ipynb] [--runtime cpu|gpu] [--timeout SECONDS] [--upload FILE]…';
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        runtime: { type: 'string' },
        timeout: { type: 'string' },
        upload: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n${usage}`;
  }
  const { values, positionals } = parsed;
  const [notebook] = positionals;
  if (!notebook || positionals.length > 1) return `Give one notebook.\n${usage}`;
  if (values.runtime !== undefined && !RUNTIMES.includes(values.runtime)) {
    return `--runtime takes ${RUNTIMES.join(' or ')}, not "${values.runtime}".`;
  }
  const timeout = values.timeout === undefined ? null : Number(values.timeout);
  if (timeout !== null && !(timeout > 0)) return `--timeout takes seconds above 0, not "${values.timeout}".`;
  return {
    notebook: resolve(notebook),
    out: resolve(values.out ?? notebook),
    runtime: /** @type {'cpu' | 'gpu' | null} */ (values.runtime ?? null),
    timeout,
    uploads: (values.upload ?? []).map((file) => resolve(file)),
  };
}
