/** The address of an XLA server as people paste it, apart from the token in it. */

export interface PastedAddress {
  readonly address: string;
  /** Null where the text holds none. */
  readonly token: string | null;
}

/** "ws://127.0.0.1:8476/?token=abc" → its two parts; any other text is an address in the writing. */
export function splitAddress(text: string): PastedAddress {
  const token = /[?&]token=([^&#\s]*)/.exec(text);
  if (token === null) return { address: text.trim(), token: null };
  const address = text.trim().replace(/\/?\?.*$/, '');
  return { address, token: decoded(token[1] ?? '') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What would keep this page from that address, before anyone tries; null where nothing would. */
export function addressAdvice(address: string, page: { readonly protocol: string }): string | null {
  const url = parsed(address);
  if (url === null || page.protocol !== 'https:' || (url.protocol !== 'ws:' && url.protocol !== 'http:') || isHere(url.hostname)) return null;
  return `A page that came over https may only use wss:// to ${url.hostname}. Start the server with --tls-cert and --tls-key, or bring it to this machine: ssh -L ${url.port || '8476'}:127.0.0.1:${url.port || '8476'} ${url.hostname}, then use ws://127.0.0.1:${url.port || '8476'}.`;
}

/** The shell lines that start a server which this page may use. */
export function startLines(page: { readonly origin: string; readonly hostname: string }): string {
  const allow = isHere(page.hostname) ? '' : ` --allow-origin ${page.origin}`;
  return `pip install ./remote\ngradbook-remote serve${allow}`;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address.includes('://') ? address : `ws://${address}`);
  } catch {
    return null;
  }
}

const isHere = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host === '::1' || /^127(\.\d+){3}$/.test(host);
