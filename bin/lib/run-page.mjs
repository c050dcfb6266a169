/** What `gradbook run` does inside the page. Each function is sent there as text: it can use nothing from outside itself. */

/** @typedef {import('../../src/protocol/kernel').Ask} Ask */
/** @typedef {import('../../src/session/types').CellRun} CellRun */
/** @typedef {{ name: string, message: string, traceback: string[] }} CellError */
/**
 * @typedef {{
 *   index: number, id: string, status: CellRun['status'], outcome: CellRun['outcome'] | null, startedAt: number | null,
 *   elapsedMs: number | null, executionCount: number | null, error: CellError | null, progress: string | null,
 * }} CellState `index` from 1, over cells of all types; `startedAt` in milliseconds since the epoch
 */
/** @typedef {{ name: 'stdout' | 'stderr', text: string }} Printed */
/**
 * @typedef {{
 *   cells: CellState[], printed: Printed[], asks: { index: number, cellId: string, runId: string, requestId: string, ask: Ask }[],
 *   notices: { text: string, remedy: string }[], kernel: string, deadReason: string | null,
 *   device: { kind: string, backend: string | null, name: string } | null,
 * }} Update cells, printed texts and notices are those that changed or came since the last one
 */
/** @typedef {Window & { gradbookUpdate?: (update: Update) => Promise<void>, gradbookTell?: () => Promise<void> }} WatchedWindow */

/**
 * Opens the notebook in the page.
 * @param {{ source: string, name: string }} file
 * @returns {Promise<string | null>} what is wrong with it
 */
export async function openNotebook({ source, name }) {
  const { app } = window.gradbook ?? {};
  if (!app) return 'The page did not start.';
  await app.commands.openFile(new File([source], name));
  const { session, notices } = app.store.getState();
  return session ? null : notices.map((notice) => `${notice.text}\n${notice.remedy ?? ''}`).join('\n');
}

/** @param {{ name: string, base64: string }} file */
export async function uploadFile({ name, base64 }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  await window.gradbook?.app.store.getState().session?.commands.uploadFiles([new File([bytes], name)]);
}

/** @param {'cpu' | 'gpu' | 'tpu'} runtime */
export function chooseRuntime(runtime) {
  window.gradbook?.app.store.getState().session?.commands.switchDevice(runtime);
}

/**
 * Connects to the TPU runtime's server; the token is not kept.
 * @param {{ address: string, token: string }} server
 * @returns {Promise<string | null>} why there is no connection
 */
export async function connectServer({ address, token }) {
  const commands = window.gradbook?.app.store.getState().session?.commands;
  if (!commands) return 'The page lost the notebook.';
  const answer = await commands.connectRemote({ address, token, pricePerHour: null, preemptible: false, limit: null, remember: false });
  return answer.ok ? null : `${answer.error.text} ${answer.error.remedy}`;
}

/** @returns {'there' | 'switching' | 'elsewhere'} whether tensors have come to the TPU runtime */
export function onServer() {
  const state = window.gradbook?.app.store.getState().session?.store.getState();
  if (state?.device?.kind === 'tpu') return 'there';
  return state?.kernel.phase === 'switching' ? 'switching' : 'elsewhere';
}

/**
 * @param {string} assignments the list of `Assignment`s as JSON
 * @returns {string[]} what is wrong with them
 */
export function setParams(assignments) {
  const commands = window.gradbook?.app.store.getState().session?.commands;
  return commands ? [...commands.setParams(JSON.parse(assignments))] : ['The page lost the notebook.'];
}

