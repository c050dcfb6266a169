/**
 * The wire between a notebook and a remote XLA server: a WebSocket of binary frames. A frame is the length of its header
 * (uint32, little-endian), the header (a message below, as MessagePack) and the bytes of a tensor or a piece of one, as
 * `put` and `value` carry them: little-endian, row-major; bool one byte each, complex64 as pairs of float32.
 *
 * Both ends number the frames they send from 1 on, but for `hello`, `welcome` and `got`, and keep each until the
 * other end says by `got` that it has it, which it does within 50 ms or 1 MB. After a cut both say how many they have, and the other sends the rest again:
 * whatever was sent arrives once, in order, as long as the session lives.
 */

/** Raised with every change that an older counterpart would misread. */
export const REMOTE_PROTOCOL = 1;
/** A longer tensor goes in pieces, so that small frames never wait long behind it. */
export const MOST_CHUNK_BYTES = 4 * 1024 * 1024;

export type RemoteType = 'float32' | 'int32' | 'bool' | 'complex64';
/** What matmuls and convolutions compute in; variables, sums and losses stay float32. */
export type RemotePrecision = 'float32' | 'bfloat16' | 'float16';
/** Where the first axis of a tensor lies when a session has several devices: on all of them whole, or parted among them. */
export type Placement = 'replicated' | 'batch';
export type WireAttribute = number | string | boolean | null | readonly WireAttribute[];
export type WireSpec = readonly [type: RemoteType, shape: readonly number[]];

/** One kernel of TensorFlow.js. Values are numbered: inputs of the graph, its scalars, then the outputs of its nodes in order. */
export interface WireNode {
  readonly kernel: string;
  /** The names of `inputs`, in order; null where the kernel takes a list. */
  readonly names: readonly string[] | null;
  readonly inputs: readonly number[];
  readonly attributes: Readonly<Record<string, WireAttribute>>;
  /** Attributes whose number, or list of numbers, is a value of the graph. */
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  readonly outputs: readonly WireSpec[];
}

export interface WireGraph {
  readonly graph: string;
  readonly inputs: readonly WireSpec[];
  readonly placements: readonly Placement[];
  readonly scalars: readonly RemoteType[];
  readonly nodes: readonly WireNode[];
  /** Values that are asked for. */
  readonly outputs: readonly number[];
  readonly precision: RemotePrecision;
}

/** Notebook → server. */
export type RemoteRequest =
  /** The first frame, within 5 s. `session` and `received` (frames had from the server) go on after a cut. */
  | { readonly kind: 'hello'; readonly version: number; readonly token: string; readonly client: string; readonly session?: string; readonly received?: number }
  | { readonly kind: 'got'; readonly count: number }
  /** A tensor, or its bytes from `offset` on; `bytes` is the length of the whole. */
  | { readonly kind: 'put'; readonly handle: number; readonly type: RemoteType; readonly shape: readonly number[]; readonly placement: Placement; readonly offset: number; readonly bytes: number }
  /** Once a graph, before its first `execute`. */
  | ({ readonly kind: 'compile' } & WireGraph)
  /**
   * Computes; `outputs` are the handles that the results get. `free` are handles that nothing needs afterwards: inputs
   * among them may be computed in place. Not answered but by `ack`, or by `failed`.
   */
  | { readonly kind: 'execute'; readonly graph: string; readonly seq: number; readonly inputs: readonly number[]; readonly scalars: readonly number[]; readonly outputs: readonly number[]; readonly free: readonly number[] }
  /**
   * `steps` executions in one. `state`: pairs of an input and the output that replaces it in the next step. `feeds`:
   * inputs whose tensors have a leading axis of `steps`; where `batch` parts them, it parts the axis after it.
   * `scalars`: one list a step. `collect`: outputs of which every step's value is kept; a handle each, with a leading
   * axis of `steps`. The other outputs are the last step's. All name positions in the graph's `inputs` and `outputs`.
   * `stream`: those of `collect` whose rows are told by `rows` while the loop runs. A client that is slow to take them
   * misses the oldest; with `streaming: 'all'` the loop waits for it.
   */
  | {
      readonly kind: 'loop';
      readonly graph: string;
      readonly seq: number;
      readonly steps: number;
      readonly inputs: readonly number[];
      readonly state: readonly (readonly [input: number, output: number])[];
      readonly feeds: readonly number[];
      readonly scalars: readonly (readonly number[])[];
      readonly collect: readonly number[];
      readonly outputs: readonly number[];
      readonly free: readonly number[];
      readonly stream?: readonly number[];
      readonly streaming?: 'all' | 'last';
    }
  | { readonly kind: 'fetch'; readonly handle: number; readonly request: number }
  | { readonly kind: 'free'; readonly handles: readonly number[] }
  | { readonly kind: 'stats'; readonly request: number }
  /** What is executed from `begin` to `end` is measured; `end` is answered by `profiled`, once all before it is done. Both carry one number. */
  | { readonly kind: 'profile'; readonly request: number; readonly phase: 'begin' | 'end' }
  /**
   * Whatever of `seq` and before has not begun is not computed; its outputs fail. A `loop` under way ends between steps:
   * `failed` says after how many `steps`, and its outputs are theirs; rows not reached are NaN, or 0. With `loops` only
   * loops end, those that have not begun after no step: no state is lost.
   */
  | { readonly kind: 'cancel'; readonly seq: number; readonly loops?: boolean }
  /** Ends the session and frees all it holds. */
  | { readonly kind: 'bye' };

