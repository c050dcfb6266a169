/** What the page knows of the remote XLA server that the notebook is connected to. */
import type { RemoteLimit } from '../../protocol/kernel';
import type { Welcome } from '../../protocol/remote';

/** Why there is no connection, in words for people. */
export interface RemoteProblem {
  readonly kind: 'address' | 'unreachable' | 'version' | 'token' | 'origin' | 'busy' | 'gone' | 'refused';
  /** What went wrong, a sentence. */
  readonly text: string;
  readonly remedy: string;
}

/** The connection of the open notebook. Which device its tensors are on is another matter: `switchDevice('tpu')` moves them. */
export type RemoteState =
  | { readonly phase: 'none' }
  | { readonly phase: 'connecting'; readonly address: string }
  | ({ readonly phase: 'connected'; readonly upload: RemoteUpload | null } & RemoteConnection)
  /** The network was cut; the server keeps what it holds for `welcome.limits.sessionTtl` seconds. `since`, of the cut, as Date.now. */
  | ({ readonly phase: 'reconnecting'; readonly attempt: number; readonly since: number; readonly reason: string } & Omit<RemoteConnection, 'since'>)
  | { readonly phase: 'failed'; readonly address: string; readonly problem: string; readonly remedy: string };

/** What the use of a server costs and where it ends, as the reader typed it. */
export interface RemoteTerms {
  /** Null where unknown. */
  readonly pricePerHour: number | null;
  /** Whether the machine is a cheaper one that can be taken away at any time. */
  readonly preemptible: boolean;
  /** Where the use of it ends, from when it is connected; null for nowhere. */
  readonly limit: RemoteLimit | null;
}

export interface RemoteConnection extends RemoteTerms {
  /** `ws://127.0.0.1:8476`; never with a token. */
  readonly address: string;
  readonly welcome: Welcome;
  /** When it was connected, as Date.now. */
  readonly since: number;
}

/** Bytes of tensors on their way to the server, while there are more than a few megabytes. */
export interface RemoteUpload {
  readonly done: number;
  readonly size: number;
}

export interface RemoteServer {
  /** As pasted: ws, wss, http or https; a `?token=` in it is used where `token` is empty. */
  readonly address: string;
  /** Empty for the one that this browser keeps for the address. */
  readonly token: string;
}

export interface RemoteChoice extends RemoteServer, RemoteTerms {
  /** Whether this browser keeps address, token and price for the next time; they never enter a notebook. */
  readonly remember: boolean;
}

/** A server that this browser remembers; its token stays with the page's storage. */
export interface KnownServer extends RemoteTerms {
  readonly address: string;
}

export const termsOf = ({ pricePerHour, preemptible, limit }: RemoteTerms): RemoteTerms => ({ pricePerHour, preemptible, limit });