/** Tells what changes, from now on, to `window.gradbookUpdate`. */
export function watch() {
  const page = /** @type {WatchedWindow} */ (window);
  const session = window.gradbook?.app.store.getState().session;
  if (!session) return;
  /** @type {Map<string, string>} */
  const told = new Map();
  /** @type {Map<string, { runId: string, lengths: number[] }>} */
  const printedOf = new Map();
  const noticed = new Set(session.store.getState().notices.map((notice) => notice.id));
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;

  /** @param {import('../../src/notebook/types').Output} output @returns {Printed | null} */
  const textOf = (output) => {
    switch (output.type) {
      case 'stream':
        return { name: output.name, text: output.text };
      case 'display':
      case 'result': {
        const live = Object.keys(output.data).some((mime) => mime.startsWith('application/vnd.gradbook.progress') || mime.startsWith('application/vnd.gradbook.chart'));
        const text = output.data['text/plain'];
        return live || typeof text !== 'string' ? null : { name: 'stdout', text: `${text}\n` };
      }
      case 'error':
        return null;
      default:
        return output;
    }
  };

  page.gradbookTell = async () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const state = session.store.getState();
    /** @type {Update} */
    const update = {
      cells: [],
      printed: [],
      asks: [],
      notices: [],
      kernel: state.kernel.phase,
      deadReason: state.kernel.phase === 'dead' ? state.kernel.reason : null,
      device: state.device && { kind: state.device.kind, backend: state.device.backend, name: state.device.name },
    };
    state.notebook.cells.forEach((cell, at) => {
      if (cell.type !== 'code') return;
      const run = state.runs[cell.id];
      const ran = run !== undefined && run.status !== 'queued';
      const failure = ran ? cell.outputs.findLast((output) => output.type === 'error') : undefined;
      const progress = ran ? cell.outputs.findLast((output) => output.type === 'display' && 'application/vnd.gradbook.progress+json' in output.data) : undefined;
      /** @type {CellState} */
      const now = {
        index: at + 1,
        id: cell.id,
        status: run?.status ?? 'idle',
        outcome: run?.outcome ?? null,
        startedAt: run?.startedAt ?? null,
        elapsedMs: run?.elapsedMs ?? null,
        executionCount: cell.executionCount,
        error: failure?.type === 'error' ? { name: failure.ename, message: failure.evalue, traceback: [...failure.traceback] } : null,
        progress: progress?.type === 'display' ? String(progress.data['text/plain'] ?? '') : null,
      };
      const text = JSON.stringify(now);
      if (told.get(cell.id) !== text) update.cells.push(now);
      told.set(cell.id, text);
      if (run !== undefined && run.startedAt !== undefined) {
        const before = printedOf.get(cell.id);
        const lengths = before?.runId === run.runId ? before.lengths : [];
        cell.outputs.forEach((output, index) => {
          const printed = textOf(output);
          const length = lengths[index] ?? 0;
          // What is shown anew in its place, as by an update, has been printed once.
          if (printed && (length === 0 || output.type === 'stream')) {
            if (printed.text.length > length) update.printed.push({ name: printed.name, text: printed.text.slice(length) });
            lengths[index] = Math.max(length, printed.text.length);
          }
        });
        printedOf.set(cell.id, { runId: run.runId, lengths: lengths.slice(0, cell.outputs.length) });
      }
      for (const { requestId, ask } of run?.asks ?? []) update.asks.push({ index: at + 1, cellId: cell.id, runId: run?.runId ?? '', requestId, ask });
    });
    for (const { id, tone, text, remedy } of state.notices) {
      if ((tone === 'danger' || tone === 'warning') && !noticed.has(id)) update.notices.push({ text, remedy: remedy ?? '' });
      noticed.add(id);
    }
    await page.gradbookUpdate?.(update);
  };
  session.store.subscribe(() => {
    timer ??= setTimeout(() => void page.gradbookTell?.(), 50);
  });
}

/** Tells at once what has changed so far. */
export async function tell() {
  await /** @type {WatchedWindow} */ (window).gradbookTell?.();
}

/** @returns {boolean} whether a cell is queued or running */
export function isBusy() {
  const runs = window.gradbook?.app.store.getState().session?.store.getState().runs ?? {};
  return Object.values(runs).some((run) => run.status === 'queued' || run.status === 'running');
}

/** @param {string | null} cellId the first cell to run; null for all */
export function runFrom(cellId) {
  const commands = window.gradbook?.app.store.getState().session?.commands;
  if (cellId === null) commands?.runAll();
  else commands?.runAfter(cellId);
}

export function interrupt() {
  window.gradbook?.app.store.getState().session?.commands.interrupt();
}

/** Ends a kernel that does not answer; its variables are lost. */
export function terminate() {
  window.gradbook?.app.store.getState().session?.commands.terminate();
}

/** @param {{ cellId: string, requestId: string, answer: import('../../src/protocol/kernel').Answer }} given */
export function answer({ cellId, requestId, answer: reply }) {
  window.gradbook?.app.store.getState().session?.commands.answer(cellId, requestId, reply);
}

/** @returns {string} the notebook as it would be saved */
export function toIpynb() {
  return window.gradbook?.app.store.getState().session?.commands.toIpynb() ?? '';
}
