import { endOfString } from './literal';

export interface CodeLine {
  readonly text: string;
  /** Offset in the source. */
  readonly start: number;
  /** From 1. */
  readonly number: number;
}

/**
 * The lines that begin in code, and not within a block comment or a template. A regular expression that holds a
 * quote may mislead it to the end of that line, no further.
 */
export function codeLines(source: string): readonly CodeLine[] {
  const lines: CodeLine[] = [];
  /** Templates that are open around here; for each, the braces open in its `${…}`, or null in its text. */
  const templates: (number | null)[] = [];
  let inComment = false;
  let start = 0;
  source.split('\n').forEach((text, index) => {
    if (!inComment && templates.at(-1) !== null) lines.push({ text, start, number: index + 1 });
    for (let at = 0; at < text.length; at++) {
      const two = text.slice(at, at + 2);
      const open = templates.at(-1);
      if (inComment) {
        if (two === '*/') {
          inComment = false;
          at++;
        }
      } else if (open === null) {
        if (text[at] === '\\') at++;
        else if (text[at] === '`') templates.pop();
        else if (two === '${') {
          templates[templates.length - 1] = 0;
          at++;
        }
      } else if (two === '//') break;
      else if (two === '/*') {
        inComment = true;
        at++;
      } else if (text[at] === '"' || text[at] === "'") at = (endOfString(text, at) ?? text.length) - 1;
      else if (text[at] === '`') templates.push(null);
      else if (open !== undefined && text[at] === '{') templates[templates.length - 1] = open + 1;
      else if (open !== undefined && text[at] === '}') templates[templates.length - 1] = open === 0 ? null : open - 1;
    }
    start += text.length + 1;
  });
  return lines;
}
