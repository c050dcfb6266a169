/**
 * The form of points and items on disk: chunks one after the other, each with its length and a checksum, so that a
 * file that was cut loses its last chunk only.
 *
 * A chunk, little-endian: magic `GBR1`, bytes of the payload (a multiple of 8), checksum of the payload, 0; the payload.
 * Payload of points: bytes of the metric's name, number of points, the name in UTF-8 up to a multiple of 8, then the
 * columns step, epoch, time, value as float64. Payload of an item: bytes of its JSON, 0, the JSON.
 *
 * A file of points that grows no more opens with an index, of magic `GBRX`, whose JSON tells of each metric where its
 * one chunk begins and how long it is, in bytes: who wants one metric of many reads nothing of the others.
 */
import { isObject } from '../../base/json';
import { joinSeries } from './columns';
import type { MetricSeries } from './types';

const MAGIC = 0x31524247;
const INDEX_MAGIC = 0x58524247;
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

export const encodeJson = (value: unknown): Uint8Array<ArrayBuffer> => jsonChunk(value, MAGIC);

function jsonChunk(value: unknown, magic: number): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(JSON.stringify(value));
  const bytes = new Uint8Array(HEADER + PREFIX + padded(text.length));
  new Uint32Array(bytes.buffer)[HEADER / 4] = text.length;
  bytes.set(text, HEADER + PREFIX);
  return sealed(bytes, magic);
}

/** A file that grows no more: the same points, those of each metric in one chunk, behind an index. */
export function encodeIndexed(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const byMetric = new Map<string, Uint8Array<ArrayBuffer>[]>();
  for (const chunk of chunks) {
    const metric = nameAt(chunk.buffer, HEADER);
    byMetric.set(metric, [...(byMetric.get(metric) ?? []), chunk]);
  }
  const merged = [...byMetric].map(([metric, parts]) => ({ metric, chunk: merge(metric, parts) }));
  // Places are told from the end of the index, whose own length depends on what it tells.
  let at = 0;
  const places: [string, Place][] = [];
  for (const { metric, chunk } of merged) {
    places.push([metric, [at, chunk.length]]);
    at += chunk.length;
  }
  return [jsonChunk(Object.fromEntries(places), INDEX_MAGIC), ...merged.map(({ chunk }) => chunk)];
}

function merge(metric: string, parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : encodePoints(metric, joinSeries(parts.flatMap(({ buffer }) => pointsIn(buffer, metric))));
}

type Place = readonly [from: number, length: number];

/**
 * What the beginning of a file tells: where a metric's chunk lies (null where it has none), that the index is longer
 * than this beginning (its bytes), or that there is no index to rely on.
 */
export function placeIn(beginning: ArrayBuffer, metric: string): { readonly kind: 'place'; readonly place: { readonly from: number; readonly to: number } | null } | { readonly kind: 'longer'; readonly bytes: number } | { readonly kind: 'none' } {
  if (beginning.byteLength < HEADER + PREFIX) return { kind: 'none' };
  const [magic, length = 0] = new Uint32Array(beginning, 0, 2);
  if (magic !== INDEX_MAGIC || length % 8 !== 0) return { kind: 'none' };
  const end = HEADER + length;
  if (end > beginning.byteLength) return { kind: 'longer', bytes: end };
  const index = isSound(beginning, HEADER, length) ? jsonAt(beginning, HEADER, length) : null;
  if (!isObject(index)) return { kind: 'none' };
  const place = Object.hasOwn(index, metric) ? (index[metric] as Place) : null;
  return { kind: 'place', place: place && { from: end + place[0], to: end + place[0] + place[1] } };
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
  for (const { at, length, magic } of chunksOf(buffer)) {
    if (magic !== MAGIC) continue;
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
    const value = jsonAt(buffer, at, length);
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** Undefined where a sound payload is no JSON: of another version. */
function jsonAt(buffer: ArrayBuffer, at: number, length: number): unknown {
  const [bytes = 0] = new Uint32Array(buffer, at, 1);
  try {
    return JSON.parse(decoder.decode(new Uint8Array(buffer, at + PREFIX, Math.min(bytes, length - PREFIX))));
  } catch {
    return undefined;
  }
}

/** The metric's name in a payload that was made here. */
const nameAt = (buffer: ArrayBuffer, at: number): string => decoder.decode(new Uint8Array(buffer, at + PREFIX, new Uint32Array(buffer, at, 1)[0]));

/** Payloads that are all there; ends where a chunk is cut or something else begins. */
function* chunksOf(buffer: ArrayBuffer): Iterable<{ readonly at: number; readonly length: number; readonly magic: number }> {
  let at = 0;
  while (at + HEADER + PREFIX <= buffer.byteLength) {
    const [magic = 0, length = 0] = new Uint32Array(buffer, at, 2);
    if ((magic !== MAGIC && magic !== INDEX_MAGIC) || length < PREFIX || length % 8 !== 0 || at + HEADER + length > buffer.byteLength) return;
    yield { at: at + HEADER, length, magic };
    at += HEADER + length;
  }
}

const isSound = (buffer: ArrayBuffer, at: number, length: number): boolean => new Uint32Array(buffer, at - HEADER, 3)[2] === checksum(new Uint32Array(buffer, at, length / 4));

function sealed(bytes: Uint8Array<ArrayBuffer>, magic = MAGIC): Uint8Array<ArrayBuffer> {
  const header = new Uint32Array(bytes.buffer, 0, HEADER / 4);
  header[0] = magic;
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
