/** Base64 (RFC 4648, section 4), as MIME bundles carry pictures. */

/** Null where a character is none of it. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

const PART = 8192;

export function toBase64(bytes: Uint8Array): string {
  const letters: string[] = [];
  for (let from = 0; from < bytes.length; from += PART) letters.push(String.fromCharCode(...bytes.subarray(from, from + PART)));
  return btoa(letters.join(''));
}
