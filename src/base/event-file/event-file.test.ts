/** Event files against TensorBoard's own; `fixtures/write_events.py` makes the one that is read. What is written here, `remote/tests/test_event_files.py` reads with TensorBoard. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c';
import type { ReadEvent, SummaryEvent, SummaryValue } from './events';
import { looksLikeEvents, readEvents } from './read';
import { encodeRecord, readRecords } from './records';
import { scalarEncoder } from './scalars';
import { encodeEvent, encodeFileHead, eventFileName } from './write';

const utf8 = new TextEncoder();

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function all(file: Uint8Array): { events: ReadEvent[]; damage: { offset: number; detail: string } | null } {
  const reading = readEvents(file);
  const events: ReadEvent[] = [];
  for (;;) {
    const next = reading.next();
    if (next.done === true) return { events, damage: next.value };
    events.push(next.value);
  }
}

it('scalars that are written together are the bytes of events of one scalar each', () => {
  const point = fc.record({ step: fc.oneof(fc.integer({ min: -5, max: 300 }), fc.integer({ min: 0, max: 2 ** 52 }), fc.double({ min: 0, max: 1e6, noNaN: true })), time: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(NaN)), value: fc.float() });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom(0, 1_700_000_000.25), fc.array(point, { minLength: 1, maxLength: 20 }), (tag, begun, points) => {
      const columns = { step: points.map(({ step }) => step), time: points.map(({ time }) => time), value: points.map(({ value }) => value) };
      const encode = scalarEncoder(tag, begun);
      const half = points.length >> 1;
      const apart = points.map(({ step, time, value }) => encodeEvent({ wallTime: begun + (Number.isNaN(time) ? 0 : time), step, values: [{ kind: 'scalar', tag, value }] }));
      expect(joined([encode(columns, 0, half), encode(columns, half, points.length)])).toEqual(joined(apart));
    }),
  );
});

describe('checksums', () => {
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['rising', Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
    ['123456789', utf8.encode('123456789'), 0xe3069283],
  ])('of %s are those of RFC 3720', (_, bytes, crc) => {
    expect(crc32c(bytes)).toBe(crc);
    expect(maskedCrc32c(bytes)).toBe((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  });
});

describe('a file that TensorBoard wrote', () => {
  const { events, damage } = all(readFileSync(new URL('fixtures/tensorboard.tfevents', import.meta.url)));
  const found = (tag: string): { step: number; value: ReadEvent['values'][number] }[] => events.flatMap(({ step, values }) => values.filter((value) => value.kind !== 'hparams' && value.tag === tag).map((value) => ({ step, value })));

  it('is read to its end', () => {
    expect(damage).toBeNull();
    expect(events[0]?.wallTime).toBe(1_700_000_000);
  });
  it('gives scalars of the old form, NaN included', () => {
    expect(found('old').map(({ step, value }) => [step, value.kind === 'scalar' && value.value])).toEqual([[0, 1], [1, 0.5], [2, Math.fround(1 / 3)], [3, NaN]]);
  });
  it('gives scalars of the tensor form, also those whose plugin was told before', () => {
    expect(found('new').map(({ step, value }) => [step, value.kind === 'scalar' && value.value])).toEqual([[0, 1], [1, 0.5], [2, 0.25]]);
    expect(found('double')).toEqual([{ step: 2 ** 40, value: { kind: 'scalar', tag: 'double', value: 0.1 } }]);
    expect(found('half')).toEqual([{ step: 1, value: { kind: 'scalar', tag: 'half', value: 1.5 } }]);
  });
  it('gives histograms of both forms', () => {
    const [{ value } = { value: null }] = found('weights');
    expect(value).toEqual({ kind: 'histogram', tag: 'weights', buckets: [{ left: 0, right: 1, count: 1 }, { left: 1, right: 2, count: 2 }, { left: 2, right: 3, count: 0 }, { left: 3, right: 4, count: 1 }] });
    expect(found('old weights')[0]?.value).toEqual({ kind: 'histogram', tag: 'old weights', buckets: [{ left: -1, right: 0, count: 1 }, { left: 0, right: 1, count: 2 }, { left: 1, right: 3, count: 1 }] });
  });
  it('gives images of both forms', () => {
    for (const tag of ['picture', 'old picture']) {
      const value = found(tag)[0]?.value;
      expect(value).toMatchObject({ kind: 'image', width: 2, height: 1 });
      expect(value?.kind === 'image' && Array.from(value.encoded.subarray(1, 4))).toEqual(Array.from(utf8.encode('PNG')));
    }
  });
  it('gives texts, settings, and tells of what it has no kind for', () => {
    expect(found('words')[0]?.value).toEqual({ kind: 'text', tag: 'words', text: '# Größe' });
    expect(found('curve')[0]?.value).toEqual({ kind: 'other', tag: 'curve', plugin: 'pr_curves' });
    expect(events.flatMap(({ values }) => values).find(({ kind }) => kind === 'hparams')).toMatchObject({ data: { kind: 'start', hparams: { lr: 0.01, units: 32, act: 'relu', bias: true } } });
  });
});

const tag = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
const values: fc.Arbitrary<SummaryValue> = fc.oneof(
  fc.record({ kind: fc.constant('scalar' as const), tag, value: fc.float() }),
  fc.record({ kind: fc.constant('image' as const), tag, width: fc.nat(), height: fc.nat(), encoded: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('text' as const), tag, text: fc.string({ unit: 'grapheme' }) }),
  fc
    .record({ tag, edges: fc.uniqueArray(finite, { minLength: 2, maxLength: 6 }), counts: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }) })
    .map(({ tag: name, edges, counts }) => {
      const sorted = edges.toSorted((a, b) => a - b);
      return { kind: 'histogram' as const, tag: name, buckets: sorted.slice(1).map((right, at) => ({ left: sorted[at] ?? 0, right, count: counts[at] ?? 0 })) };
    }),
  fc.record({ kind: fc.constant('hparams' as const), data: fc.record({ kind: fc.constant('start' as const), hparams: fc.dictionary(tag, fc.oneof(finite, fc.string(), fc.boolean()), { noNullPrototype: true }), group: fc.string(), startedAt: fc.nat() }) }),
  fc.record({ kind: fc.constant('hparams' as const), data: fc.record({ kind: fc.constant('end' as const), status: fc.constantFrom('success' as const, 'failure' as const), endedAt: fc.nat() }) }),
);
/** A tag has one kind in a file, as everywhere in TensorBoard. */
const event: fc.Arbitrary<SummaryEvent> = fc.record({ wallTime: fc.nat(), step: fc.maxSafeInteger(), values: fc.uniqueArray(values, { maxLength: 4, selector: (value) => (value.kind === 'hparams' ? value.kind : value.tag) }) });

