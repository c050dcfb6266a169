/** The wire between the page and the kernel worker. Every output names the run that caused it. */
import type { MimeBundle } from '../base/mime';
import type { JsonObject } from '../base/json';
import type { InspectNode } from './inspect';
import type { RemoteLink } from './remote-port';
import type { MetricBatch, TrackChange } from './tracking';

/** Raised with every change that an older counterpart would misread. */
export const KERNEL_PROTOCOL = 2;

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
  /** Names of the notebook's scope whose value the cell's code reads and that it does not declare itself. */
  readonly reads: readonly string[];
  /** Names of the notebook's scope that the cell declares or assigns, functions' bodies included. */
  readonly writes: readonly string[];
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
  /** What every Trainer's options are, whatever the cell says; as `trainerOptions` reads them. */
  readonly trainer?: JsonObject;
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
  readonly modules: ModuleSettings;
  /**
   * Name of a Web Lock that the worker takes before anything else and holds for its life: the page, waiting
   * for the same lock, learns of a death that sends no message. Null where the browser has no locks.
   */
  readonly lifeLock: string | null;
}

/** Where imports of packages come from. */
export interface ModuleSettings {
  /** Addresses of CDNs that serve ES modules, ending in a slash, first choice first. */
  readonly cdns: readonly string[];
  /** Versions that this notebook has settled on: "d3-array" or "d3-array@3" → "3.2.4". */
  readonly pins: Readonly<Record<string, string>>;
}

/** The text of a module, or why there is none. */
export type ModuleAnswer =
  | {
      readonly ok: true;
      /** Where it was found after redirects. */
      readonly url: string;
      readonly text: string;
      /** From the answer's headers, lower-case names: those that the loader reads (`content-type`, `x-jsd-version`, `x-esm-path`) or the editor does (`x-typescript-types`). */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly url: string; readonly reason: 'not-found' | 'offline' | 'blocked' | 'failed'; readonly detail: string };

/** How long, or for how much, a remote server may be used: whatever comes first. */
export interface RemoteLimit {
  readonly hours?: number;
  readonly seconds?: number;
  /** In the currency of `pricePerHour`. */
  readonly cost?: number;
  readonly pricePerHour?: number;
}

/** Page → worker. */
export type KernelRequest =
  | InitRequest
  | ExecuteRequest
  /** Stops the running cell's pending awaits and aborts what is queued, up to `ordinal`. The stop flag is set as well. */
  | { readonly type: 'interrupt'; readonly ordinal: number }
  | { readonly type: 'switch-device'; readonly requestId: string; readonly device: DeviceKind }
  /** Hands over a connection to a remote XLA server, its port transferred, or takes it away: then what lives there comes to the CPU. A limit counts from then on. Answered by `devices`. */
  | { readonly type: 'remote'; readonly link: RemoteLink | null; readonly limit: RemoteLimit | null }
  | { readonly type: 'expand'; readonly requestId: string; readonly handle: string }
  /** The reader's reply to an `ask` event. */
  | { readonly type: 'answer'; readonly requestId: string; readonly answer: Answer }
  /** The page's reply to a `load-module` event. */
  | { readonly type: 'module'; readonly requestId: string; readonly module: ModuleAnswer }
  /** For imports from now on: the reader chose another CDN, or the notebook's pins changed. */
  | { readonly type: 'module-settings'; readonly modules: ModuleSettings }
  /** Puts a checkpoint's weights into the model that was trained, between two runs; `restored` answers. */
  | { readonly type: 'restore'; readonly requestId: string; readonly training: string; readonly file: string }
  /** The next training of that cell goes on where a training that was cut off had come to, whose checkpoints lie in the notebook's folder. */
  | { readonly type: 'resume'; readonly cellId: string; readonly training: string }
  /** Ends the timers that this run left behind. */
  | { readonly type: 'clear-timers'; readonly runId: string }
  /** The reader, or a cell, has opened, closed or widened the panel of tfvis. */
  | { readonly type: 'visor'; readonly open: boolean; readonly full: boolean };

/** What a cell asks the reader for. */
export type Ask =
  | { readonly kind: 'files'; readonly accept: string; readonly multiple: boolean }
  /** `input`: never null; `prompt`: may be declined. `secret` hides what is typed. */
  | { readonly kind: 'text'; readonly prompt: string; readonly initial: string; readonly secret: boolean; readonly canDecline: boolean }
  | { readonly kind: 'confirm'; readonly prompt: string };
