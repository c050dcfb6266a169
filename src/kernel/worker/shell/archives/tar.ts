/** Reads tar archives (POSIX ustar with pax and GNU long names) in place: contents stay slices of the archive. */
import { CommandError } from '../command';

interface TarEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly content: Blob;
}

/** Bytes of a header and of the blocks that contents fill up. */
const block = 512;

/** Files and folders in order; links and devices are left out. @throws CommandError where the archive is none. */
export async function* tarEntries(archive: Blob): AsyncGenerator<TarEntry> {
  /** Names too long for a header stand in an entry before theirs. */
  let longName: string | null = null;
  for (let at = 0; at + block <= archive.size; ) {
    const header = new Uint8Array(await archive.slice(at, at + block).arrayBuffer());
    if (header.every((byte) => byte === 0)) return;
    if (!isHeader(header)) throw new CommandError(at === 0 ? await whatElse(header) : 'the archive is broken: a header does not add up');
    const size = numberAt(header, 124, 12);
    const content = archive.slice(at + block, at + block + size);
    if (content.size < size) throw new CommandError('the archive is cut short');
    at += block + Math.ceil(size / block) * block;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === 'L') longName = (await content.text()).replace(/\0.*$/s, '');
    else if (kind === 'x') longName = paxPath(await content.text()) ?? longName;
    else {
      const isUstar = textAt(header, 257, 5) === 'ustar';
      const prefix = isUstar ? textAt(header, 345, 155) : '';
      const name: string = longName ?? (prefix === '' ? textAt(header, 0, 100) : `${prefix}/${textAt(header, 0, 100)}`);
      longName = null;
      const isFolder = kind === '5' || name.endsWith('/');
      if (isFolder || kind === '0' || kind === '\0' || kind === '7') yield { name: name.replace(/^(\.\/)+/, ''), isFolder, content };
    }
  }
}

function textAt(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(field.subarray(0, end === -1 ? length : end));
}

/** Octal digits, or binary behind a high first bit where the number is larger. */
function numberAt(header: Uint8Array, start: number, length: number): number {
  if (((header[start] ?? 0) & 0x80) === 0) return Number.parseInt(textAt(header, start, length).trim() || '0', 8);
  return header.subarray(start + 1, start + length).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The checksum counts its own field as blanks. */
function isHeader(header: Uint8Array): boolean {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return sum === numberAt(header, 148, 8);
}

/** Records read `length key=value\n`. */
const paxPath = (records: string): string | null => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1] ?? null;

async function whatElse(header: Uint8Array): Promise<string> {
  const [a, b, c] = header;
  if (a === 0x42 && b === 0x5a && c === 0x68) return 'the archive is packed by bzip2; only gzip can be unpacked here';
  if (a === 0xfd && b === 0x37 && c === 0x7a) return 'the archive is packed by xz; only gzip can be unpacked here';
  if (a === 0x50 && b === 0x4b) return 'this is a zip archive: use !unzip';
  return 'this is no tar archive';
}
