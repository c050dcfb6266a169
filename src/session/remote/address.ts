/** Addresses of XLA servers as people paste them. */
import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import type { RemoteProblem, RemoteServer } from './types';

const SCHEMES: Readonly<Record<string, string>> = { 'ws:': 'ws', 'http:': 'ws', 'wss:': 'wss', 'https:': 'wss' };
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** An address without the token, and the token; `?token=` in the address counts where none was typed. */
export function parseServer({ address, token }: RemoteServer): Result<RemoteServer, RemoteProblem> {
  const text = address.trim();
  if (text === '') return problem('There is no address', 'Paste the line that gradbook-remote serve prints, like ws://127.0.0.1:8476/?token=….');
  let url: URL;
  try {
    url = new URL(text.includes('://') ? text : `${isLoopback(text) ? 'ws' : 'wss'}://${text}`);
  } catch {
    return problem(`“${withoutToken(text)}” is no address`, 'An address looks like ws://127.0.0.1:8476 or wss://tpu.example.org:8476.');
  }
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) return problem(`An XLA server is not reached by ${url.protocol}//`, 'Use wss://, or ws:// for a server on this computer.');
  if (scheme === 'ws' && !LOOPBACK.test(url.hostname)) {
    return problem(`ws:// would send the token to ${url.hostname} for everyone on the way to read`, `Use wss://, or a tunnel: ssh -L 8476:localhost:${url.port || '8476'} ${url.hostname}, then ws://127.0.0.1:8476.`);
  }
  const path = url.pathname === '/' ? '' : url.pathname;
  return ok({ address: `${scheme}://${url.host}${path}`, token: token.trim() || (url.searchParams.get('token') ?? '') });
}

const isLoopback = (text: string): boolean => LOOPBACK.test(text.replace(/[/?#].*$/, '').replace(/:\d+$/, ''));
const withoutToken = (text: string): string => text.replace(/[?#].*$/, '');
const problem = (text: string, remedy: string): Result<never, RemoteProblem> => err({ kind: 'address', text: `${text}.`, remedy });
