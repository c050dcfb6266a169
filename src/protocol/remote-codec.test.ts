import { readFileSync } from 'node:fs';
import { decode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RemoteEvent, RemoteRequest } from './remote';
import { MOST_CHUNK_BYTES } from './remote';
import { decodeEvent, encodeFrame, wireBytes } from './remote-codec';

interface Fixture {
  readonly name: string;
  readonly direction: 'request' | 'event';
  readonly hex: string;
  readonly message: RemoteRequest | RemoteEvent;
  readonly payload: string;
}

const fixtures = JSON.parse(readFileSync(new URL('./fixtures/remote-frames.json', import.meta.url), 'utf8')) as readonly Fixture[];
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const parts = (frame: Uint8Array) => {
  const length = new DataView(frame.buffer).getUint32(0, true);
  return { header: decode(frame.subarray(4, 4 + length)), payload: hexOf(frame.subarray(4 + length)) };
};

describe('frames that the server reads as well', () => {
  it.each(fixtures)('$name', ({ direction, hex, message, payload }) => {
    expect(parts(bytesOf(hex))).toEqual({ header: message, payload });
    expect(parts(encodeFrame(message, bytesOf(payload)))).toEqual({ header: message, payload });
    const decoded = decodeEvent(bytesOf(hex));
    expect(decoded.ok).toBe(direction === 'event' || message.kind === 'got');
    if (decoded.ok) expect({ ...decoded.value, payload: hexOf(decoded.value.payload) }).toEqual({ event: message, payload });
  });

  it('cover every kind of message', () => {
    const requests: Record<RemoteRequest['kind'], true> = { hello: true, got: true, put: true, compile: true, execute: true, loop: true, fetch: true, free: true, stats: true, profile: true, cancel: true, dataset: true, batch: true, drop: true, detach: true, attach: true, snapshot: true, end: true, runs: true, bye: true };
    const events: Record<RemoteEvent['kind'], true> = { welcome: true, got: true, compiled: true, value: true, rows: true, ack: true, stats: true, profiled: true, failed: true, dataset: true, run: true, metrics: true, runs: true, closing: true };
    const kinds = (direction: string) => new Set(fixtures.filter((fixture) => fixture.direction === direction).map(({ message }) => message.kind));
    expect(kinds('request')).toEqual(new Set(Object.keys(requests)));
    expect(kinds('event')).toEqual(new Set(Object.keys(events)));
  });
});

it('what a request leaves out is not on the wire', () => {
  const frame = encodeFrame({ kind: 'hello', version: 1, token: 't', client: 'c', ...{ session: undefined } });
  expect(parts(frame).header).toEqual({ kind: 'hello', version: 1, token: 't', client: 'c' });
});

it('a frame that lies about its lengths is refused', () => {
  const value = { kind: 'value', request: 1, type: 'float32', shape: [2], offset: 4, bytes: 8 } as const;
  expect(decodeEvent(encodeFrame(value, new Uint8Array(4))).ok).toBe(true);
  expect(decodeEvent(encodeFrame(value, new Uint8Array(5))).ok).toBe(false);
  expect(decodeEvent(encodeFrame(value)).ok).toBe(false);
  expect(decodeEvent(encodeFrame({ ...value, bytes: 2 ** 40 }, new Uint8Array(4))).ok).toBe(false);
  const rows = { kind: 'rows', seq: 1, output: 0, from: 3, type: 'int32', shape: [2], offset: 0, bytes: 8 } as const;
  expect(decodeEvent(encodeFrame(rows, new Uint8Array(8))).ok).toBe(true);
  expect(decodeEvent(encodeFrame({ ...rows, shape: [] }, new Uint8Array(8))).ok).toBe(false);
  expect(decodeEvent(encodeFrame({ ...rows, bytes: 12 }, new Uint8Array(8))).ok).toBe(false);
  expect(decodeEvent(encodeFrame({ kind: 'ack', seq: 1 }, new Uint8Array(1))).ok).toBe(false);
  const long = encodeFrame({ kind: 'ack', seq: 1 });
  new DataView(long.buffer).setUint32(0, 2 ** 31, true);
  expect(decodeEvent(long)).toMatchObject({ ok: false });
});

it('bytes that anyone sent never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expect(typeof decodeEvent(bytes).ok).toBe('boolean')), { numRuns: 2000 });
});

it('frames that are nearly right never throw', () => {
  const changed = fc.tuple(fc.constantFrom(...fixtures), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat());
  fc.assert(
    fc.property(changed, ([{ hex }, edits, cut]) => {
      const bytes = bytesOf(hex);
      for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
      const decoded = decodeEvent(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
      if (decoded.ok) expect(decoded.value.payload.length).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 3000 },
  );
});

it('any header at all is an event or an error', () => {
  const kinds = fc.constantFrom('welcome', 'got', 'compiled', 'value', 'rows', 'ack', 'stats', 'profiled', 'failed', 'dataset', 'run', 'metrics', 'runs', 'closing', 'nonsense');
  fc.assert(
    fc.property(kinds, fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 })), (kind, rest) => {
      const decoded = decodeEvent(encodeFrame({ ...rest, kind } as unknown as RemoteEvent));
      expect(decoded.ok || decoded.error.message.length > 0).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

it('a chunk is what one frame carries at most', () => {
  expect(wireBytes('float32', [1024, 1024])).toBe(MOST_CHUNK_BYTES);
  expect(wireBytes('complex64', [])).toBe(8);
});
