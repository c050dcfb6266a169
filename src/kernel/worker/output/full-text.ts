/**
 * All the text of one run. The parts become blobs, which the browser keeps outside the worker's memory
 * and on disk where they are large; the page gets a handle and copies nothing.
 */
export interface FullText {
  append(text: string): void;
  /** True once nothing more is kept. */
  readonly full: boolean;
  /** Everything kept so far. */
  blob(): Blob;
}

/** Characters that are collected before they become a blob, and that are kept at most. */
const PART = 1024 * 1024;
const LIMIT = 128 * 1024 * 1024;

export function createFullText(makeBlob: (parts: (string | Blob)[]) => Blob, limit = LIMIT): FullText {
  let whole: Blob | null = null;
  let chunks: string[] = [];
  let collected = 0;
  let kept = 0;
  const settle = (): Blob => {
    if (whole === null || chunks.length > 0) whole = makeBlob([...(whole === null ? [] : [whole]), chunks.join('')]);
    chunks = [];
    collected = 0;
    return whole;
  };
  return {
    append(text) {
      if (kept >= limit) return;
      kept += text.length;
      chunks.push(text);
      collected += text.length;
      if (collected >= PART) settle();
    },
    get full() {
      return kept >= limit;
    },
    blob: settle,
  };
}
