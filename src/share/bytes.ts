/** Bytes on their way into an address and back. */
import { err, ok } from '../base/result';
import type { Result } from '../base/result';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  const letters: string[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; ) letters.push(alphabet.charAt((held >> (bits -= 6)) & 63));
  }
  if (bits > 0) letters.push(alphabet.charAt((held << (6 - bits)) & 63));
  return letters.join('');
}

/** Null where a character is none of base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const values = new Map(Array.from(alphabet, (letter, value) => [letter, value]));
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
  let at = 0;
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = values.get(letter);
    if (value === undefined) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255;
  }
  return bytes;
}

export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Stops as soon as more than `limit` bytes have come out. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<Result<Uint8Array, 'broken' | 'too-large'>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      size += chunk.value.length;
      if (size > limit) {
        await reader.cancel();
        return err('too-large');
      }
      chunks.push(chunk.value);
    }
  } catch {
    return err('broken');
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return ok(whole);
}

/** CRC-32 as ZIP and PNG compute it (ISO 3309, polynomial 0xEDB88320 reflected). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
