import type { Sequential } from '@tensorflow/tfjs';
import type { Result } from '../base/result';
import type { Additions, LayerAdditions, LossAdditions } from './additions';
import type { StockOptions, TrainAdditions } from './optimizers/constructors';
import type { Pipeline, PipelineOptions } from './pipeline/pipeline';
import type { Precision } from './precision';
import type { DeviceKind, DeviceReport, MemoryReport } from '../protocol/kernel';
import type { ShuffleWatch } from './random/shuffles';
import type { StreamsState } from './random/streams';
import type { Recovered } from './lost/recovery';
import type { Locate } from './memory/ledger';
import type { ConnectionParts } from './xla/connection';
import type { RemoteOptions, Serving } from './xla/device';
import type { RequestedLayout } from './xla/requested-layout';
import type { Activity } from './xla/reports/activity';
import type { DeviceProfile } from './xla/reports/device-profile';

/** TensorFlow.js as it comes. */
export type StockTensorFlow = typeof import('@tensorflow/tfjs');

/** TensorFlow.js as it comes or with what the engine adds: for code that needs no more than the former. */
export type TensorFlow = StockTensorFlow & Partial<Additions> & { readonly losses: Partial<LossAdditions>; readonly layers: Partial<LayerAdditions>; readonly train: Partial<TrainAdditions> };

/** The one TensorFlow.js that cells and the rest of the kernel share, with what the engine adds to it. */
export type FullTensorFlow = StockTensorFlow & Additions & { readonly losses: LossAdditions; readonly layers: LayerAdditions; readonly train: TrainAdditions & StockOptions };

export interface EngineOptions {
  /** Folder on our own origin that holds the wasm binaries, ending in a slash. */
  readonly wasmPath: string;
  /** Logical cores; as many threads are started where memory can be shared. */
  readonly hardwareConcurrency: number;
  /** `crossOriginIsolated`: whether memory can be shared with threads. */
  readonly isolated: boolean;
  /** Reads a file of ours by its name, where `wasmPath` cannot be fetched from. */
  readonly readWasm?: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
}

export interface Switched {
  readonly device: DeviceReport;
  /** Live buffers that moved along; tensors that share one count once. */
  readonly moved: number;
}

export interface SwitchFailure {
  /** Whether the new device did not start, or tensors could not be taken to it. */
  readonly kind: 'start' | 'move';
  /** What went wrong and what to do; the old device still works. */
  readonly message: string;
}

/** The part of the engine that computes on a remote XLA server. */
export interface RemoteEngine {
  /** Takes what the page hands over; `use('tpu')` then moves there. What lived on another server comes to the CPU. */
  connect(parts: ConnectionParts, options: RemoteOptions): Promise<void>;
  /** Takes everything to the CPU and ends the session. */
  disconnect(): Promise<void>;
  /** Ends loops under way on the server after the step that they are at, with what they have. */
  stop(): void;
  /** What serves the current session. @throws Error where there is none */
  serving(): Serving;
  /** Where tensors lie on a server with several devices; outlives sessions. */
  readonly layout: Pick<RequestedLayout, 'shard' | 'offload'>;
  /** What the session did so far; null before the first use. */
  activity(): Activity | null;
  /** Measures what the server's device does until what it gives is called; null before the first use. @throws Error where the session is lost */
  profile(): (() => Promise<DeviceProfile>) | null;
}

export interface Engine {
  readonly tf: FullTensorFlow;
  readonly remote: RemoteEngine;
  /** Describes every kind of device; never throws. */
  probe(): Promise<DeviceReport[]>;
  /** The device that new tensors are made on. */
  current(): DeviceReport;
  /**
   * How products of matrices and convolutions compute on the current device, after setting it if told to.
   * @throws Error for one that the device does not compute, naming those that do
   */
  precision(wanted?: Precision): Precision;
  /** Moves everything alive to the device and makes it current. */
  use(kind: DeviceKind): Promise<Result<Switched, SwitchFailure>>;
  /** Devices among which a batch of a compiled step is parted: one, but on some servers. */
  parts(): number;
  /** Trains a model whose layers are cut into stages; on a server with several devices each on devices of its own. @throws Error for what cannot be */
  pipeline(model: Sequential, options: PipelineOptions): Pipeline;
  /** From now on random numbers are the ones of this seed, the same on every device; `Math.random` too. @throws TypeError unless a number */
  seed(seed: number): void;
  /** Where the stream of random numbers stands, for checkpoints; sets it first where a state is given. */
  randomState(state?: StreamsState): StreamsState;
  /** The orders of datasets that are shuffled from now on. */
  watchShuffles(): ShuffleWatch;
  /** What tensors take on the device that is current, and what it may take. */
  memory(): MemoryReport;
  /** Sets how many bytes the current device may allocate, and answers how many it may. @throws RangeError unless positive */
  memoryLimit(bytes?: number): number;
  /** Puts new devices in the place of lost ones; null, at once, where none was lost. */
  recover(): Promise<Recovered | null> | null;
  /** Copies variables from a GPU to the host, in the background and at most every half minute unless `now`. */
  keepCopies(now: boolean): void;
  /** Who can tell the place in a cell from a stack; asked when an error names the makers of tensors. */
  locateBy(locate: Locate): void;
}
