import { foreignCommands, shellCommands } from './commands';

/** A stretch of the cell's text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const known: ReadonlySet<string> = new Set([...shellCommands, ...foreignCommands]);
/** After these a negation goes on: `!key in table`. */
const wordOperators = /^(in|instanceof|as|satisfies)\b/;
const shellLine = /^!\s*([A-Za-z][\w.-]*|\.{1,2}\/\S*)(?=\s|$)[^\S\n]*([^\n]*)/;

/**
 * The shell command that the line at `start` holds, with the lines that a backslash at the end adds to it; null where
 * the line is TypeScript. Only the first column counts, so a space before the `!` always makes it a negation.
 * `isHead`: before any TypeScript also commands that do not exist here are taken for commands.
 */
export function shellLineAt(text: string, start: number, isHead: boolean): Span | null {
  if (text[start] !== '!') return null;
  const match = shellLine.exec(text.slice(start, lineEnd(text, start)));
  if (match === null) return null;
  const [, word = '', rest = ''] = match;
  const hasArguments = /^(-{1,2}\w|[\w"'{$./~*@])/.test(rest) && !wordOperators.test(rest);
  const isCommand = known.has(word) ? isHead || rest === '' || hasArguments : isHead && (hasArguments || word.startsWith('.'));
  if (!isCommand) return null;
  let end = lineEnd(text, start);
  while (text[end - 1] === '\\' && end < text.length) end = lineEnd(text, nextLine(text, end));
  return { start, end };
}

/** Shell lines among TypeScript: at the top level, outside strings and comments, where a statement may start. */
export function shellLinesAmongCode(text: string, from: number): Span[] {
  const found: Span[] = [];
  /** Brackets open around the place; '`' is a template's text, '$' a value in it. */
  const open: string[] = [];
  /** The last character that is neither space nor comment, and the word it may end. */
  let last = '';
  let word = '';
  let at = from;
  const takeLines = (): void => {
    for (;;) {
      const line = open.length === 0 && mayEndStatement(last) ? shellLineAt(text, at, false) : null;
      if (line === null) return;
      found.push(line);
      last = ';';
      at = nextLine(text, line.end);
    }
  };
  takeLines();
  while (at < text.length) {
    const char = text[at] ?? '';
    if (open.at(-1) === '`') {
      if (char === '`') {
        open.pop();
        last = char;
      } else if (text.startsWith('${', at)) {
        open.push('$');
        last = '{';
        at++;
      } else if (char === '\\') at++;
      at++;
      continue;
    }
    if (char === '\n') {
      at++;
      takeLines();
    } else if (/\s/.test(char)) at++;
    else if (text.startsWith('//', at)) at = lineEnd(text, at);
    else if (text.startsWith('/*', at)) at = afterOrEnd(text, '*/', at + 2);
    else if (char === '"' || char === "'") {
      at = afterQuoted(text, at);
      last = char;
    } else if (char === '/' && startsPattern(last, word)) {
      at = afterPattern(text, at);
      last = ')';
    } else {
      if (char === '`') open.push(char);
      else if (char === '(' || char === '[' || char === '{') open.push(char);
      else if (char === ')' || char === ']' || char === '}') open.pop();
      const isPair = (char === '+' || char === '-') && text[at - 1] === char;
      word = /[\w$]/.test(char) ? (/[\w$]/.test(text[at - 1] ?? '') ? word + char : char) : '';
      last = isPair ? ')' : char;
      at++;
    }
  }
  return found;
}

export const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  const cut = end === -1 ? text.length : end;
  return text[cut - 1] === '\r' && cut > from ? cut - 1 : cut;
};

/** Start of the line after the one that ends at `end`. */
export const nextLine = (text: string, end: number): number => afterOrEnd(text, '\n', end);

function afterOrEnd(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

const mayEndStatement = (last: string): boolean => last === '' || /[\w$)\]}'"`;]/.test(last);

/** Whether a slash begins a regular expression; else it divides. */
function startsPattern(last: string, word: string): boolean {
  if (/^(return|typeof|case|in|of|delete|void|throw|new|do|else|await|yield)$/.test(word)) return true;
  return !/[\w$)\]}'"`]/.test(last) || last === '';
}

function afterQuoted(text: string, start: number): number {
  const end = lineEnd(text, start);
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at + 1;
  }
  return end;
}

function afterPattern(text: string, start: number): number {
  const end = lineEnd(text, start);
  let inClass = false;
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return start + 1;
}
