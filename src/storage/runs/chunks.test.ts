import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeIndexed, encodeJson, encodePoints, jsonIn, placeIn, pointsIn } from './chunks';
import { joinSeries } from './columns';

const series = (values: readonly number[]) => ({
  step: Float64Array.from(values, (_, index) => index),
  epoch: Float64Array.from(values, () => NaN),
  time: Float64Array.from(values, (_, index) => index / 8),
  value: Float64Array.from(values),
});

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes.buffer;
}

const numbers = fc.array(fc.double(), { maxLength: 20 });

describe('chunks on disk', () => {
  it('give back every number of every metric, bit by bit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('loss', 'val_loss', 'größe', ''), numbers), { maxLength: 8 }), (written) => {
        const file = joined(written.map(([metric, values]) => encodePoints(metric, series(values))));
        for (const metric of ['loss', 'val_loss', 'größe', '']) {
          const expected = written.flatMap(([name, values]) => (name === metric ? values : []));
          expect(Array.from(joinSeries([series([]), ...pointsIn(file, metric)]).value)).toEqual(expected);
        }
      }),
    );
  });

  it('a file that was cut anywhere loses its last chunks only', () => {
    const chunks = [1, 2, 3].map((value) => encodePoints('loss', series([value, value])));
    const file = joined(chunks);
    const length = chunks[0]?.length ?? 0;
    for (let cut = 0; cut <= file.byteLength; cut++) expect(pointsIn(file.slice(0, cut), 'loss')).toHaveLength(Math.floor(cut / length));
  });

  it('a chunk that was damaged is left out, the others stay', () => {
    const bytes = new Uint8Array(joined([1, 2, 3].map((value) => encodePoints('loss', series([value])))));
    bytes[bytes.length / 3 + 40] = 99;
    expect(pointsIn(bytes.buffer, 'loss').map(({ value }) => value[0])).toEqual([1, 3]);
  });

  it('an index leads to the points of one metric alone, and the file can still be read whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('loss', '__proto__', 'größe'), numbers), { maxLength: 8 }), (written) => {
        const file = joined(encodeIndexed(written.map(([metric, values]) => encodePoints(metric, series(values)))));
        for (const metric of ['loss', '__proto__', 'größe', 'absent']) {
          const expected = written.flatMap(([name, values]) => (name === metric ? values : []));
          const short = placeIn(file.slice(0, 24), metric);
          const found = short.kind === 'longer' ? placeIn(file.slice(0, short.bytes), metric) : short;
          if (found.kind !== 'place') throw new Error(`the index says ${found.kind}`);
          expect(found.place === null).toBe(!written.some(([name]) => name === metric));
          const own = found.place === null ? new ArrayBuffer(0) : file.slice(found.place.from, found.place.to);
          for (const bytes of [own, file]) expect(Array.from(joinSeries([series([]), ...pointsIn(bytes, metric)]).value)).toEqual(expected);
        }
      }),
    );
  });

  it('a file without an index, or with a damaged one, says so', () => {
    const plain = encodePoints('loss', series([1]));
    expect(placeIn(plain.buffer, 'loss').kind).toBe('none');
    const indexed = new Uint8Array(joined(encodeIndexed([plain])));
    indexed[20] = 99;
    expect(placeIn(indexed.buffer, 'loss').kind).toBe('none');
  });

  it('hold JSON as well, and bytes of something else hold nothing', () => {
    const values = [{ a: 'ü', b: [1, null] }, 'text'];
    expect(jsonIn(joined(values.map(encodeJson)))).toEqual(values);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void [pointsIn(Uint8Array.from(bytes).buffer, 'loss'), jsonIn(Uint8Array.from(bytes).buffer)]));
  });
});
