/** The global `runtime` of a cell: the device under the tensors. */
import type { Engine } from '../../../engine/api';
import type { Precision } from '../../../engine/precision';
import type { CachedDataset, CacheOptions } from '../../../engine/graph/training/cached-dataset';
import { cacheOnDevice } from '../../../engine/graph/training/cached-dataset';
import type { DeviceKind, DeviceReport } from '../../../protocol/kernel';
import type { CompiledParts, CompileStep } from './compiled';
import { createCompiled } from './compiled';
import { createLaying, type Laying } from './laying';
import { createMeasuring, type Measuring, type MeasuringParts } from './measuring';
import { createLimiting, type Limiting, type LimitReached } from './remote-limit';
import { createRemoteRuns, type RemoteRuns } from './remote-runs';
import { createReporting, type Reporting } from './reporting';

export interface Runtime extends Laying, Measuring, Reporting, RemoteRuns, Limiting {
  /** What new tensors are made on: 'cpu', 'gpu' or 'tpu'; `devices()` describes each. */
  readonly device: DeviceKind;
  /** Every kind of device, with the reason where one is not there. */
  devices(): Promise<readonly DeviceReport[]>;
  /** Moves tensors, variables and models to another device; resolves with it. */
  use(kind: DeviceKind): Promise<DeviceReport>;
  /** Makes random numbers repeat: from here on the same seed gives the same ones, on every device. */
  seed(seed: number): void;
  /** How many bytes the current device may allocate for tensors; sets it first where `bytes` is given. */
  memoryLimit(bytes?: number): number;
  /** What products of matrices and convolutions compute in on the current device; sets it first where `wanted` is given. */
  precision(wanted?: Precision): Precision;
  /** A step that is recorded once and then run without its JavaScript. */
  readonly compiled: CompileStep;
  /** Keeps a dataset of examples on the device, and yields batches of it in a new order each epoch. */
  cacheOnDevice(dataset: Parameters<typeof cacheOnDevice>[1], options?: CacheOptions): Promise<CachedDataset>;
}

export function createRuntime(engine: Engine, switched: (device: DeviceReport, moved: number) => void, parts: CompiledParts & MeasuringParts & { readonly limitReached: LimitReached }): Runtime {
  return {
    ...createLaying(engine),
    ...createMeasuring(engine, parts),
    ...createReporting(() => engine.remote.activity(), parts.now),
    ...createRemoteRuns(engine),
    ...createLimiting(engine, parts.limitReached),
    compiled: createCompiled(engine, parts),
    cacheOnDevice: (dataset, options) => cacheOnDevice(engine.tf, dataset, options),
    get device() {
      return engine.current().kind;
    },
    precision: (wanted) => engine.precision(wanted),
    memoryLimit: (bytes) => engine.memoryLimit(bytes),
    devices: () => engine.probe(),
    seed: (seed) => engine.seed(seed),
    async use(kind) {
      if (kind !== 'cpu' && kind !== 'gpu' && kind !== 'tpu') throw new TypeError(`device '${String(kind)}' not found; devices are: 'cpu', 'gpu', 'tpu'`);
      const result = await engine.use(kind);
      if (!result.ok) throw new Error(result.error.message);
      switched(result.value.device, result.value.moved);
      return result.value.device;
    },
  };
}