export interface RemoteDevice {
  readonly id: number;
  /** "TPU v5 lite", "NVIDIA H100", "cpu". */
  readonly kind: string;
  /** Bytes; null where unknown. */
  readonly memory: number | null;
}

export interface RemoteLimits {
  readonly inFlight: number;
  readonly handles: number;
  readonly memory: number;
  readonly nodes: number;
  /** Seconds that a session outlives its connection. */
  readonly sessionTtl: number;
}

export interface Welcome {
  readonly version: number;
  readonly session: string;
  /** Whether the session is the one asked for; else whatever it held is gone. */
  readonly resumed: boolean;
  /** Frames the server has had from this session. */
  readonly received: number;
  readonly platform: 'cpu' | 'gpu' | 'tpu';
  readonly devices: readonly RemoteDevice[];
  readonly hosts: number;
  readonly limits: RemoteLimits;
  /** Of the server, jax, jaxlib and Python. */
  readonly versions: Readonly<Record<string, string>>;
  /** Names of the kernels it has. */
  readonly kernels: readonly string[];
}

export type FailureKind = 'version' | 'token' | 'origin' | 'busy' | 'limit' | 'unsupported' | 'shape' | 'memory' | 'cancelled' | 'gone' | 'malformed' | 'internal';

export interface RemoteStats {
  readonly used: number;
  readonly limit: number;
  readonly handles: number;
  readonly queue: number;
  readonly sessions: number;
  readonly devices: readonly { readonly id: number; readonly used: number | null; readonly limit: number | null }[];
}

/** What part of a device does an operation: its matrix units, its other units, its memory, or its links to other devices. */
export type OperationKind = 'matrix' | 'elementwise' | 'movement' | 'communication';

/** An operation of a compiled graph, mostly a fusion of several nodes, on the first device. */
export interface RemoteOperation {
  readonly graph: string;
  /** The node that it computes, or the last one of those it does; null where XLA does not tell. */
  readonly node: number | null;
  /** As XLA calls it: "fusion.12". */
  readonly name: string;
  readonly type: OperationKind;
  readonly milliseconds: number;
  readonly times: number;
}

/** Server → notebook. */
export type RemoteEvent =
  | ({ readonly kind: 'welcome' } & Welcome)
  | { readonly kind: 'got'; readonly count: number }
  | {
      readonly kind: 'compiled';
      readonly graph: string;
      readonly milliseconds: number;
      readonly flops: number | null;
      readonly bytes: number | null;
      readonly memory: { readonly arguments: number; readonly temporaries: number; readonly outputs: number } | null;
      /** Operations between devices in one execution, by name: `all-reduce` → 1. */
      readonly collectives: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'value'; readonly request: number; readonly type: RemoteType; readonly shape: readonly number[]; readonly offset: number; readonly bytes: number }
  /**
   * Of loop `seq`, rows of its collected output at position `output`, from step `from` on: as many as the first axis of
   * `shape` is long. Its bytes follow in pieces, as those of a `value` do.
   */
  | { readonly kind: 'rows'; readonly seq: number; readonly output: number; readonly from: number; readonly type: RemoteType; readonly shape: readonly number[]; readonly offset: number; readonly bytes: number }
  /** All up to `seq` has been computed, or has failed. */
  | { readonly kind: 'ack'; readonly seq: number }
  | ({ readonly kind: 'stats'; readonly request: number } & RemoteStats)
  /** `milliseconds` from `begin` to `end`; `busy`: of these the first device computed so many; `operations`: those that took longest. */
  | { readonly kind: 'profiled'; readonly request: number; readonly milliseconds: number; readonly busy: number; readonly operations: readonly RemoteOperation[] }
  /**
   * Of an execution, a read or a graph, or, naming none, of the session. `node` counts from 0 in `graph`, which is the
   * one where it began to go wrong: what needs a result that failed fails with the same words. `room`, in bytes, is told
   * of a graph that no device has the memory for.
   */
  | { readonly kind: 'failed'; readonly failure: FailureKind; readonly message: string; readonly seq?: number; readonly request?: number; readonly graph?: string; readonly node?: number; readonly steps?: number; readonly room?: { readonly needed: number; readonly limit: number } }
  /** The server is going away. */
  | { readonly kind: 'closing'; readonly reason: string; readonly graceSeconds: number };
