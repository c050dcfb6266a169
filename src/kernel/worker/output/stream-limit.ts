/** How much text one run may write; what is beyond it is counted, not kept. */
export interface StreamLimit {
  /** The part of `text` that is still within bounds. */
  admit(text: string): string;
  /** True once nothing more is admitted; a caller can then skip making the text. */
  readonly spent: boolean;
  /** Counts a line that was never made into text. */
  skip(lines: number): void;
  /** Lines left out so far. */
  readonly skipped: number;
}

export function createStreamLimit(maxLines = 10_000, maxCharacters = 1_000_000): StreamLimit {
  let lines = 0;
  let characters = 0;
  let spent = false;
  let skipped = 0;
  return {
    get spent() {
      return spent;
    },
    get skipped() {
      return skipped;
    },
    skip(count) {
      skipped += count;
    },
    admit(text) {
      if (spent) {
        skipped += countLines(text, 0);
        return '';
      }
      let end = Math.min(text.length, maxCharacters - characters);
      let at = 0;
      while (lines < maxLines) {
        const newline = text.indexOf('\n', at);
        if (newline === -1 || newline >= end) break;
        at = newline + 1;
        lines++;
      }
      if (lines >= maxLines) end = Math.min(end, at);
      characters += end;
      if (end === text.length && lines < maxLines && characters < maxCharacters) return text;
      spent = true;
      skipped += countLines(text, end);
      const kept = text.slice(0, end);
      return kept === '' || kept.endsWith('\n') ? kept : `${kept}…\n`;
    },
  };
}

/** Lines that begin or go on after `from`. */
function countLines(text: string, from: number): number {
  let count = 0;
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    count++;
    if (newline === -1) break;
    at = newline + 1;
  }
  return count;
}
