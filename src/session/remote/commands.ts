/** Commands on the connection to a remote XLA server. */
import type { SessionCore } from '../core';
import type { SessionCommands } from '../types';
import type { RemoteConnector } from './connection';

type RemoteCommands = Pick<SessionCommands, 'connectRemote' | 'testRemote' | 'disconnectRemote' | 'remoteStats' | 'knownServers' | 'forgetServer'>;

export function remoteCommands({ env }: SessionCore, connector: RemoteConnector): RemoteCommands {
  return {
    connectRemote: connector.connect,
    testRemote: connector.test,
    disconnectRemote: connector.disconnect,
    remoteStats: connector.stats,
    knownServers: async () => (await env.remoteServers.list()).map((server) => ({ address: server.address, pricePerHour: server.pricePerHour, preemptible: server.preemptible ?? false, limit: server.limit ?? null })),
    forgetServer: (address) => env.remoteServers.remove(address),
  };
}
