/** The app at another address of this computer: pages of another origin. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Mirror {
  readonly origin: string;
  close(): void;
}

/** @param base the origin of the app, which answers to no other name */
export async function startMirror(base: string): Promise<Mirror> {
  const server = createServer((request, response) => {
    void fetch(`${base}${request.url ?? '/'}`)
      .then(async (found) => {
        const body = Buffer.from(await found.arrayBuffer());
        // What was packed is unpacked by now.
        const headers = [...found.headers].filter(([name]) => !['content-encoding', 'content-length', 'transfer-encoding', 'connection'].includes(name));
        response.writeHead(found.status, Object.fromEntries(headers));
        response.end(body);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  return {
    origin: `http://127.0.0.2:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
