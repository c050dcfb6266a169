/** Checksums of what comes from elsewhere. */

/** Of the bytes, in 64 hexadecimal digits. @throws Error where the page is not served securely */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) throw new Error('checksums need a page that is served securely: open the notebook by https, or from localhost');
  const digest = await subtle.digest('SHA-256', bytes.slice());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws TypeError for what is no checksum; Error that names the one wanted and the one found */
export async function requireChecksum(bytes: Uint8Array, wanted: string | undefined, name: string): Promise<void> {
  if (wanted === undefined) return;
  if (!/^[0-9a-f]{64}$/i.test(wanted)) throw new TypeError(`sha256 of '${name}' is 64 hexadecimal digits; here is '${wanted}'`);
  const found = await sha256(bytes);
  if (found !== wanted.toLowerCase()) throw new Error(`'${name}' is not the file that was asked for: its SHA-256 is ${found}, wanted was ${wanted.toLowerCase()}; it was changed or damaged on the way, or sha256 is of another version`);
}
