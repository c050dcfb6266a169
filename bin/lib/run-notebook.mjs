/** Runs one notebook in a page, from opening it to its outputs. */
import { basename } from 'node:path';
import { createAnswers } from './run-answers.mjs';
import { answer, chooseRuntime, connectServer, interrupt, isBusy, onServer, openNotebook, runFrom, setParams, tell, terminate, toIpynb, uploadFile, watch } from './run-page.mjs';
import { createPrinter } from './run-printer.mjs';

/** @typedef {import('./run-options.mjs').RunOptions} RunOptions */
/** @typedef {import('./run-page.mjs').CellState} CellState */
/** @typedef {import('./run-page.mjs').Update} Update */
/** @typedef {import('./run-report.mjs').NotebookRun} NotebookRun */

/** How long a cell may take to stop before its kernel is ended, milliseconds. */
const STOP_WAIT = 3000;
/** Between two looks at the clock, milliseconds. */
const LOOK_EVERY = 200;

/**
 * @param {import('playwright-core').Page} page
 * @param {{ url: string, source: string, text: string, uploads: { name: string, data: Buffer }[], token: string | null, options: RunOptions, stop: AbortSignal }} run
 *   `token`: of the TPU runtime's server; `stop`: the person at the keyboard has had enough
 * @returns {Promise<{ run: Omit<NotebookRun, 'out'>, result: string | null }>} `result`: the notebook with its outputs, where there are any
 */