export type Answer =
  | { readonly kind: 'files'; readonly names: readonly string[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'confirm'; readonly value: boolean }
  | { readonly kind: 'cancelled' };

/** What happens to the panel that tfvis draws in, beside the outputs of the cells. */
export type VisorChange =
  /** A surface is there; what is shown under this display id from now on is shown in it, too. */
  | { readonly kind: 'surface'; readonly tab: string; readonly name: string; readonly part: string; readonly displayId: string; readonly styles?: SurfaceStyles }
  | { readonly kind: 'show'; readonly open: boolean }
  | { readonly kind: 'tab'; readonly tab: string }
  /** The panel takes nearly all of the page, or its own width again. */
  | { readonly kind: 'full'; readonly on: boolean }
  /** Whether the key ` opens and closes the panel, and ~ widens it. */
  | { readonly kind: 'keys'; readonly bound: boolean };

/** CSS lengths of a surface in the panel. */
export type SurfaceStyles = Readonly<Partial<Record<'width' | 'height' | 'maxWidth' | 'maxHeight', string>>>;

export type RunStatus = 'ok' | 'error' | 'aborted' | 'interrupted';

/** Points of one series of one chart; the buffers are transferred. */
export interface PointBatch {
  readonly chartId: string;
  readonly series: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Epochs passed at each point, with their fraction, and seconds since the start; of a training's points. */
  readonly epoch?: Float64Array;
  readonly time?: Float64Array;
}

export type OutputBody =
  | { readonly type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  /** Where its display id is shown already, it replaces that as an update does; else it is a new output of the run's cell. */
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
  /** Of trainings that are kept, apart from the outputs of the cell. */
  | { readonly type: 'track'; readonly change: TrackChange }
  | { readonly type: 'metrics'; readonly batches: readonly MetricBatch[] }
  | { readonly type: 'visor'; readonly change: VisorChange }
  | { readonly type: 'ask'; readonly requestId: string; readonly ask: Ask }
  /** The ask was answered or cancelled; its field disappears. */
  | { readonly type: 'asked'; readonly requestId: string }
  /** Timers that the run has set and that are still to fire; sent when that number changes, at most a few times a second. */
  | { readonly type: 'timers'; readonly active: number }
  /** All text that the run has printed so far, where the outputs hold only its first part; `complete` unless even that was cut. */
  | { readonly type: 'full-text'; readonly text: Blob; readonly complete: boolean }
  /** What the names that the cell declares or assigns hold now, where it is a tensor or a model: sent before `finished`. */
  | { readonly type: 'shapes'; readonly shapes: readonly NamedShape[] }
  | {
      readonly type: 'finished';
      readonly status: RunStatus;
      readonly elapsedMs: number;
      /** For `aborted`: the run whose failure or stop aborted this one. */
      readonly abortedBy?: string;
    }
);

export interface NamedShape {
  readonly name: string;
  /** For people: "Tensor float32 [128, 784]". */
  readonly text: string;
}

export interface MemoryReport {
  readonly tensors: number;
  /** Of all tensors' values, wherever they are. */
  readonly bytes: number;
  /** The current device's memory in bytes, where it tells: in use by tensors, with what is kept for reuse, and at most. */
  readonly device?: { readonly used: number; readonly allocated: number; readonly limit: number };
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
  /** What the devices are after a server was connected or let go of, and which of them is current. */
  | { readonly type: 'devices'; readonly device: DeviceReport; readonly devices: readonly DeviceReport[] }
  /** `failure`: why a checkpoint could not be put into its model; a sentence. */
  | { readonly type: 'restored'; readonly requestId: string; readonly failure?: string }
  | { readonly type: 'expanded'; readonly requestId: string; readonly node: InspectNode | null }
  | { readonly type: 'memory'; readonly memory: MemoryReport }
  /** The loader needs the text of a module; the page fetches it, or has it from before. */
  | { readonly type: 'load-module'; readonly requestId: string; readonly url: string }
  /** Versions that the loader has settled on since the start. */
  | { readonly type: 'pins'; readonly pins: Readonly<Record<string, string>> }
  /** A cell wrote, renamed or deleted files of the notebook. */
  | { readonly type: 'files-changed' }
  /** A cell hands the reader a file, as `model.save('downloads://…')` does; the name may hold folders. */
  | { readonly type: 'download'; readonly name: string; readonly content: Blob }
  /** The limit on the use of the remote server is reached: tensors are on this machine, its session has ended. `devices` follows. */
  | { readonly type: 'limit-reached'; readonly text: string; readonly remedy: string }
  /** The kernel could not start, or died of something no cell can be blamed for. */
  | { readonly type: 'fatal'; readonly message: string };
