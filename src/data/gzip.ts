import { err, ok } from '../base/result';
import type { Result } from '../base/result';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Inflates a whole gzip file; the error says how far it came. */
export async function gunzip(bytes: Uint8Array): Promise<Result<Uint8Array, string>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // A copy: the stream wants bytes of its own, not a view into memory that others may share.
    const inflated = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'));
    for await (const chunk of chunksOf(inflated)) {
      chunks.push(chunk);
      length += chunk.length;
    }
  } catch {
    const size = bytes.length.toLocaleString('en-US');
    return err(`The gzip data is broken or cut short: ${length.toLocaleString('en-US')} bytes came out of its ${size}, then it could not go on.`);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return ok(whole);
}

/** Not every browser iterates streams. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
