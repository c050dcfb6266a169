/** TFRecord framing: length (uint64), its masked CRC-32C, the bytes, their masked CRC-32C; all little-endian. */
import { maskedCrc32c } from './crc32c';

/** Bytes before and after what a record holds. */
export const RECORD_HEAD = 12;
export const RECORD_TAIL = 4;
/** Lengths from here on are damage: no record of a run is so large. */
const MOST_BYTES = 2 ** 30;

export interface RecordAt {
  readonly bytes: Uint8Array;
  /** Of the record's first byte in the file. */
  readonly offset: number;
}

/** Where and why reading ended before the end of the file. */
export interface RecordDamage {
  readonly offset: number;
  readonly detail: string;
}

export function encodeRecord(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(RECORD_HEAD + payload.length + RECORD_TAIL);
  const view = new DataView(record.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(8, maskedCrc32c(record, 0, 8), true);
  record.set(payload, RECORD_HEAD);
  view.setUint32(RECORD_HEAD + payload.length, maskedCrc32c(payload), true);
  return record;
}

/** The records of a file, views on its bytes; returns the damage that ended it, or null at its end. */
export function* readRecords(file: Uint8Array): Generator<RecordAt, RecordDamage | null> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let offset = 0;
  while (offset < file.length) {
    const left = file.length - offset;
    if (left < RECORD_HEAD) return { offset, detail: `the file ends within a record's head, ${left} of ${RECORD_HEAD} bytes` };
    if (view.getUint32(offset + 8, true) !== maskedCrc32c(file, offset, offset + 8)) return { offset, detail: 'the checksum of a record\'s length does not match' };
    const length = view.getUint32(offset, true);
    if (view.getUint32(offset + 4, true) !== 0 || length > MOST_BYTES) return { offset, detail: 'a record claims more than a gigabyte' };
    const start = offset + RECORD_HEAD;
    if (start + length + RECORD_TAIL > file.length) return { offset, detail: `the file ends within a record of ${length} bytes` };
    if (view.getUint32(start + length, true) !== maskedCrc32c(file, start, start + length)) return { offset, detail: 'the checksum of a record does not match' };
    yield { bytes: file.subarray(start, start + length), offset };
    offset = start + length + RECORD_TAIL;
  }
  return null;
}
