import type MagicString from 'magic-string';
import type { Span } from './shell-lines';

/**
 * Makes the inside of a template literal of a shell line: `{expression}` and `${expression}` give its value, `$name` the
 * value of a variable of that name if there is one; `{{`, `}}` and `$$` stand for one of the sign.
 */
export function interpolate(code: MagicString, text: string, { start, end }: Span): void {
  let at = start;
  while (at < end) {
    const char = text[at];
    const next = text[at + 1];
    if (char === '\\') {
      const endsLine = next === '\n' || next === '\r';
      if (!endsLine) code.update(at, at + 1, '\\\\');
      at += 1;
    } else if (char === '`') {
      code.update(at, at + 1, '\\`');
      at += 1;
    } else if ((char === '{' || char === '}' || char === '$') && next === char) {
      code.update(at, at + 2, char === '$' && text[at + 2] === '{' ? '\\$' : char);
      at += 2;
    } else if (char === '{' || (char === '$' && next === '{')) {
      const opening = char === '{' ? at : at + 1;
      const closing = closingBrace(text, opening, end);
      if (closing === null || text.slice(opening + 1, closing).trim() === '') {
        if (char === '$') code.update(at, at + 1, '\\$');
        at = opening + 1;
      } else {
        code.update(at, opening + 1, '${');
        at = closing + 1;
      }
    } else if (char === '$') {
      const [name] = /^[A-Za-z_]\w*/.exec(text.slice(at + 1, end)) ?? [];
      if (name !== undefined) code.update(at, at + 1 + name.length, `\${typeof ${name}==="undefined"?"$${name}":${name}}`);
      at += 1 + (name?.length ?? 0);
    } else at += 1;
  }
}

/** Null where the brace is not closed on the line. */
function closingBrace(text: string, opening: number, end: number): number | null {
  let depth = 0;
  let quote = '';
  for (let at = opening; at < end; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return at;
  }
  return null;
}
