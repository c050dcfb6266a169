/** Runs code of ours in module workers of a real browser, isolated as the app is. */
import { readdir, readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from '../../bin/lib/browser.mjs';
import { serve } from '../../bin/lib/serve.mjs';
import { bundle } from './bundle.mjs';

/**
 * @typedef {object} Side a worker that answers calls; its entry ends in `answer({...})` of `answer.ts`
 * @property {(call: string, argument?: unknown) => Promise<any>} ask
 * @property {(server: { address: string, token: string }) => Promise<void>} connect hands it a connection to an XLA server, by its call `connect` of `remote.ts`
 * @property {() => Promise<unknown>} progress what the worker told last while it works on a call; null before
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Machine
 * @property {() => Promise<number>} cpuMs milliseconds that all threads of the page's process have computed so far; NaN where the system does not tell
 */

/**
 * @template T
 * @param {Record<string, string>} workers entry files by name, absolute
 * @param {(start: (name: string) => Promise<Side>, machine: Machine) => Promise<T>} use
 * @param {{ hardware?: boolean } & import('./bundle.mjs').BundleOptions} [options] `hardware` leaves the choice of GPU to the browser
 * @returns {Promise<T>}
 */
export async function withWorkers(workers, use, { hardware = false, ...bundling } = {}) {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('No browser found; install Chrome or Chromium, or name one in GRADBOOK_BROWSER.');
  const built = await bundle(workers, bundling);
  const server = await serve({ root: built.folder, host: '127.0.0.1', port: 0 });
  const args = hardware ? BROWSER_FLAGS : [...BROWSER_FLAGS, ...SOFTWARE_GPU_FLAGS];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || process.env['GRADBOOK_BENCH_LOG']) console.error(`  browser: ${message.text()}`);
    });
    await page.goto(server.url);
    await page.waitForFunction(() => 'startWorker' in globalThis);
    await page.evaluate(installSides);
    const processes = await browser.newBrowserCDPSession();
    return await use((name) => startSide(page, name), { cpuMs: () => cpuMs(processes) });
  } finally {
    await browser.close();
    await server.close();
    await built.remove();
  }
}

/** Sums the threads of renderers as Linux's scheduler counts them. @param {import('playwright-core').CDPSession} processes */
async function cpuMs(processes) {
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  let nanoseconds = 0;
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue;
    const threads = await readdir(`/proc/${id}/task`).catch(() => []);
    if (threads.length === 0) return NaN;
    for (const thread of threads) nanoseconds += Number((await readFile(`/proc/${id}/task/${thread}/schedstat`, 'utf8').catch(() => '')).split(' ')[0]);
  }
  return nanoseconds / 1e6;
}

/** @param {import('playwright-core').Page} page @param {string} name @returns {Promise<Side>} */
async function startSide(page, name) {
  const id = await page.evaluate((asked) => Reflect.get(globalThis, 'sides').start(asked), name);
  return {
    ask: (call, argument) =>
      page.evaluate(([side, ...rest]) => Reflect.get(globalThis, 'sides').ask(side, ...rest), [id, call, argument]),
    connect: ({ address, token }) => page.evaluate(([side, server]) => Reflect.get(globalThis, 'sides').connect(side, server), [id, { address, token }]),
    progress: () => page.evaluate((side) => Reflect.get(globalThis, 'sides').progress(side), id),
    stop: () => page.evaluate((side) => Reflect.get(globalThis, 'sides').stop(side), id),
  };
}

/** Runs in the page: starts workers and pairs their answers with the calls. */
function installSides() {
  /** @type {Worker[]} */
  const started = [];
  /** @type {unknown[]} */
  const progress = [];
  Reflect.set(globalThis, 'sides', {
    /** @param {string} name */
    start(name) {
      const worker = Reflect.get(globalThis, 'startWorker')(name);
      return started.push(worker) - 1;
    },
    /** @param {number} side @param {string} call @param {unknown} argument @param {Transferable[]} [transfer] */
    ask(side, call, argument, transfer = []) {
      const worker = started[side];
      return new Promise((resolve, reject) => {
        if (worker === undefined) return reject(new Error('No such worker.'));
        worker.onmessage = ({ data }) => {
          if ('progress' in data) progress[side] = data.progress;
          else if (data.ok) resolve(data.value);
          else reject(new Error(data.message));
        };
        worker.onerror = (event) => reject(new Error(event.message || 'The worker could not be loaded.'));
        worker.postMessage({ call, argument }, transfer);
      });
    },
    /** @param {number} side @param {{ address: string, token: string }} server */
    async connect(side, server) {
      /** @type {import('../../src/protocol/remote-port').RemoteLink} */
      const link = await new Promise((resolve, reject) => {
        const socket = Reflect.get(globalThis, 'openSocket')({
          ...server,
          client: 'bench',
          /** @param {import('../../src/kernel/client/remote/link').LinkState} state @param {number} epoch */
          onState(state, epoch) {
            if (state.phase === 'connected') resolve({ port: socket.port, shared: socket.shared, address: server.address, epoch, welcome: state.welcome });
            if (state.phase === 'failed') reject(new Error(state.message));
          },
          onUpload: () => undefined,
          onClosed: () => undefined,
        });
      });
      return this.ask(side, 'connect', link, [link.port]);
    },
    /** @param {number} side */
    progress: (side) => progress[side] ?? null,
    /** @param {number} side */
    stop: (side) => started[side]?.terminate(),
  });
}
