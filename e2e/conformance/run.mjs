/** Runs the suite in a browser and gives back what each spec said. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from '../../bench/harness/chromium.mjs';
import { conformanceSuite } from './plugins.mjs';

/** @typedef {import('./worker').RunRequest} RunRequest */
/** @typedef {import('./worker').RunAnswer} RunAnswer */

const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** How often a run is asked how far it is. */
const POLL_MS = 2_000;

/**
 * @param {RunRequest} request
 * @param {{ limit: number, stall: number }} times in seconds: for the whole run, and without a new spec
 * @param {{ address: string, token: string } | null} [server] that the TPU device computes on
 * @returns {Promise<RunAnswer>}
 * @throws Error naming the spec that was running, if the worker crashed or hung
 */
export function runSuite(request, { limit, stall }, server = null) {
  return withWorkers(
    { conformance: entry },
    async (start) => {
      const side = await start('conformance');
      if (server !== null) await side.connect(server);
      const watch = watchdog(side, limit, stall);
      try {
        return await Promise.race([side.ask('run', request), watch.expired]);
      } catch (failure) {
        const at = await Promise.race([side.progress(), later(POLL_MS)]).catch(() => null);
        throw new Error(`The run ended early, at: ${at ?? 'an unknown spec'}\n${failure instanceof Error ? failure.message : failure}`);
      } finally {
        watch.stop();
      }
    },
    { whole: true, plugins: () => [conformanceSuite()] },
  );
}

/**
 * @param {import('../../bench/harness/chromium.mjs').Side} side
 * @param {number} limit
 * @param {number} stall
 */
function watchdog(side, limit, stall) {
  const started = Date.now();
  let [last, since] = [/** @type {unknown} */ (null), started];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const expired = new Promise((_, reject) => {
    timer = setInterval(async () => {
      const now = Date.now();
      const at = await side.progress().catch(() => last);
      if (at !== last) [last, since] = [at, now];
      if (now - started > limit * 1000) reject(new Error(`It took longer than ${limit} s in all.`));
      else if (now - since > stall * 1000) reject(new Error(`It gave no sign of life for ${stall} s.`));
    }, POLL_MS);
  });
  return { expired, stop: () => clearInterval(timer) };
}

/** @param {number} ms @returns {Promise<null>} */
const later = (ms) => new Promise((resolve) => setTimeout(() => resolve(null), ms));
