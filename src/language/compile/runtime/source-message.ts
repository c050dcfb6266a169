/**
 * The engine's messages name the failing expression as compiled: `(intermediate value)(intermediate value)(intermediate
 * value).f is not a function` where the reader wrote `o.f()`. This puts the reader's names back. A message in which they
 * cannot be told for certain stays as it is.
 *
 * `js` is the compiled cell, `offset` where its error points.
 */
export function sourceMessage(message: string, js: string, offset: number): string {
  const prefix = /^\(async function (\$+)0_cell/.exec(js)?.[1];
  if (prefix === undefined) return message;
  const plain = message.replaceAll(`${prefix}0_names.`, '');
  const unnamed = plain.split(UNNAMED).length - 1;
  if (unnamed === 0) return plain;
  const names = (namesAhead(js, offset, prefix) ?? namesBefore(js, offset, prefix)).slice(0, unnamed);
  if (names.length < unnamed) return plain;
  const named = plain.split(UNNAMED).reduce((before, after, at) => before + (names[at - 1] ?? '') + after);
  return named.replace(/\(0 , ([^\s()]+)\)/, '$1');
}

/** Whether `sourceMessage` may have something to say. */
export const isCompiledMessage = (message: string): boolean => message.includes(UNNAMED) || message.includes('0_names.');

/** How V8 prints the reading of a binding. */
const UNNAMED = '(intermediate value)'.repeat(3);
/** Longest stretch of code before an error that is looked at. */
const REACH = 4000;

/** The reading of one binding: `(b.r?b.c:b.v)`. */
const reading = (prefix: string): string => {
  const own = prefix.replaceAll('$', '\\$');
  return `\\(${own}([\\w$\\u0080-\\uffff]+)\\.r\\?${own}\\1\\.c:${own}\\1\\.v\\)`;
};

/** Of `new X` and `[...x]`, which point at their start. */
function namesAhead(js: string, offset: number, prefix: string): string[] | null {
  const ahead = js.slice(Math.max(0, offset - 1), offset + 400);
  const found = new RegExp(`^(?:.new\\s+)?${reading(prefix)}`).exec(ahead);
  return found?.[1] === undefined ? null : [found[1]];
}

/** Of calls, which point at the called property or at the parenthesis: the chain of accesses that ends there. */
function namesBefore(js: string, offset: number, prefix: string): string[] {
  const text = withoutStrings(js.slice(Math.max(0, offset - REACH), offset));
  const readings = new RegExp(reading(prefix), 'g');
  const namesIn = (part: string) => [...part.matchAll(readings)].map((match) => match[1] ?? '');
  const names: string[] = [];
  let at = text.length;
  for (;;) {
    const rest = text.slice(0, at);
    const space = /\s+$/.exec(rest);
    const name = /(?:\?\.|\.)?[\w$\u0080-\uffff]*$/.exec(rest)?.[0] ?? '';
    const last = rest.at(-1);
    if (space) at -= space[0].length;
    else if (last === '.') at -= rest.endsWith('?.') ? 2 : 1;
    else if (last === ')' || last === ']') {
      const start = openingOf(text, at - 1);
      if (start === null) return names;
      const part = text.slice(start, at);
      // Arguments of a call in the chain are not part of the message.
      const isCall = last === ')' && /[\w$)\]`.]$/.test(text.slice(0, start));
      const isHead = !isCall && new RegExp(`^\\(*(?:0,)?${reading(prefix)}\\)*$`).test(part);
      if (isHead) return [...namesIn(part), ...names];
      if (last === ']') names.unshift(...namesIn(part));
      else if (!isCall) return [];
      at = start;
    } else if (name.includes('.')) at -= name.length;
    else return names;
  }
}

function openingOf(text: string, closing: number): number | null {
  let depth = 0;
  for (let at = closing; at >= 0; at--) {
    const char = text[at];
    if (char === ')' || char === ']' || char === '}') depth++;
    else if (char === '(' || char === '[' || char === '{') depth--;
    if (depth === 0) return at;
  }
  return null;
}

/** The same text with strings blanked, so that brackets inside them are none. */
const withoutStrings = (text: string): string =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, (string) => '_'.repeat(string.length));
