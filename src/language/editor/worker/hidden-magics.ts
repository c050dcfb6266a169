/** Lines for the shell and `%%` lines, kept out of the way while the code around them is laid out. */
import { maskMagics } from '../../compile/mask-magics';

export interface HiddenMagics {
  /** The text with each such line as a comment of its own. */
  readonly code: string;
  /** False where the cell holds no code: below `%%html`, `%%markdown`, `%%bash`. */
  readonly hasCode: boolean;
  /** An offset of the original text in `code`. */
  hiddenCaret(caret: number): number;
  /** Puts the lines back, with the caret where it belongs then. */
  restore(code: string, caret: number): { readonly text: string; readonly caret: number };
}

export function hideMagics(text: string): HiddenMagics {
  const masked = maskMagics(text).split('\n');
  const hidden: string[] = [];
  let hasCode = true;
  const lines = text.split('\n').map((line, index) => {
    if (line === masked[index]) return line;
    if (masked[index]?.trim() === '') hasCode = false;
    return standIn(hidden.push(line) - 1);
  });
  const lengths = text.split('\n').map((line) => line.length);
  return {
    code: lines.join('\n'),
    hasCode,
    hiddenCaret(caret) {
      let left = caret;
      let at = 0;
      for (const [index, length] of lengths.entries()) {
        const now = lines[index]?.length ?? 0;
        if (left <= length) return at + Math.min(left, now);
        left -= length + 1;
        at += now + 1;
      }
      return at;
    },
    restore(code, caret) {
      let result = code;
      let moved = caret;
      hidden.forEach((line, index) => {
        const at = result.indexOf(standIn(index));
        if (at < 0) return;
        result = result.slice(0, at) + line + result.slice(at + standIn(index).length);
        if (moved > at) moved = Math.max(at, moved + line.length - standIn(index).length);
      });
      return { text: result, caret: moved };
    },
  };
}

const standIn = (index: number): string => `//@hidden-line ${index};`;
