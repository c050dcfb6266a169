import type { RemoteState } from '../../session/remote/types';
import { countWords } from './words';

/** Behind "TPU" on the runtime button: "8 devices", "reconnecting"; null where no server is in question. */
export function connectionWords(remote: RemoteState): string | null {
  switch (remote.phase) {
    case 'none':
      return null;
    case 'connecting':
      return 'connecting';
    case 'connected':
      return countWords(remote.welcome.devices.length, 'device');
    case 'reconnecting':
      return 'reconnecting';
    case 'failed':
      return 'not connected';
    default:
      return remote satisfies never;
  }
}
