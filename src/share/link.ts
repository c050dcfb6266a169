/**
 * A notebook inside an address: `#nb=` and, in base64url, a version byte, the CRC-32 and the length of
 * what follows (both 32 bits, big-endian), then the .ipynb as a raw DEFLATE stream (RFC 1951).
 */
import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { clearOutputs } from '../notebook/edit';
import { describeIpynbError } from '../notebook/ipynb/errors';
import type { IpynbError } from '../notebook/ipynb/errors';
import { readIpynbBytes } from '../notebook/ipynb/read';
import { writeIpynb } from '../notebook/ipynb/write';
import { withName } from '../notebook/name';
import type { Notebook } from '../notebook/types';
import { crc32, deflate, fromBase64Url, inflate, toBase64Url } from './bytes';

export type LinkError =
  | { readonly kind: 'not-a-link' }
  /** Characters that no link contains: something changed the address on its way. */
  | { readonly kind: 'characters' }
  /** Bytes that are there, of those that were sent; null where not even that can be read. */
  | { readonly kind: 'cut-short'; readonly bytes: number; readonly of: number | null }
  | { readonly kind: 'changed' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'notebook'; readonly error: IpynbError };

export function describeLinkError(error: LinkError): { text: string; remedy: string } {
  const again = 'Ask for the link again, or for the .ipynb file.';
  switch (error.kind) {
    case 'not-a-link':
      return { text: 'This address holds no notebook', remedy: 'A share link contains #nb= and a long text after it.' };
    case 'characters':
      return { text: 'The link is damaged: it contains characters that do not belong there', remedy: again };
    case 'cut-short': {
      const share = error.of === null ? '' : ` only ${error.bytes} of ${error.of} bytes arrived`;
      return { text: `The link was cut short${share && `:${share}`}`, remedy: `Some chats and mail programs shorten long links. ${again}` };
    }
    case 'changed':
      return { text: 'The link is damaged: its contents were changed on the way', remedy: again };
    case 'version':
      return { text: `The link has version ${error.version}, which this page does not know`, remedy: 'Reload the page to get a newer Gradbook.' };
    case 'too-large':
      return { text: `The link unpacks to more than ${error.limit / 2 ** 20} MB, which no notebook in a link needs`, remedy: 'Ask for the .ipynb file.' };
    case 'notebook': {
      const inner = describeIpynbError(error.error);
      return { text: `The link holds no readable notebook. ${inner.text}`, remedy: again };
    }
  }
}

const version = 1;
const headBytes = 9;
const limitBytes = 64 * 2 ** 20;

export interface LinkOptions {
  readonly outputs: boolean;
  /** Travels in the document, where `nameOf` finds it. */
  readonly name?: string;
}

/** `base` is the page's address; a fragment it may have is replaced. */
export async function encodeLink(notebook: Notebook, base: string, options: LinkOptions): Promise<string> {
  const named = options.name === undefined ? notebook : withName(notebook, options.name);
  const text = writeIpynb(options.outputs ? named : clearOutputs(named));
  const body = await deflate(new TextEncoder().encode(text));
  const bytes = new Uint8Array(headBytes + body.length);
  const head = new DataView(bytes.buffer);
  head.setUint8(0, version);
  head.setUint32(1, crc32(body));
  head.setUint32(5, body.length);
  bytes.set(body, headBytes);
  return `${base.replace(/#.*$/s, '')}#nb=${toBase64Url(bytes)}`;
}

/** Takes a fragment ("#nb=…") or a whole link. White space that a mail program put in is ignored. */
export async function decodeLink(hash: string): Promise<Result<Notebook, LinkError>> {
  const [, encoded] = /^(?:[^#]*#)?nb=(.*)$/s.exec(hash.trim()) ?? [];
  if (encoded === undefined) return err({ kind: 'not-a-link' });
  const bytes = fromBase64Url(encoded.replace(/\s|%20|%0[AD]/gi, ''));
  if (!bytes) return err({ kind: 'characters' });
  const [found] = bytes;
  if (found !== undefined && found !== version) return err({ kind: 'version', version: found });
  if (bytes.length < headBytes) return err({ kind: 'cut-short', bytes: bytes.length, of: null });

  const head = new DataView(bytes.buffer);
  const length = head.getUint32(5);
  const body = bytes.slice(headBytes);
  if (body.length < length) return err({ kind: 'cut-short', bytes: bytes.length, of: headBytes + length });
  if (body.length > length || crc32(body) !== head.getUint32(1)) return err({ kind: 'changed' });
  const text = await inflate(body, limitBytes);
  if (!text.ok) return err(text.error === 'too-large' ? { kind: 'too-large', limit: limitBytes } : { kind: 'changed' });
  const notebook = readIpynbBytes(text.value);
  return notebook.ok ? ok(notebook.value) : err({ kind: 'notebook', error: notebook.error });
}
