import type { DeviceReport } from '../../protocol/kernel';
import type { RemoteDevice, Welcome } from '../../protocol/remote';

/** What is known of a server that the kernel is connected to. */
export interface ConnectedServer {
  readonly address: string;
  readonly welcome: Welcome;
}

/** Describes the TPU device, a remote XLA server; null where this kernel holds no connection to one. */
export function describeTpu(server: ConnectedServer | null): DeviceReport {
  if (server === null) {
    return {
      kind: 'tpu',
      backend: null,
      available: false,
      name: 'No XLA server',
      facts: [],
      reason: 'No XLA server is connected.',
      remedy: 'Connect to a server: Runtime → Change runtime type.',
    };
  }
  const { address, welcome } = server;
  const { platform, devices, hosts, versions, limits } = welcome;
  return {
    kind: 'tpu',
    backend: 'tpu',
    available: true,
    name: `${platform === 'cpu' ? 'XLA' : platform.toUpperCase()} · ${devices.length} × ${kindOf(devices[0])} · ${hostOf(address)}`,
    facts: [
      { label: 'Server', value: hostOf(address) },
      { label: 'Devices', value: `${devices.length} × ${devices[0]?.kind ?? platform}` },
      { label: 'Hosts', value: String(hosts) },
      { label: 'Memory', value: `${Math.round(limits.memory / 2 ** 20).toLocaleString('en')} MiB` },
      ...Object.entries(versions).map(([label, value]) => ({ label, value })),
    ],
  };
}

/** "TPU v5 lite" among TPUs is "v5 lite". */
const kindOf = (device: RemoteDevice | undefined): string => (device?.kind === 'cpu' ? 'CPU' : (device?.kind ?? 'device').replace(/^TPU /, ''));

const hostOf = (address: string): string => address.replace(/^wss?:\/\//, '').replace(/\/$/, '');
