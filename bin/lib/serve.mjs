/** Serves the built app with its isolation headers. */
import { createServer } from 'node:http';
import sirv from 'sirv';
import { cacheControl, headersFor } from './headers.mjs';

/**
 * @param {{ root: string, host: string, port: number, fixedPort?: boolean }} options `port` 0 takes any free one
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}
 */
export async function serve({ root, host, port, fixedPort = false }) {
  const files = sirv(root, {
    brotli: true,
    gzip: true,
    etag: true,
    dotfiles: false,
    setHeaders(response, pathname) {
      for (const [name, value] of Object.entries(headersFor(pathname))) response.setHeader(name, value);
      response.setHeader('Cache-Control', cacheControl(pathname));
    },
  });
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end('Only GET and HEAD are served here.\n');
      return;
    }
    answerForUnreadable(request, response);
    files(request, response, () => refuse(response, 404, `${request.url} is not part of Gradbook.`));
  });
  const taken = await listen(server, host, port, fixedPort ? 1 : 50);
  const shown = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/**
 * Files are looked up once, when the server starts. One that is gone or cannot be read since then is answered for here: its
 * headers wait for its first byte, so that they can still be others.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answerForUnreadable(request, response) {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (/** @type {number} */ status, /** @type {unknown[]} */ ...[headers]) => {
    // What Node sends with the first byte has no headers here: they are set by then.
    if (typeof headers !== 'object' || headers === null) return writeHead(status);
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return response;
  };
  response.once('pipe', (file) =>
    file.once('error', (error) => {
      if (response.headersSent) response.destroy();
      else if ('code' in error && error.code === 'ENOENT') refuse(response, 404, `${request.url} is no longer there.`);
      else refuse(response, 500, `${request.url} cannot be read.`);
    }),
  );
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} words
 */
function refuse(response, status, words) {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusCode = status;
  for (const [name, value] of Object.entries({ 'Content-Type': 'text/plain; charset=utf-8', ...headersFor('/') })) response.setHeader(name, value);
  response.end(`${words}\n`);
}

/**
 * Takes the first free port from `port` on.
 * @param {import('node:http').Server} server
 * @param {string} host
 * @param {number} port
 * @param {number} tries
 * @returns {Promise<number>}
 */
async function listen(server, host, port, tries) {
  for (let attempt = 0; ; attempt++) {
    const candidate = port === 0 ? 0 : port + attempt;
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, host, () => {
          server.off('error', reject);
          resolve(undefined);
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!inUse || attempt + 1 >= tries || candidate >= 65_535) throw error;
    }
  }
}
