import type { DeviceReport } from '../../protocol/kernel';

/** Describes the TPU device, a remote XLA server, which this kernel holds no connection to. */
export function describeTpu(): DeviceReport {
  return {
    kind: 'tpu',
    backend: null,
    available: false,
    name: 'No XLA server',
    facts: [],
    reason: 'This version cannot connect to an XLA server yet.',
    remedy: 'Choose GPU or CPU.',
  };
}