describe('a file that was written here', () => {
  it('reads the same', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 1 }), (events) => {
        const read = all(joined([encodeFileHead(1), ...events.map(encodeEvent)]));
        expect(read.damage).toBeNull();
        expect(read.events).toEqual(events);
      }),
    );
  });

  it('that was cut or changed anywhere gives what is before, and where it ended', () => {
    const records = [encodeFileHead(1), ...[1, 2, 3].map((step) => encodeEvent({ wallTime: step, step, values: [{ kind: 'scalar', tag: 'loss', value: 1 / step }] }))];
    const file = joined(records);
    const ends = records.map((_, at) => records.slice(0, at + 1).reduce((sum, { length }) => sum + length, 0));
    for (let at = 1; at < file.length; at++) {
      const whole = ends.filter((end) => end <= at).length;
      const cut = all(file.subarray(0, at));
      expect(cut.events.length).toBe(Math.max(0, whole - 1));
      expect(cut.damage === null).toBe(ends.includes(at));
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(all(changed)).toMatchObject({ damage: { offset: whole === 0 ? 0 : ends[whole - 1] } });
    }
  });

  it('is known by its first record', () => {
    expect(looksLikeEvents(encodeFileHead(1))).toBe(true);
    expect(looksLikeEvents(encodeRecord(new Uint8Array(10_000)))).toBe(true);
    expect(looksLikeEvents(utf8.encode('step,loss\n1,2\n'))).toBe(false);
    expect(looksLikeEvents(new Uint8Array())).toBe(false);
  });

  it('never throws for bytes of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void all(joined([encodeRecord(bytes), bytes]))));
  });

  it('fills what lies between two buckets', () => {
    const buckets = [{ left: 2, right: 3, count: 5 }, { left: 0, right: 1, count: 4 }];
    const [read] = all(joined([encodeFileHead(1), encodeEvent({ wallTime: 1, step: 0, values: [{ kind: 'histogram', tag: 'w', buckets }] })])).events;
    expect(read?.values).toEqual([{ kind: 'histogram', tag: 'w', buckets: [{ left: 0, right: 1, count: 4 }, { left: 1, right: 2, count: 0 }, { left: 2, right: 3, count: 5 }] }]);
  });

  it('has a name by which TensorBoard finds it, in the order of time', () => {
    expect(eventFileName(1_700_000_000.9)).toBe('events.out.tfevents.1700000000.gradbook');
    expect(eventFileName(5)).toBe('events.out.tfevents.0000000005.gradbook');
  });

  it('frames records that may hold anything', () => {
    const reading = readRecords(joined([encodeRecord(new Uint8Array()), encodeRecord(new Uint8Array([1, 2]))]));
    expect([...reading].map(({ bytes, offset }) => [Array.from(bytes), offset])).toEqual([[[], 0], [[1, 2], 16]]);
  });
});
