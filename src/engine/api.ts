import type { Result } from '../base/result';
import type { Additions, LossAdditions } from './additions';
import type { StockOptions, TrainAdditions } from './optimizers/constructors';
import type { DeviceKind, DeviceReport, MemoryReport } from '../protocol/kernel';

/** TensorFlow.js as it comes. */
export type StockTensorFlow = typeof import('@tensorflow/tfjs');

/** TensorFlow.js as it comes or with what the engine adds: for code that needs no more than the former. */
export type TensorFlow = StockTensorFlow & Partial<Additions> & { readonly losses: Partial<LossAdditions>; readonly train: Partial<TrainAdditions> };

/** The one TensorFlow.js that cells and the rest of the kernel share, with what the engine adds to it. */
export type FullTensorFlow = StockTensorFlow & Additions & { readonly losses: LossAdditions; readonly train: TrainAdditions & StockOptions };

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

export interface Engine {
  readonly tf: FullTensorFlow;
  /** Describes every kind of device; never throws. */
  probe(): Promise<DeviceReport[]>;
  /** The device that new tensors are made on. */
  current(): DeviceReport;
  /** Moves everything alive to the device and makes it current. */
  use(kind: DeviceKind): Promise<Result<Switched, SwitchFailure>>;
  memory(): MemoryReport;
}
