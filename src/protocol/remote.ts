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
/**
 * How a tensor lies where a session has several devices, which are a mesh of two axes, `data` and `model`: whole on all
 * of them, its first axis parted along `data`, or the axis that is named, counted from 0, parted along `model`.
 */
export type Placement = 'replicated' | 'batch' | `model:${number}`;
export type WireAttribute = number | string | boolean | null | readonly WireAttribute[];
export type WireSpec = readonly [type: RemoteType, shape: readonly number[]];

export type RemoteDataFormat = 'csv' | 'idx' | 'images' | 'jsonl' | 'npy' | 'npz';
/** What becomes of rows that fill no batch: left out, a batch of the epoch's first rows with them, or a smaller batch. */
export type Remainder = 'drop' | 'pad' | 'keep';

/** Data that the server reads by itself. */
export interface WireData {
  /** A path below the server's --data-dir, or an https URL of a host that it may ask. */
  readonly source: string;
  /** By its name where null. */
  readonly format: RemoteDataFormat | null;
  /** A file beside `source` (idx, npy), a column (csv, jsonl) or an array (npz); the folders of images are theirs. */
  readonly labels: string | null;
  /** What else of a table, or of an npz, is read, in order; all where null. */
  readonly columns: readonly string[] | null;
  /** Height and width that images are brought to, and their channels. */
  readonly size: readonly number[] | null;
  readonly channels: number;
  readonly batch: number;
  readonly remainder: Remainder;
  /** Each epoch in another order, in which a row has moved by less than so many places; 0 leaves them as they are. */
  readonly shuffle: number;
  readonly seed: number;
  readonly placement: Placement;
}

/** A training on the server that needs no notebook. Batches come from `dataset`, from its batch `index` on. */
export interface WireTraining {
  /** What it is called; letters, digits, `.`, `_` and `-`, at most 64. */
  readonly run: string;
  readonly graph: string;
  readonly steps: number;
  /** As of `loop`; the run gets copies, the handles stay as they are. Those of `feeds` are not looked at. */
  readonly inputs: readonly number[];
  readonly state: readonly (readonly [input: number, output: number])[];
  /** Of the tensors of `state`. */
  readonly names: readonly string[];
  /** Null where there are no `feeds`. */
  readonly dataset: number | null;
  readonly index: number;
  readonly feeds: readonly number[];
  /** One list a step, or one for all. */
  readonly scalars: readonly (readonly number[])[];
  /** Outputs of one number each, and what they are called. */
  readonly metrics: readonly (readonly [name: string, output: number])[];
  /** Steps from one checkpoint to the next; 0 for none but the last. */
  readonly checkpointEvery: number;
  /** It ends after so long. */
  readonly seconds: number | null;
}

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
  /** What factors of products are rounded to, except where a node has an attribute `precision` of its own. */
  readonly precision: RemotePrecision;
  /** One an output, null where XLA may lay it as it likes; none: all of them. */
  readonly outputPlacements?: readonly (Placement | null)[];
  /** The devices that compute it: part `index` of the `of` equal parts of the mesh along `data`; none: all. */
  readonly group?: readonly [index: number, of: number];
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
   * among them may be computed in place. Not answered but by `ack`, or by `failed`. `host`: positions of outputs that
   * are kept in the machine's memory until something needs them, where `Welcome.hostMemory` says that this works.
   */
  | { readonly kind: 'execute'; readonly graph: string; readonly seq: number; readonly inputs: readonly number[]; readonly scalars: readonly number[]; readonly outputs: readonly number[]; readonly free: readonly number[]; readonly host?: readonly number[] }
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
      /** As of `execute`. */
      readonly host?: readonly number[];
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
  /** Opens data, which the session then calls `dataset`; answered by `dataset`. */
  | ({ readonly kind: 'dataset'; readonly request: number; readonly dataset: number } & WireData)
  /**
   * The columns of batch `index`, counted over all epochs, get the handles `outputs`; or, where `steps` is not 0, those of
   * so many batches, along an axis before their own, as a `loop` takes them.
   */
  | { readonly kind: 'batch'; readonly dataset: number; readonly index: number; readonly steps: number; readonly outputs: readonly number[] }
  /** Closes data. */
  | { readonly kind: 'drop'; readonly dataset: number }
  /** Begins a training that goes on without the session; answered by `run`. The session hears of it as by `attach`. */
  | ({ readonly kind: 'detach'; readonly request: number } & WireTraining)
  /** Answered by `run`; `metrics` follow, of step `from` (from 0) and later. `resume` goes on with one that was interrupted. */
  | { readonly kind: 'attach'; readonly request: number; readonly run: string; readonly from: number; readonly resume: boolean }
  /** The tensors of a run's state, as they are between two steps, get the handles `outputs`. */
  | { readonly kind: 'snapshot'; readonly run: string; readonly outputs: readonly number[] }
  /** A run ends between two steps; `forget` also deletes it, with its checkpoints. Answered by `run`. */
  | { readonly kind: 'end'; readonly request: number; readonly run: string; readonly forget: boolean }
  /** Answered by `runs`. */
  | { readonly kind: 'runs'; readonly request: number }
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
  /** How many devices along each axis; their product is the number of devices. */
  readonly mesh: { readonly data: number; readonly model: number };
  /** Whether outputs may be kept on the `host`. */
  readonly hostMemory: boolean;
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
  /** Trainings under way that need no notebook. */
  readonly runs?: readonly { readonly run: string; readonly done: number; readonly steps: number }[];
}

/** A training that goes on without a notebook, or did. */
export interface RemoteRun {
  readonly run: string;
  /** `limit`: its time was up; `interrupted`: the server ended, a checkpoint is left. */
  readonly phase: 'running' | 'done' | 'stopped' | 'limit' | 'interrupted' | 'failed';
  readonly steps: number;
  readonly done: number;
  /** That it has run. */
  readonly seconds: number;
  /** Why it ended, where that needs words. */
  readonly message: string | null;
  readonly metrics: readonly string[];
  readonly variables: readonly { readonly name: string; readonly type: RemoteType; readonly shape: readonly number[] }[];
  /** Steps that the last checkpoint has; null without one. */
  readonly checkpoint: number | null;
}

/** What part of a device does an operation: its matrix units, its other units, its memory, or its links to other devices. */
export type OperationKind = 'matrix' | 'elementwise' | 'movement' | 'communication';

/** An operation of a compiled graph, mostly a fusion of several nodes, on the first device. */
export interface RemoteOperation {
  readonly graph: string;
  /** The node that it computes; of several, a product of matrices, or the last. Null where XLA does not tell. */
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
  /** `rows` in one epoch; each batch has a tensor of every column. `classes`: the words that labels stand for. */
  | {
      readonly kind: 'dataset';
      readonly request: number;
      readonly rows: number;
      readonly columns: readonly { readonly name: string; readonly type: RemoteType; /** Of one row. */ readonly shape: readonly number[] }[];
      readonly classes: readonly string[] | null;
    }
  /** Of a run: the answer to `request`, or, without one, news of a run that the session has heard of. */
  | ({ readonly kind: 'run'; readonly request?: number } & RemoteRun)
  /** One list a step, from step `from` (from 0) on, in the order of the run's `metrics`. */
  | { readonly kind: 'metrics'; readonly run: string; readonly from: number; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: 'runs'; readonly request: number; readonly runs: readonly RemoteRun[] }
  /** The server is going away. */
  | { readonly kind: 'closing'; readonly reason: string; readonly graceSeconds: number };
