/** The worker that holds the socket to a remote XLA server, and its token: of the page's realm, out of every cell's reach. */
import type { SocketEvent, SocketRequest } from './messages';
import { serveKernel } from './serve-kernel';

const post = (event: SocketEvent): void => postMessage(event);

let receive: ((request: Exclude<SocketRequest, { kind: 'connect' }>) => void) | null = null;

addEventListener('message', ({ data }: MessageEvent<SocketRequest>) => {
  if (data.kind === 'connect') receive = serveKernel(data, { openSocket: (address) => new WebSocket(address), now: Date.now, random: Math.random }, post);
  else receive?.(data);
});
