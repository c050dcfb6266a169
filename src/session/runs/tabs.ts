/** What tabs tell each other of runs: that one changed on disk, that some are gone. */
import { isObject } from '../../base/json';
import type { TabChannel } from './environment';

export type TabMessage = { readonly type: 'changed'; readonly runId: string } | { readonly type: 'removed'; readonly runIds: readonly string[] };

export interface TabListener {
  changed(runId: string): void;
  removed(runIds: readonly string[]): void;
}

export function createTabs(channel: TabChannel | null, listener: TabListener): { tell(message: TabMessage): void } {
  if (channel !== null) {
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      // Another version of the page may speak otherwise.
      if (!isObject(data)) return;
      if (data.type === 'changed' && typeof data.runId === 'string') listener.changed(data.runId);
      if (data.type === 'removed' && Array.isArray(data.runIds)) listener.removed(data.runIds.filter((id) => typeof id === 'string'));
    };
  }
  return { tell: (message) => channel?.postMessage(message) };
}
