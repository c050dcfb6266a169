/** Why there is no connection to a server, in words. */
import type { FailureKind } from '../../protocol/remote';
import type { RemoteProblem } from './types';

/** @param message what the link or the server said, without a stop */
export function describeProblem(kind: FailureKind | 'unreachable', message: string, { address, pageUrl }: { readonly address: string; readonly pageUrl: string }): RemoteProblem {
  const text = sentence(message);
  switch (kind) {
    case 'unreachable':
      return {
        kind,
        text: `No XLA server answers at ${address}: ${text}`,
        remedy: `Is it running, and does it let in pages of this origin? Elsewhere than on this computer start it with --allow-origin ${originOf(pageUrl)}.`,
      };
    case 'token':
      return { kind, text: `${address} does not accept this token.`, remedy: 'Paste the line that the server printed when it started: each start makes another token, unless it was given --token.' };
    case 'origin':
      return { kind, text: `${address} lets in no pages of ${originOf(pageUrl)}.`, remedy: `Start it with --allow-origin ${originOf(pageUrl)}.` };
    case 'version':
      return { kind, text, remedy: 'Update the older of the two: reload this page, or install gradbook-remote anew.' };
    case 'busy':
      return { kind, text, remedy: 'Disconnect another notebook, or start the server with a higher --max-clients.' };
    case 'gone':
      return { kind, text, remedy: 'Connect again.' };
    default:
      return { kind: 'refused', text: `${address} refused: ${text}`, remedy: 'Run gradbook-remote doctor where the server runs; it says what is wrong.' };
  }
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

function originOf(pageUrl: string): string {
  try {
    return new URL(pageUrl).origin;
  } catch {
    return pageUrl;
  }
}
