/** The lines of a long text that stays where the browser keeps it; only those asked for become strings. */

export interface BlobLines {
  /** Lines found so far. */
  readonly count: number;
  /** Lines from `from` up to `to`, without their line breaks. */
  read(from: number, to: number): Promise<readonly string[]>;
}

/** Bytes looked through in one task. */
const SLICE = 1024 * 1024;
const NEWLINE = 10;
/** Bytes that become strings at once, and of each line where there are more. */
const READABLE = 2 * 1024 * 1024;
const HEAD = 16 * 1024;

/** Finds the lines, a part at a time; calls `progress` after each with all that is known. Ends early once `signal` is aborted. */
export async function indexLines(blob: Blob, progress: (lines: BlobLines) => void, signal: AbortSignal): Promise<void> {
  let starts = new Float64Array(1024);
  let count = 0;
  const add = (offset: number): void => {
    if (count === starts.length) {
      const larger = new Float64Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = offset;
  };
  add(0);
  for (let at = 0; at < blob.size && !signal.aborted; at += SLICE) {
    const bytes = new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer());
    for (let index = bytes.indexOf(NEWLINE); index !== -1; index = bytes.indexOf(NEWLINE, index + 1)) add(at + index + 1);
    if (!signal.aborted) progress(view(blob, starts, count));
  }
}

function view(blob: Blob, starts: Float64Array, found: number): BlobLines {
  // What stands behind the last line break is a line only if there is something.
  const count = starts[found - 1] === blob.size ? found - 1 : found;
  const startOf = (line: number): number => (line < found ? (starts[line] ?? blob.size) : blob.size);
  /** Lines so long that nobody reads them to their end: of each the beginning. */
  const readHeads = (from: number, end: number): Promise<readonly string[]> =>
    Promise.all(
      Array.from({ length: end - from }, async (_, index) => {
        const start = startOf(from + index);
        const text = await blob.slice(start, Math.min(startOf(from + index + 1), start + HEAD)).text();
        return text.endsWith('\n') ? text.slice(0, -1) : text;
      }),
    );
  return {
    count,
    async read(from, to) {
      const end = Math.min(to, count);
      if (startOf(end) - startOf(from) > READABLE) return readHeads(from, end);
      const lines = (await blob.slice(startOf(from), startOf(end)).text()).split('\n');
      if (lines.at(-1) === '') lines.pop();
      return lines;
    },
  };
}
