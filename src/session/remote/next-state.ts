import type { LinkState } from '../../kernel/client/remote/link';
import { describeProblem } from './problems';
import type { RemoteConnection, RemoteState } from './types';

/** What does not change while a connection is kept up. */
export type Kept = Omit<RemoteConnection, 'welcome'> & { readonly pageUrl: string };

/** The state after what the link says. */
export function nextState(remote: RemoteState, link: LinkState, { pageUrl, since, ...kept }: Kept): RemoteState {
  switch (link.phase) {
    case 'connecting':
      return remote;
    case 'connected':
      return { phase: 'connected', ...kept, since, welcome: link.welcome, upload: remote.phase === 'connected' ? remote.upload : null };
    case 'reconnecting':
      return remote.phase === 'connected' || remote.phase === 'reconnecting' ? { ...kept, ...link, welcome: remote.welcome } : remote;
    case 'failed': {
      const { text, remedy } = describeProblem(link.kind, link.message, { address: kept.address, pageUrl });
      return { phase: 'failed', address: kept.address, problem: text, remedy };
    }
    default:
      return link satisfies never;
  }
}
