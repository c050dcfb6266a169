/** The page's end of a connection to a remote XLA server: starts the worker that holds it, and hears how it goes. */
import type { RemoteStats } from '../../../protocol/remote';
import { LINK_WORDS } from '../../../protocol/remote-port';
import type { LinkState } from './link';
import type { SocketEvent, SocketRequest } from './messages';

/** What the client needs of a `Worker`. */
export interface SocketWorker {
  postMessage(message: SocketRequest, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: SocketEvent }) => void): void;
  addEventListener(type: 'error', listener: (event: { preventDefault?(): void }) => void): void;
  terminate(): void;
}

export interface ConnectOptions {
  readonly worker: SocketWorker;
  /** ws or wss, without the token. */
  readonly address: string;
  readonly token: string;
  /** What the page is, for the server's log. */
  readonly client: string;
  /** Whether memory can be shared; without it a kernel cannot wait for values. */
  readonly isolated: boolean;
  readonly onState: (state: LinkState, epoch: number) => void;
  readonly onUpload: (upload: { readonly done: number; readonly size: number } | null) => void;
  /** The session has ended, by the page's wish or the kernel's. Nothing is called after it. */
  readonly onClosed: () => void;
}

export interface RemoteSocket {
  /** The kernel's end of the connection; for one kernel only. */
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer | null;
  /** Null where the server does not answer in time. */
  stats(): Promise<RemoteStats | null>;
  /** Ends the session; what the server held is freed. */
  close(): void;
}

/** How long the server may take to tell its state, in milliseconds. */
const STATS = 5000;
/** How long the worker may take to end a session before it is ended itself, in milliseconds. */
const CLOSING = 2000;

export function connectSocket({ worker, address, token, client, isolated, onState, onUpload, onClosed }: ConnectOptions): RemoteSocket {
  const { port1, port2 } = new MessageChannel();
  const shared = isolated ? new SharedArrayBuffer(LINK_WORDS * Int32Array.BYTES_PER_ELEMENT) : null;
  const asked = new Map<number, (stats: RemoteStats | null) => void>();
  let lastRequest = 0;
  let open = true;

  const closed = (): void => {
    if (!open) return;
    open = false;
    for (const settle of asked.values()) settle(null);
    asked.clear();
    worker.terminate();
    onClosed();
  };
  worker.addEventListener('message', ({ data }) => {
    if (!open) return;
    switch (data.kind) {
      case 'state':
        return onState(data.state, data.epoch);
      case 'upload':
        return onUpload(data.upload);
      case 'stats':
        asked.get(data.request)?.(data.stats);
        asked.delete(data.request);
        return;
      case 'closed':
        return closed();
      default:
        data satisfies never;
    }
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault?.();
    if (open) onState({ phase: 'failed', kind: 'internal', message: 'The script that holds the connection did not load' }, 0);
  });
  worker.postMessage({ kind: 'connect', address, token, client, port: port1, shared }, [port1]);

  return {
    port: port2,
    shared,
    stats() {
      if (!open) return Promise.resolve(null);
      const request = ++lastRequest;
      return new Promise((resolve) => {
        asked.set(request, resolve);
        worker.postMessage({ kind: 'stats', request }, []);
        setTimeout(() => {
          asked.delete(request);
          resolve(null);
        }, STATS);
      });
    },
    close() {
      if (!open) return;
      worker.postMessage({ kind: 'close' }, []);
      setTimeout(closed, CLOSING);
    },
  };
}
