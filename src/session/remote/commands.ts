/** Commands on the connection to a remote XLA server. */
import { err } from '../../base/result';
import type { SessionCore } from '../core';
import type { SessionCommands } from '../types';
import type { RemoteProblem } from './types';

type RemoteCommands = Pick<SessionCommands, 'connectRemote' | 'testRemote' | 'disconnectRemote' | 'remoteStats' | 'knownServers' | 'forgetServer'>;

export function remoteCommands(core: SessionCore): RemoteCommands {
  const problem: RemoteProblem = { kind: 'unreachable', text: 'This version cannot connect yet.', remedy: 'Choose GPU or CPU.' };
  return {
    connectRemote: async () => err(problem),
    testRemote: async () => err(problem),
    disconnectRemote: async () => core.patch({ remote: { phase: 'none' } }),
    remoteStats: async () => null,
    knownServers: async () => [],
    forgetServer: async () => undefined,
  };
}
