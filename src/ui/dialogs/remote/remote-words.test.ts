import { describe, expect, it } from 'vitest';
import type { Welcome } from '../../../protocol/remote';
import { connectionWords } from '../../frame/connection-words';
import { devicesWords, welcomeWords } from './remote-words';

const device = (id: number, kind: string, memory: number | null) => ({ id, kind, memory });
const welcome: Welcome = {
  version: 1, session: 's', resumed: false, received: 0, platform: 'tpu', hosts: 1, mesh: { data: 4, model: 1 }, hostMemory: true, kernels: [],
  devices: [0, 1, 2, 3].map((id) => device(id, 'TPU v5 lite', 16e9)),
  limits: { inFlight: 64, handles: 1000, memory: 1e9, nodes: 1000, sessionTtl: 600 },
  versions: { jax: '0.10.2' },
};

describe('devices in words', () => {
  it('counts what is alike and names what is not', () => {
    expect(devicesWords(welcome.devices)).toBe('4 × TPU v5 lite, 16 GB each');
    expect(devicesWords([device(0, 'cpu', null)])).toBe('cpu');
    expect(devicesWords([device(0, 'A', 1e9), device(1, 'B', null)])).toBe('A, 1.0 GB each; B');
  });

  it('tells what a server is', () => {
    expect(welcomeWords(welcome)).toBe('4 devices (4 × TPU v5 lite, 16 GB each), jax 0.10.2');
    expect(welcomeWords({ ...welcome, platform: 'cpu', hosts: 2, versions: {}, devices: [device(0, 'cpu', null)] })).toBe('1 device (cpu), 2 hosts, computes on CPUs');
  });

  it('says on the button how the connection is', () => {
    const connection = { address: 'ws://h', welcome, pricePerHour: null, preemptible: false, limit: null };
    expect(connectionWords({ phase: 'none' })).toBeNull();
    expect(connectionWords({ phase: 'connected', since: 0, upload: null, ...connection })).toBe('4 devices');
    expect(connectionWords({ phase: 'reconnecting', attempt: 2, since: 0, reason: 'cut', ...connection })).toBe('reconnecting');
    expect(connectionWords({ phase: 'failed', address: 'ws://h', problem: 'p', remedy: 'r' })).toBe('not connected');
  });
});
