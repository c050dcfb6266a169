/** The wire between the page and the kernel worker. Every output names the run that caused it. */
import type { MimeBundle } from '../base/mime';
import type { JsonObject } from '../base/json';
import type { InspectNode } from './inspect';

/** Raised with every change that an older counterpart would misread. */
export const KERNEL_PROTOCOL = 1;

export type DeviceKind = 'cpu' | 'gpu' | 'tpu';
/** tfjs backend names. */
export type BackendName = 'wasm' | 'webgpu' | 'webgl' | 'cpu' | 'tpu';

/** What a device is, or why it is not there. */
export interface DeviceReport {
  readonly kind: DeviceKind;
  /** The backend that would serve it; null where none can. */
  readonly backend: BackendName | null;
  readonly available: boolean;
  /** For people: "WebGPU · Apple M2", "WebAssembly · SIMD · 4 threads". */
  readonly name: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Why it is not available, or serves less than it could. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** JavaScript of one cell, as `language/compile` makes it. */
export interface CellProgram {
  /** Source of a function expression; evaluated by the kernel's `language/compile/runtime`. */
  readonly js: string;
  /** Source map (JSON, version 3) from `js` to the user's TypeScript. */
  readonly map: string;
  /** Top-level names the cell declares, in source order. */
  readonly declares: readonly { readonly name: string; readonly kind: string }[];
}

/** A compile failure; the kernel raises it at the cell's turn so that order is kept. */
export interface CellSyntaxError {
  readonly name: string;
  readonly message: string;
  /** From 1, in the user's TypeScript. */
  readonly line: number;
  readonly column: number;
}

export interface ExecuteRequest {
  readonly type: 'execute';
  readonly runId: string;
  readonly cellId: string;
  /** Counts up from 1 over the life of a kernel; the stop flag names the last ordinal to be stopped. */
  readonly ordinal: number;
  /**
   * The ordinal of the last failure that the page knew of when the reader queued this cell: a later one
   * aborts it, also when the compiler let it cross the wire only after that failure.
   */
  readonly seen: number;
  readonly program: { readonly ok: true; readonly value: CellProgram } | { readonly ok: false; readonly error: CellSyntaxError };
}

export interface InitRequest {
  readonly type: 'init';
  readonly version: number;
  /**
   * Int32Array(1) on shared memory: runs whose ordinal is ≤ its value stop at their next guard.
   * Null where the page is not cross-origin isolated: then only pending awaits can be stopped.
   */
  readonly stop: SharedArrayBuffer | null;
  /** This notebook's folder in OPFS; nothing else can be reached from it. Null where OPFS is missing. */
  readonly files: FileSystemDirectoryHandle | null;
  readonly device: DeviceKind;
  /** Folder that holds the tfjs wasm binaries, ending in a slash. */
  readonly wasmPath: string;
}

/** Page → worker. */
export type KernelRequest =
  | InitRequest
  | ExecuteRequest
  /** Stops the running cell's pending awaits and aborts what is queued, up to `ordinal`. The stop flag is set as well. */
  | { readonly type: 'interrupt'; readonly ordinal: number }
  | { readonly type: 'switch-device'; readonly requestId: string; readonly device: DeviceKind }
  | { readonly type: 'expand'; readonly requestId: string; readonly handle: string }
  /** The reader's reply to an `ask` event. */
  | { readonly type: 'answer'; readonly requestId: string; readonly answer: Answer };

/** What a cell asks the reader for. */
export type Ask = { readonly kind: 'files'; readonly accept: string; readonly multiple: boolean };
export type Answer = { readonly kind: 'files'; readonly names: readonly string[] } | { readonly kind: 'cancelled' };

export type RunStatus = 'ok' | 'error' | 'aborted' | 'interrupted';

/** Points of one series of one chart; the buffers are transferred. */
export interface PointBatch {
  readonly chartId: string;
  readonly series: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export type OutputBody =
  | { readonly type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'display'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly displayId: string | null }
  /** Replaces the data of every output with this display id, also in earlier runs. */
  | { readonly type: 'update'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly displayId: string }
  | { readonly type: 'result'; readonly data: MimeBundle; readonly metadata: JsonObject; readonly executionCount: number }
  /** `traceback` lines that are frames read `    at fn (Cell [3] #cellId:line:column)`, positions from 1. */
  | { readonly type: 'error'; readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] }
  | { readonly type: 'clear' };

/** Worker → page, about one run; `seq` counts up from 0 in each run. */
export type RunEvent = { readonly runId: string; readonly seq: number } & (
  | { readonly type: 'started'; readonly executionCount: number; readonly at: number }
  | { readonly type: 'output'; readonly output: OutputBody }
  | { readonly type: 'points'; readonly batches: readonly PointBatch[] }
  | { readonly type: 'ask'; readonly requestId: string; readonly ask: Ask }
  /** The ask was answered or cancelled; its field disappears. */
  | { readonly type: 'asked'; readonly requestId: string }
  | {
      readonly type: 'finished';
      readonly status: RunStatus;
      readonly elapsedMs: number;
      /** For `aborted`: the run whose failure or stop aborted this one. */
      readonly abortedBy?: string;
    }
);

export interface MemoryReport {
  readonly tensors: number;
  readonly bytes: number;
}

/** Worker → page, about the kernel. */
export type KernelEvent =
  | RunEvent
  | {
      readonly type: 'ready';
      readonly version: number;
      readonly device: DeviceReport;
      readonly devices: readonly DeviceReport[];
      /** Set when the asked-for device could not be had and `device` stands in: what happened. */
      readonly notice?: string;
    }
  | {
      readonly type: 'device';
      readonly requestId: string;
      readonly device: DeviceReport;
      /** Live tensors carried over. */
      readonly moved: number;
      /** Set when the switch failed and the old device stays. */
      readonly failure?: string;
    }
  | { readonly type: 'expanded'; readonly requestId: string; readonly node: InspectNode | null }
  | { readonly type: 'memory'; readonly memory: MemoryReport }
  /** A cell wrote, renamed or deleted files of the notebook. */
  | { readonly type: 'files-changed' }
  /** The kernel could not start, or died of something no cell can be blamed for. */
  | { readonly type: 'fatal'; readonly message: string };
