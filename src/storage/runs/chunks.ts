/**
 * The form of points and items on disk: chunks one after the other, each with its length and a checksum, so that a
 * file that was cut loses its last chunk only.
 *
 * A chunk, little-endian: magic `GBR1`, bytes of the payload (a multiple of 8), checksum of the payload, 0; the payload.
 * Payload of points: bytes of the metric's name, number of points, the name in UTF-8 up to a multiple of 8, then the
 * columns step, epoch, time, value as float64. Payload of an item: bytes of its JSON, 0, the JSON.
 */
import type { MetricSeries } from './types';

const MAGIC = 0x31524247;
const HEADER = 16;
const PREFIX = 8;
const COLUMNS = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export function encodePoints(metric: string, { step, epoch, time, value }: MetricSeries): Uint8Array<ArrayBuffer> {
  const name = encoder.encode(metric);
  const count = value.length;
  const at = HEADER + PREFIX + padded(name.length);
  const bytes = new Uint8Array(at + count * COLUMNS * 8);
  const words = new Uint32Array(bytes.buffer);
  words[HEADER / 4] = name.length;
  words[HEADER / 4 + 1] = count;
  bytes.set(name, HEADER + PREFIX);
  [step, epoch, time, value].forEach((column, index) => new Float64Array(bytes.buffer, at + index * count * 8, count).set(column));
  return sealed(bytes);
}

export function encodeJson(value: unknown): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(JSON.stringify(value));
  const bytes = new Uint8Array(HEADER + PREFIX + padded(text.length));
  new Uint32Array(bytes.buffer)[HEADER / 4] = text.length;
  bytes.set(text, HEADER + PREFIX);
  return sealed(bytes);
}

/** The points of one metric in a file; views of its buffer, whose length is a multiple of 8. */
export function pointsIn(buffer: ArrayBuffer, metric: string): MetricSeries[] {
  const wanted = encoder.encode(metric);
  return [...pointChunks(buffer, (name) => name.length === wanted.length && name.every((byte, index) => byte === wanted[index]))].map(({ series }) => series);
}

/** All points in a file, in the order in which they were written; views as those of `pointsIn`. */
export function allPointsIn(buffer: ArrayBuffer): { readonly metric: string; readonly series: MetricSeries }[] {
  return [...pointChunks(buffer, () => true)].map(({ name, series }) => ({ metric: decoder.decode(name), series }));
}

function* pointChunks(buffer: ArrayBuffer, isWanted: (name: Uint8Array) => boolean): Iterable<{ readonly name: Uint8Array; readonly series: MetricSeries }> {
  for (const { at, length } of chunksOf(buffer)) {
    const [nameLength = 0, count = 0] = new Uint32Array(buffer, at, 2);
    const name = new Uint8Array(buffer, at + PREFIX, Math.min(nameLength, length - PREFIX));
    if (!isWanted(name) || !isSound(buffer, at, length)) continue;
    const first = at + PREFIX + padded(nameLength);
    if (PREFIX + padded(nameLength) + count * COLUMNS * 8 !== length) continue;
    const column = (index: number) => new Float64Array(buffer, first + index * count * 8, count);
    yield { name, series: { step: column(0), epoch: column(1), time: column(2), value: column(3) } };
  }
}

/** The JSON values in a file. */
export function jsonIn(buffer: ArrayBuffer): unknown[] {
  const found: unknown[] = [];
  for (const { at, length } of chunksOf(buffer)) {
    if (!isSound(buffer, at, length)) continue;
    const [bytes = 0] = new Uint32Array(buffer, at, 1);
    try {
      found.push(JSON.parse(decoder.decode(new Uint8Array(buffer, at + PREFIX, Math.min(bytes, length - PREFIX)))));
    } catch {
      // Sound, and yet no JSON: of another version.
    }
  }
  return found;
}

/** Payloads that are all there; ends where a chunk is cut or something else begins. */
function* chunksOf(buffer: ArrayBuffer): Iterable<{ readonly at: number; readonly length: number }> {
  let at = 0;
  while (at + HEADER + PREFIX <= buffer.byteLength) {
    const [magic, length = 0] = new Uint32Array(buffer, at, 2);
    if (magic !== MAGIC || length < PREFIX || length % 8 !== 0 || at + HEADER + length > buffer.byteLength) return;
    yield { at: at + HEADER, length };
    at += HEADER + length;
  }
}

const isSound = (buffer: ArrayBuffer, at: number, length: number): boolean => new Uint32Array(buffer, at - HEADER, 3)[2] === checksum(new Uint32Array(buffer, at, length / 4));

function sealed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const header = new Uint32Array(bytes.buffer, 0, HEADER / 4);
  header[0] = MAGIC;
  header[1] = bytes.length - HEADER;
  header[2] = checksum(new Uint32Array(bytes.buffer, HEADER));
  return bytes;
}

/** FNV-1a over words of 32 bits: a cut or zeroed end shows, at a billion bytes a second. */
function checksum(words: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < words.length; index++) hash = Math.imul(hash ^ (words[index] as number), 0x01000193);
  return hash >>> 0;
}
