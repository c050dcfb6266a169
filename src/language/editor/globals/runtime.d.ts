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

/** The device in use. */
export const device: Device;

/** All devices, those that are missing too. */
export function devices(): Device[];
