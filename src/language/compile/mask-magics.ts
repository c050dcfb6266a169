import { findMagics } from './magics/find-magics';

/**
 * The cell's text with `!` and `%%` lines, and what is no code below them, turned into comments or blanks of the same
 * length and lines: what is left is TypeScript, every position unchanged.
 */
export function maskMagics(text: string): string {
  const { percent, shell } = findMagics(text);
  let masked = text;
  const replace = (start: number, end: number, mask: (line: string) => string): void => {
    const lines = masked.slice(start, end).split('\n').map(mask).join('\n');
    masked = masked.slice(0, start) + lines + masked.slice(end);
  };
  for (const { start, end, body } of percent) {
    replace(start, end, comment);
    if (body !== null) replace(body, text.length, blank);
  }
  for (const { start, end } of shell) replace(start, end, comment);
  return masked;
}

const blank = (line: string): string => line.replace(/[^\r]/g, ' ');
const comment = (line: string): string => (line.trimEnd().length < 2 ? blank(line) : `//${line.slice(2)}`);
