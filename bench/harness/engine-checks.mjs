/** Runs the engine's checks in a browser. */
import { fileURLToPath } from 'node:url';
import { withWorkers } from './chromium.mjs';

const entry = fileURLToPath(new URL('./engine-checks.ts', import.meta.url));

/**
 * Each check runs in a worker of its own.
 * @param {(name: string) => boolean} [wanted]
 * @returns {Promise<{ name: string, problem: string | null }[]>} what each check found wrong, null if nothing
 */
export function runEngineChecks(wanted = () => true) {
  return withWorkers({ checks: entry }, async (start) => {
    const side = await start('checks');
    /** @type {string[]} */
    const names = await side.ask('names');
    await side.stop();
    const left = names.filter(wanted);
    /** @type {{ name: string, problem: string | null }[]} */
    const results = [];
    // Most of a check is one thread's work: two at a time take little more than half as long.
    const next = async () => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        const worker = await start('checks');
        const problem = await worker.ask('run', name).then(() => null, (/** @type {Error} */ failure) => failure.message);
        await worker.stop();
        results.push({ name, problem });
      }
    };
    await Promise.all([next(), next()]);
    return results;
  });
}
