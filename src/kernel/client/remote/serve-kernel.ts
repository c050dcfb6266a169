/** One kernel's session with one server: what the socket worker runs, and tests in their own thread. */
import { Bridge } from './bridge';
import { Link, type LinkEnvironment } from './link';
import type { SocketEvent, SocketRequest } from './messages';

/** At most so often the page hears how far an upload is, in milliseconds. */
const UPLOAD_NEWS = 100;

/** @returns what is to be called with every message after the first. */
export function serveKernel(
  { address, token, client, port, shared }: Extract<SocketRequest, { kind: 'connect' }>,
  env: LinkEnvironment,
  post: (event: SocketEvent) => void,
): (request: Exclude<SocketRequest, { kind: 'connect' }>) => void {
  let epoch = 0;
  let toldUpload = 0;
  /** The page's number of a request, by the server's. */
  const asked = new Map<number, number>();
  const close = (): void => {
    link.close();
    bridge.lose('it was ended');
    port.close();
    post({ kind: 'closed' });
  };
  const link: Link = new Link({ address, token, client }, env, {
    onState(state) {
      if (state.phase === 'reconnecting') bridge.setCut(true);
      if (state.phase === 'connected') bridge.setCut(false);
      if (state.phase === 'failed') bridge.refuse(state.message);
      post({ kind: 'state', state, epoch });
    },
    onSession: (welcome) => (epoch = bridge.begin(welcome)),
    onLost: (reason) => bridge.lose(reason),
    onEvent(event, payload) {
      if (event.kind !== 'stats') return bridge.receive(event, payload);
      const { kind: _, request, ...stats } = event;
      const number = asked.get(request);
      asked.delete(request);
      if (number !== undefined) post({ kind: 'stats', request: number, stats });
    },
    onUpload(upload) {
      if (upload !== null && env.now() - toldUpload < UPLOAD_NEWS) return;
      toldUpload = env.now();
      post({ kind: 'upload', upload });
    },
  });
  const bridge = new Bridge(port, shared, link, close);
  link.start();

  return (request) => {
    switch (request.kind) {
      case 'stats': {
        const number = bridge.nextRequest();
        asked.set(number, request.request);
        return link.send({ kind: 'stats', request: number });
      }
      case 'again':
        return link.again();
      case 'close':
        return close();
      default:
        request satisfies never;
    }
  };
}
