/**
 * The port between a kernel and the worker that holds its socket to a remote XLA server. The page starts that worker and
 * tells it address and token; the kernel learns neither. Messages over it are of one build and are not checked.
 */
import type { RemoteEvent, RemoteRequest, RemoteType, Welcome } from './remote';

/** Kernel → socket worker. `epoch` names the session it was meant for: what was meant for one that is gone is dropped. */
export type PortRequest =
  | {
      readonly kind: 'send';
      readonly epoch: number;
      /** A `put` carries all of the tensor's bytes in `values`, from offset 0. */
      readonly request: Extract<RemoteRequest, { readonly kind: 'put' | 'compile' | 'execute' | 'loop' | 'free' | 'cancel' | 'batch' | 'drop' | 'snapshot' }>;
      readonly values?: Uint8Array<ArrayBuffer>;
    }
  /** Answered by `value` or `failed`; or, where the kernel waits for it without turning to messages, in `into`. */
  | { readonly kind: 'fetch'; readonly epoch: number; readonly handle: number; readonly request: number; readonly into: SharedArrayBuffer | null }
  /** `end` is answered by `profiled` or `failed`, with the number that `begin` had too. */
  | { readonly kind: 'profile'; readonly epoch: number; readonly request: number; readonly phase: 'begin' | 'end' }
  /** Answered by an event with the same `request`: `dataset`, `run`, `runs` or `failed`. */
  | { readonly kind: 'ask'; readonly epoch: number; readonly asked: RemoteQuestion }
  /** Asks to try the server again at once; answered by `session`, or by `lost` if that fails. */
  | { readonly kind: 'again' }
  /** The kernel needs nothing of the server any more. */
  | { readonly kind: 'bye' };

/** What is asked of the server's data and runs. */
export type RemoteQuestion = Extract<RemoteRequest, { readonly kind: 'dataset' | 'detach' | 'attach' | 'end' | 'runs' }>;

/** Socket worker → kernel. */
export type PortEvent =
  | { readonly kind: 'value'; readonly request: number; readonly type: RemoteType; readonly shape: readonly number[]; readonly bytes: Uint8Array<ArrayBuffer> }
  | Extract<RemoteEvent, { readonly kind: 'compiled' | 'ack' | 'failed' | 'profiled' | 'dataset' | 'run' | 'metrics' | 'runs' | 'closing' }>
  /** Whole: as many rows of output `output` of loop `seq` as the first axis of `shape` is long, from step `from` on. */
  | { readonly kind: 'rows'; readonly seq: number; readonly output: number; readonly from: number; readonly type: RemoteType; readonly shape: readonly number[]; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The network is cut, and back. */
  | { readonly kind: 'cut' | 'back' }
  /** What the server held is gone; `session` follows once there is another. */
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'session'; readonly epoch: number; readonly welcome: Welcome };

/** What the kernel is handed. */
export interface RemoteLink {
  readonly port: MessagePort;
  /** `LINK_WORDS` words that both sides see; null where memory cannot be shared. */
  readonly shared: SharedArrayBuffer | null;
  /** Without the token. */
  readonly address: string;
  readonly epoch: number;
  readonly welcome: Welcome;
}

/** Indices among the shared words. */
export const LINK = {
  /** The `LINK_STATES` index. */
  state: 0,
  /** The session that `acked` is of. */
  epoch: 1,
  /** The last `seq` that was acknowledged. */
  acked: 2,
} as const;
export const LINK_WORDS = 4;
export const LINK_STATES = { up: 0, cut: 1, lost: 2 } as const;

/** Why there is no value. */
export type ReadFailure = Pick<Extract<RemoteEvent, { readonly kind: 'failed' }>, 'message' | 'seq' | 'graph' | 'node' | 'room'>;

/** Of the memory for one value: two words, its state and a length, then its bytes, or a `ReadFailure` as JSON in UTF-8. */
export const READ_STATES = { waiting: 0, value: 1, failed: 2 } as const;
export const READ_HEAD_BYTES = 8;
/** Room for a failure's words, however small the value is. */
export const READ_LEAST_BYTES = 2048;
