/** The TPU runtime's real server, as `npm test` installs it, for specs that need one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ensurePython } from '../../bin/lib/python.mjs';

export interface RemoteServer {
  /** "ws://127.0.0.1:PORT", as it is pasted into the picker. */
  readonly address: string;
  readonly port: number;
  readonly token: string;
  /** Everything the server has printed. */
  log(): string;
  /** SIGTERM unless told; resolves with the exit code once it has ended, null where a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface RemoteServerOptions {
  /** Devices of the mesh; more than one are virtual ones of the processor. */
  readonly devices?: number;
  /** More options of `gradbook-remote serve`; a `--port` among them takes the place of a free one. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const START_MS = 60_000;
/** What the server prints once it listens. */
const READY = /address=(wss?:\/\/\S+?:(\d+)\S*) token(-file)?=(\S+)/;

/**
 * Starts `gradbook-remote serve` and waits until it listens.
 * @throws Error with what it printed, where it ends or stays silent for a minute
 */
export async function startRemoteServer({ devices = 1, args = [], env = {} }: RemoteServerOptions = {}): Promise<RemoteServer> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(ensurePython(), ['-m', 'gradbook_remote', 'serve', ...port, '--devices', String(devices), ...args], {
    env: { ...process.env, JAX_PLATFORMS: 'cpu', PYTHONUNBUFFERED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Nothing of a run that was broken off stays behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let printed = '';
  const ended = once(child, 'close').then(() => {
    process.off('exit', kill);
    return child.exitCode;
  });
  const ready = new Promise<RegExpExecArray>((resolve) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = READY.exec(printed);
      if (found !== null) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), START_MS)));
  const first = await Promise.race([ready, ended, late]).finally(() => clearTimeout(timer));
  if (first === null || typeof first !== 'object') {
    kill();
    throw new Error(`gradbook-remote ${first === 'late' ? `did not listen within ${START_MS / 1000} s` : `ended with exit code ${first}`}:\n${printed}`);
  }
  const [, address = '', at = '', file, token = ''] = first;
  return {
    address,
    port: Number(at),
    token: file === undefined ? token : readFileSync(token, 'utf8').trim(),
    log: () => printed,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
