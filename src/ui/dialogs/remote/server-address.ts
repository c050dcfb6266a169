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

/** What would keep the notebook from that address, before anyone tries; null where nothing would. */
export function addressAdvice(address: string): string | null {
  const [, host = '', port = '8476'] = /^(?:ws|http):\/\/(\[[^\]]+\]|[^:/?#\s]+\.[^:/?#\s]+)(?::(\d+))?/i.exec(address) ?? [];
  if (host === '' || isHere(host)) return null;
  return `ws:// would show the token to everyone on the way to ${host}. Use wss:// (the server's --tls-cert and --tls-key), or a tunnel: ssh -N -L ${port}:127.0.0.1:${port} ${host}, then ws://127.0.0.1:${port}.`;
}

/** The shell lines that start a server which this page may use. */
export function startLines(page: { readonly origin: string; readonly hostname: string }): string {
  const allow = isHere(page.hostname) ? '' : ` --allow-origin ${page.origin}`;
  return `pip install ./remote\ngradbook-remote serve${allow}`;
}

const isHere = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host === '::1' || /^127(\.\d+){3}$/.test(host);
