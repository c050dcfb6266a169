/** A checkpoint's file made in small pieces, so that training goes on between them. */
import type { Checkpoint } from '../trainer/checkpoint';
import { aligned, CHECKED_FROM, layoutOf, putChecksum } from '../trainer/checkpoint';
import { crc32 } from '../trainer/crc32';

/** Bytes of a piece: about a millisecond of summing. */
const SLICE = 512 * 1024;
const ZEROS = new Uint8Array(8);

/** @param turn resolves in a later task: between two pieces others have theirs @returns the bytes of `encodeCheckpoint`, in order */
export async function* encodeInSlices(checkpoint: Checkpoint, turn: () => Promise<unknown>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const { head, tensors } = layoutOf(checkpoint);
  await turn();
  let checksum = crc32(head.subarray(CHECKED_FROM));
  for (const piece of pieces(tensors)) {
    checksum = crc32(piece, checksum);
    if (piece.length === SLICE) await turn();
  }
  putChecksum(head, checksum);
  yield head;
  for (const batch of batches(pieces(tensors))) {
    yield batch;
    await turn();
  }
}

/** Tensors one after another, cut where they are large, each filled up to a multiple of 8 bytes. */
function* pieces(tensors: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const bytes of tensors) {
    for (let from = 0; from < bytes.length; from += SLICE) yield bytes.subarray(from, from + SLICE);
    yield ZEROS.subarray(0, aligned(bytes.length) - bytes.length);
  }
}

/** Small pieces together: each write has its cost, however little it writes. */
function* batches(all: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const piece of all) {
    waiting.push(piece);
    size += piece.length;
    if (size < SLICE) continue;
    yield joined(waiting, size);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield joined(waiting, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
