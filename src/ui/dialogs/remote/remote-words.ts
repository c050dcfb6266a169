/** A remote server in words. */
import type { RemoteDevice, Welcome } from '../../../protocol/remote';
import { byteWords, countWords } from '../../frame/words';

/** "8 × TPU v5 lite, 16 GB each", kinds apart where they differ. */
export function devicesWords(devices: readonly RemoteDevice[]): string {
  const groups = new Map<string, number>();
  for (const { kind, memory } of devices) {
    const name = `${kind}${memory === null ? '' : `, ${byteWords(memory)}${devices.length > 1 ? ' each' : ''}`}`;
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  return [...groups].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join('; ');
}

/** What the server answered: devices, hosts, versions. */
export function welcomeWords({ devices, hosts, platform, versions }: Welcome): string {
  const jax = versions['jax'];
  return [
    `${countWords(devices.length, 'device')} (${devicesWords(devices)})`,
    hosts > 1 ? countWords(hosts, 'host') : null,
    platform === 'tpu' ? null : `computes on ${platform.toUpperCase()}s`,
    jax === undefined ? null : `jax ${jax}`,
  ].filter((part) => part !== null).join(', ');
}
