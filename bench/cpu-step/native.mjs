/** The side of a benchmark that runs in native XLA, where a Python with jax is at hand. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./native.py', import.meta.url));
const VENV = fileURLToPath(new URL('../../remote/.venv/bin/python', import.meta.url));

/**
 * @typedef {{ network: string, batch: number, steps: number, every?: number }} Timing `every`: so many steps to a loss that is read; 1 unless told
 * @returns {Promise<{ ask(call: string, timing: Timing): Promise<any>, stop(): Promise<void> } | null>} null where there is no jax
 */
export async function startNative() {
  const python = [process.env['GRADBOOK_PYTHON'], VENV, 'python3'].find(
    (candidate) => candidate && (candidate === 'python3' || existsSync(candidate)) && spawnSync(candidate, ['-c', 'import jax']).status === 0,
  );
  if (!python) return null;
  const child = spawn(python, [PROGRAM], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, JAX_PLATFORMS: 'cpu' } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the Python side ended');
    return JSON.parse(value);
  };
  await next();
  /** @param {Timing} timing */
  const run = (timing) => {
    child.stdin.write(`${JSON.stringify(timing)}\n`);
    return next();
  };
  return {
    async ask(call, timing) {
      const told = await run(call === 'obstacle' ? { ...timing, steps: 0 } : timing);
      return call === 'obstacle' ? (told.obstacle ?? null) : told.ms;
    },
    async stop() {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
