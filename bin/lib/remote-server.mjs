/** The TPU runtime's real server, as `npm test` installs it, for tests and benchmarks that need one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ensurePython } from './python.mjs';

/**
 * @typedef {object} RemoteServer
 * @property {string} address "ws://127.0.0.1:PORT", as it is pasted into the picker
 * @property {number} port
 * @property {string} token
 * @property {number} pid
 * @property {() => string} log everything the server has printed
 * @property {(signal?: NodeJS.Signals) => Promise<number | null>} end SIGTERM unless told; resolves with the exit code once it has ended, null where a signal ended it
 */

/**
 * @typedef {object} RemoteServerOptions
 * @property {number} [devices] devices of the mesh; more than one are virtual ones of the processor
 * @property {readonly string[]} [args] more options of `gradbook-remote serve`; a `--port` among them takes the place of a free one
 * @property {Readonly<Record<string, string>>} [env]
 */

const START_MS = 60_000;
/** What the server prints once it listens. */
const READY = /address=(wss?:\/\/\S+?:(\d+)\S*) token(-file)?=(\S+)/;

/**
 * Starts `gradbook-remote serve` and waits until it listens.
 * @param {RemoteServerOptions} [options]
 * @returns {Promise<RemoteServer>}
 * @throws Error with what it printed, where it ends or stays silent for a minute
 */
export async function startRemoteServer({ devices = 1, args = [], env = {} } = {}) {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  // Tests and benchmarks begin alike, whatever ran before.
  const cache = args.includes('--compile-cache') ? [] : ['--no-compile-cache'];
  const child = spawn(ensurePython(), ['-m', 'gradbook_remote', 'serve', ...port, ...cache, '--devices', String(devices), ...args], {
    env: { ...process.env, JAX_PLATFORMS: 'cpu', PYTHONUNBUFFERED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Nothing of a run that was broken off stays behind.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let printed = '';
  const ended = once(child, 'close').then(() => {
    process.off('exit', kill);
    return child.exitCode;
  });
  /** @type {Promise<RegExpExecArray>} */
  const ready = new Promise((resolve) => {
    const read = (/** @type {Buffer} */ chunk) => {
      printed += chunk.toString();
      const found = READY.exec(printed);
      if (found !== null) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<'late'>} */
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve('late'), START_MS)));
  const first = await Promise.race([ready, ended, late]).finally(() => clearTimeout(timer));
  if (first === null || typeof first !== 'object') {
    kill();
    throw new Error(`gradbook-remote ${first === 'late' ? `did not listen within ${START_MS / 1000} s` : `ended with exit code ${first}`}:\n${printed}`);
  }
  const [, address = '', at = '', file, token = ''] = first;
  return {
    address,
    port: Number(at),
    pid: child.pid ?? 0,
    token: file === undefined ? token : readFileSync(token, 'utf8').trim(),
    log: () => printed,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
