/** Many scalars of one tag as records: the bytes that `encodeEvent` gives for each, written at once into one buffer. */
import { maskedCrc32c } from './crc32c';
import { putVarint, VARINT_BYTES } from './protobuf';
import { RECORD_HEAD, RECORD_TAIL } from './records';

/** Arrays of one length. */
export interface Scalars {
  /** Rounded to whole numbers. */
  readonly step: ArrayLike<number>;
  /** Seconds since `begun`; where they are unknown, it is as if they were 0. */
  readonly time: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

// Keys of fields: Event.wall_time, step, summary; Summary.value; Value.tag, simple_value.
const WALL_TIME = 0x09;
const STEP = 0x10;
const SUMMARY = 0x2a;
const VALUE = 0x0a;
const TAG = 0x0a;
const SIMPLE_VALUE = 0x15;

/**
 * Writes the scalars of one tag, those with index `from` up to `to`, to follow a file's head.
 * @returns a function that makes the records of a part of `scalars`
 */
export function scalarEncoder(tag: string, begun: number): (scalars: Scalars, from: number, to: number) => Uint8Array<ArrayBuffer> {
  const body = summaryOf(tag);
  const most = RECORD_HEAD + 1 + 8 + 1 + VARINT_BYTES + body.length + RECORD_TAIL;
  /** Checksums of lengths: records of one tag have but a few. */
  const checked = new Map<number, number>();
  const checksumOf = (length: number): number => {
    let known = checked.get(length);
    if (known === undefined) {
      const head = new DataView(new ArrayBuffer(8));
      head.setUint32(0, length, true);
      checked.set(length, (known = maskedCrc32c(new Uint8Array(head.buffer))));
    }
    return known;
  };
  return ({ step, time, value }, from, to) => {
    const bytes = new Uint8Array((to - from) * most);
    const view = new DataView(bytes.buffer);
    let end = 0;
    for (let index = from; index < to; index++) {
      const start = end + RECORD_HEAD;
      let at = start;
      const seconds = time[index] as number;
      const wallTime = begun + (Number.isFinite(seconds) ? seconds : 0);
      // Values of 0 are left out, as proto3 does.
      if (!Object.is(wallTime, 0)) {
        bytes[at] = WALL_TIME;
        view.setFloat64(at + 1, wallTime, true);
        at += 9;
      }
      const whole = Math.round(step[index] as number);
      if (whole !== 0) {
        bytes[at] = STEP;
        at = putVarint(bytes, at + 1, whole);
      }
      bytes.set(body, at);
      at += body.length;
      view.setFloat32(at - 4, value[index] as number, true);
      const length = at - start;
      view.setUint32(end, length, true);
      view.setUint32(end + 8, checksumOf(length), true);
      view.setUint32(at, maskedCrc32c(bytes, start, at), true);
      end = at + RECORD_TAIL;
    }
    return bytes.subarray(0, end);
  };
}

/** The field `summary` with one value of the tag; its last four bytes are for the number. */
function summaryOf(tag: string): Uint8Array {
  const name = new TextEncoder().encode(tag);
  const prefixed = (key: number, content: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(1 + VARINT_BYTES + content.length);
    bytes[0] = key;
    const at = putVarint(bytes, 1, content.length);
    bytes.set(content, at);
    return bytes.subarray(0, at + content.length);
  };
  const tagged = name.length === 0 ? new Uint8Array() : prefixed(TAG, name);
  const inner = new Uint8Array(tagged.length + 5);
  inner.set(tagged);
  inner[tagged.length] = SIMPLE_VALUE;
  return prefixed(SUMMARY, prefixed(VALUE, inner));
}
