/** A worker's half of a connection to an XLA server that the page has opened, as the kernel's. */
import type { Engine } from '../../src/engine/api';
import type { PortEvent, PortRequest, RemoteLink } from '../../src/protocol/remote-port';

export interface Watching {
  sent?(request: PortRequest): void;
  received?(event: PortEvent): void;
}

/** Moves the engine to the server. @throws Error where it does not get there */
export async function useServer(engine: Engine, link: RemoteLink, { sent, received }: Watching = {}): Promise<void> {
  const port = {
    post(request: PortRequest, transfer: Transferable[] = []): void {
      sent?.(request);
      link.port.postMessage(request, transfer);
    },
    listen(receive: (event: PortEvent) => void): void {
      link.port.onmessage = ({ data }: MessageEvent<PortEvent>) => {
        received?.(data);
        receive(data);
      };
    },
  };
  await engine.remote.connect({ ...link, port }, { check: () => undefined, lineOf: () => null });
  const used = await engine.use('tpu');
  if (!used.ok) throw new Error(used.error.message);
}
