/** Reads zip archives by their central directory (also zip64); contents are inflated while they are read. */
import { CommandError } from '../command';

interface ZipEntry {
  /** Folders end in a slash. */
  readonly name: string;
  /** Unpacked, in bytes. */
  readonly size: number;
  open(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

const endMark = 0x06054b50;
const end64LocatorMark = 0x07064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
/** Where a 32-bit field leaves the number to the zip64 fields. */
const elsewhere = 0xffffffff;

/** @throws CommandError where the file is no archive, or holds what cannot be read. */
export async function zipEntries(archive: Blob): Promise<readonly ZipEntry[]> {
  const { offset, size, count } = await findDirectory(archive);
  const directory = await viewOf(archive.slice(offset, offset + size));
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== entryMark) throw broken();
    const nameLength = directory.getUint16(at + 28, true);
    const extraLength = directory.getUint16(at + 30, true);
    const name = textOf(directory, at + 46, nameLength);
    const wide = wideNumbers(directory, at + 46 + nameLength, extraLength);
    // In this order, each only where its 32-bit field says so.
    const read = (field: number): number => {
      const value = directory.getUint32(at + field, true);
      return value === elsewhere ? (wide.shift() ?? value) : value;
    };
    const unpacked = read(24);
    const packed = read(20);
    const start = read(42);
    const method = directory.getUint16(at + 10, true);
    const isLocked = (directory.getUint16(at + 8, true) & 1) === 1;
    entries.push({ name, size: unpacked, open: () => contentOf(archive, { name, start, packed, method, isLocked }) });
    at += 46 + nameLength + extraLength + directory.getUint16(at + 32, true);
  }
  return entries;
}

interface Content {
  readonly name: string;
  /** Of its local header. */
  readonly start: number;
  readonly packed: number;
  readonly method: number;
  readonly isLocked: boolean;
}

function contentOf(archive: Blob, { name, start, packed, method, isLocked }: Content): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (isLocked) throw new CommandError(`'${name}' is locked by a password, which cannot be given here`);
  if (method !== 0 && method !== 8) throw new CommandError(`'${name}' is packed by method ${method}; only stored and deflated files can be unpacked here`);
  const raw = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const pump = async (): Promise<void> => {
    const header = await viewOf(archive.slice(start, start + 30));
    if (header.byteLength < 30 || header.getUint32(0, true) !== localMark) throw broken();
    const from = start + 30 + header.getUint16(26, true) + header.getUint16(28, true);
    await archive.slice(from, from + packed).stream().pipeTo(raw.writable);
  };
  pump().catch((cause: unknown) => raw.writable.abort(cause).catch(() => undefined));
  return method === 0 ? raw.readable : raw.readable.pipeThrough(new DecompressionStream('deflate-raw'));
}

async function findDirectory(archive: Blob): Promise<{ readonly offset: number; readonly size: number; readonly count: number }> {
  // The end record is followed by a comment of up to 64 KiB.
  const tailStart = Math.max(0, archive.size - 22 - 0xffff);
  const tail = await viewOf(archive.slice(tailStart));
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endMark) continue;
    const plain = { count: tail.getUint16(at + 10, true), size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
    const isWide = plain.count === 0xffff || plain.size === elsewhere || plain.offset === elsewhere;
    if (!isWide || at < 20 || tail.getUint32(at - 20, true) !== end64LocatorMark) return plain;
    const start = Number(tail.getBigUint64(at - 12, true));
    const wide = await viewOf(archive.slice(start, start + 56));
    return { count: Number(wide.getBigUint64(32, true)), size: Number(wide.getBigUint64(40, true)), offset: Number(wide.getBigUint64(48, true)) };
  }
  throw new CommandError('this is no zip archive, or it is cut short');
}

/** The 64-bit numbers of the zip64 extra field. */
function wideNumbers(directory: DataView, start: number, length: number): number[] {
  for (let at = start; at + 4 <= start + length; at += 4 + directory.getUint16(at + 2, true)) {
    if (directory.getUint16(at, true) !== 1) continue;
    const count = Math.floor(directory.getUint16(at + 2, true) / 8);
    return Array.from({ length: count }, (_, index) => Number(directory.getBigUint64(at + 4 + index * 8, true)));
  }
  return [];
}

const viewOf = async (blob: Blob): Promise<DataView> => new DataView(await blob.arrayBuffer());
const textOf = (view: DataView, start: number, length: number): string => new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, length));
const broken = (): CommandError => new CommandError('the zip archive is broken: its directory does not add up');
