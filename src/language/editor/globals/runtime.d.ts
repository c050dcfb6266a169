/** The device that the notebook computes on. */

export type DeviceKind = 'cpu' | 'gpu' | 'tpu';

/** What a device is, or why it is not there. */
export interface Device {
  readonly kind: DeviceKind;
  /** The TensorFlow.js backend that serves it; null where none can. */
  readonly backend: string | null;
  readonly available: boolean;
  /** "WebGPU · Apple M2", "WebAssembly · SIMD · 4 threads". */
  readonly name: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Why it is not available, or serves less than it could. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** What new tensors are made on: 'cpu', 'gpu' or 'tpu'; `devices()` describes each. */
export const device: DeviceKind;

/** Every kind of device, with the reason where one is not there. */
export function devices(): Promise<readonly Device[]>;

/** Moves tensors, variables and models to another device. */
export function use(kind: DeviceKind): Promise<Device>;
