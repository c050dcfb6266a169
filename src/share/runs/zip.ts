/** Zip archives, written and read part by part, so that nothing keeps the page busy for long. */
import type { UnzipFile } from 'fflate';
import { Unzip, UnzipInflate, Zip, ZipDeflate } from 'fflate';
import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import { breather } from './breath';

export interface ZipFileWriter {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** Files one after the other; each ends before the next begins. */
export class ZipWriter {
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #zip = new Zip((error, part) => {
    if (error !== null) throw error;
    this.#parts.push(new Uint8Array(part));
  });

  /** @param changedAt milliseconds since the epoch */
  file(name: string, changedAt: number): ZipFileWriter {
    // Numbers hardly become smaller the harder one tries, but it takes three times as long.
    const file = new ZipDeflate(name, { level: 1 });
    file.mtime = Math.max(changedAt, FIRST_DATE);
    this.#zip.add(file);
    // Records are a few bytes each: deflating them one by one would cost more than the bytes do.
    let held: Uint8Array[] = [];
    let length = 0;
    const flush = (isLast: boolean): void => {
      const whole = new Uint8Array(length);
      let at = 0;
      for (const part of held) {
        whole.set(part, at);
        at += part.length;
      }
      held = [];
      length = 0;
      file.push(whole, isLast);
    };
    return {
      write(bytes) {
        held.push(bytes);
        length += bytes.length;
        if (length >= CHUNK) flush(false);
      },
      end: () => flush(true),
    };
  }

  finish(): Blob {
    this.#zip.end();
    return new Blob(this.#parts, { type: 'application/zip' });
  }
}

const CHUNK = 65536;
/** Zip knows no day before 1980. */
const FIRST_DATE = Date.UTC(1980, 0, 2);

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The files of an archive whose names are wanted; the error is a sentence. */
export async function unzip(archive: Uint8Array, { wants, mostBytes }: { readonly wants: (name: string) => boolean; readonly mostBytes: number }): Promise<Result<readonly ZippedFile[], string>> {
  const breath = breather();
  const files: ZippedFile[] = [];
  let total = 0;
  let problem: string | null = null;
  let open = 0;
  const read = new Unzip((file: UnzipFile) => {
    if (file.name.endsWith('/') || !wants(file.name)) return;
    const parts: Uint8Array[] = [];
    open++;
    file.ondata = (error, part, isLast) => {
      if (error !== null) problem ??= `${file.name}: ${error.message}`;
      else parts.push(part);
      total += part?.length ?? 0;
      if (total > mostBytes) {
        problem ??= `it unpacks to more than ${Math.round(mostBytes / 1e6)} MB`;
        file.terminate();
      }
      if (!isLast) return;
      open--;
      files.push({ name: file.name, bytes: joined(parts) });
    };
    file.start();
  });
  read.register(UnzipInflate);
  try {
    for (let from = 0; from < archive.length && problem === null; from += CHUNK) {
      read.push(archive.subarray(from, from + CHUNK), from + CHUNK >= archive.length);
      await breath();
    }
  } catch (error) {
    problem ??= error instanceof Error ? error.message : String(error);
  }
  if (problem === null && open > 0) problem = 'it ends within a file';
  return problem === null ? ok(files) : err(problem);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