export async function runNotebook(page, { url, source, text, uploads, token, options, stop }) {
  const name = basename(source);
  const started = Date.now();
  /** @type {Map<string, CellState>} */
  const cells = new Map();
  /** @type {Pick<Update, 'kernel' | 'deadReason' | 'device'>} */
  let latest = { kernel: 'starting', deadReason: null, device: null };
  const say = (/** @type {string} */ words) => void process.stderr.write(`${words}\n`);
  const printer = createPrinter({
    notebook: name,
    stream: options.stream,
    out: (words) => void process.stdout.write(words),
    err: (words) => void process.stderr.write(words),
  });
  const answers = createAnswers({ inputs: options.inputs, files: uploads.map((upload) => upload.name) });
  /** @type {Set<string>} */
  const answered = new Set();

  /**
   * @param {NotebookRun['end']} how
   * @param {string | null} [problem]
   */
  const over = (how, problem = null) => {
    if (problem !== null) say(`${name}: ${problem}`);
    const inOrder = [...cells.values()].sort((a, b) => a.index - b.index);
    return { source, end: how, problem, elapsedMs: Date.now() - started, device: latest.device, cells: inOrder };
  };
  /** @param {Update} update */
  const receive = async (update) => {
    latest = update;
    for (const cell of update.cells) cells.set(cell.id, cell);
    printer.tell(update);
    for (const { index, cellId, runId, requestId, ask } of update.asks) {
      // Another kernel counts its questions anew.
      const question = `${runId} ${requestId}`;
      if (answered.has(question)) continue;
      answered.add(question);
      const given = answers(ask);
      if (given.problem !== null) say(`[cell ${index}] ${given.problem}`);
      await page.evaluate(answer, { cellId, requestId, answer: given.answer });
    }
  };
  const settled = async (/** @type {number} */ wait) => {
    for (const until = Date.now() + wait; Date.now() < until; await pause(50)) if (!(await page.evaluate(isBusy))) return true;
    return false;
  };
  /** Stops what runs, with what it takes, so that outputs are whole. */
  const halt = async () => {
    await page.evaluate(interrupt);
    if (!(await settled(STOP_WAIT))) await page.evaluate(terminate);
    await page.evaluate(tell);
  };
  /** @param {NotebookRun['end']} how @param {string | null} [problem] */
  const finish = async (how, problem) => ({ run: over(how, problem), result: await page.evaluate(toIpynb) });

  await page.goto(url);
  await page.waitForFunction(() => window.gradbook !== undefined);
  const unreadable = await page.evaluate(openNotebook, { source: text, name });
  if (unreadable !== null) return { run: over('refused', unreadable), result: null };
  const problems = await page.evaluate(setParams, JSON.stringify(options.params));
  if (problems.length > 0) return { run: over('refused', problems.join(`\n${name}: `)), result: null };
  if (options.runtime !== null && options.remote === null) await page.evaluate(chooseRuntime, options.runtime);
  for (const { name: fileName, data } of uploads) {
    await page.evaluate(uploadFile, { name: fileName, base64: data.toString('base64') });
    say(`uploaded ${fileName} (${data.length.toLocaleString('en')} bytes)`);
  }
  // Frames that show HTML of a cell have the name too and are not listened to.
  await page.exposeBinding('gradbookUpdate', ({ frame }, update) => (frame === page.mainFrame() ? receive(update) : undefined));
  await page.evaluate(watch);

  await page.evaluate(tell);
  for (const until = Date.now() + options.kernelTimeout * 1000; latest.kernel === 'starting'; await pause(50)) {
    if (stop.aborted) return { run: over('stopped', 'stopped before a cell ran'), result: null };
    if (Date.now() > until) return { run: over('kernel-failed', `the kernel was not ready after ${options.kernelTimeout} s`), result: null };
  }
  if (latest.deadReason !== null) return { run: over('kernel-failed', `the kernel did not start: ${latest.deadReason}`), result: null };

  if (options.remote !== null) {
    const problem = await page.evaluate(connectServer, { address: options.remote.address, token: token ?? '' });
    if (problem !== null) return { run: over('kernel-failed', `no connection to ${options.remote.address}: ${problem}`), result: null };
    await page.evaluate(chooseRuntime, /** @type {const} */ ('tpu'));
    /** @type {ReturnType<typeof onServer>} */
    let place = 'switching';
    for (const until = Date.now() + options.kernelTimeout * 1000; place !== 'there' && Date.now() < until && !stop.aborted; await pause(50)) place = await page.evaluate(onServer);
    await page.evaluate(tell);
    if (place !== 'there') return { run: over('kernel-failed', `tensors could not be taken to ${options.remote.address}`), result: null };
  }

  const begun = Date.now();
  /** Cells stopped for their time. @type {Set<string>} */
  const late = new Set();
  await page.evaluate(runFrom, null);
  for (;;) {
    if (stop.aborted) {
      await halt();
      return finish('stopped', 'stopped; the outputs so far are kept');
    }
    if (options.timeout !== null && Date.now() - begun > options.timeout * 1000) {
      await halt();
      return finish('timed-out', `Time ran out after ${options.timeout} s; the outputs so far are kept.`);
    }
    if (!(await page.evaluate(isBusy))) {
      await page.evaluate(tell);
      if (latest.deadReason !== null) return finish('kernel-failed', `the kernel died: ${latest.deadReason}`);
      const next = [...cells.values()].sort((a, b) => a.index - b.index).find((cell) => cell.status === 'aborted');
      if (next === undefined || !options.allowErrors) break;
      await page.evaluate(runFrom, next.id);
    }
    const slow = [...cells.values()].find(({ status, startedAt }) => status === 'running' && isLate(startedAt, options.cellTimeout));
    if (slow !== undefined && !late.has(`${slow.id} ${slow.startedAt}`)) {
      late.add(`${slow.id} ${slow.startedAt}`);
      say(`${name}: cell ${slow.index} ran longer than ${options.cellTimeout} s and is stopped`);
      await halt();
    }
    await pause(LOOK_EVERY);
  }
  const failed = [...cells.values()].some((cell) => cell.status === 'error' || cell.status === 'aborted');
  return finish(failed ? 'failed' : 'ok');
}

/** @param {number | null} startedAt @param {number | null} limit seconds */
const isLate = (startedAt, limit) => startedAt !== null && limit !== null && Date.now() - startedAt > limit * 1000;

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
