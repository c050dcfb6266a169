/** What the page and the socket worker say to each other. */
import type { RemoteStats } from '../../../protocol/remote';
import type { LinkState } from './link';

/** Page → socket worker. */
export type SocketRequest =
  /** The first message; with it come, as its transferred port, the kernel's end. */
  | { readonly kind: 'connect'; readonly address: string; readonly token: string; readonly client: string; readonly port: MessagePort; readonly shared: SharedArrayBuffer | null }
  | { readonly kind: 'stats'; readonly request: number }
  | { readonly kind: 'again' }
  /** Ends the session; `closed` follows. */
  | { readonly kind: 'close' };

/** Socket worker → page. */
export type SocketEvent =
  | { readonly kind: 'state'; readonly state: LinkState; readonly epoch: number }
  | { readonly kind: 'upload'; readonly upload: { readonly done: number; readonly size: number } | null }
  | { readonly kind: 'stats'; readonly request: number; readonly stats: RemoteStats }
  /** The session has ended; at the kernel's wish where the page did not ask. */
  | { readonly kind: 'closed' };
