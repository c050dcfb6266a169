/** Literals of TypeScript that a form can edit: strings, numbers, booleans and null. */
import type { ParamValue } from './types';

const NUMBER = /[-+]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?)/y;
const WORD = /(?:true|false|null)(?![\w$])/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };
const WORDS: Readonly<Record<string, ParamValue>> = { true: true, false: false, null: null };

/** The literal that starts at `at`, and where it ends; null where there is none. */
export function readLiteral(text: string, at: number): { readonly value: ParamValue; readonly end: number } | null {
  const first = text[at] ?? '';
  if (first === '"' || first === "'" || first === '`') return readString(text, at);
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word !== undefined) return { value: WORDS[word] ?? null, end: at + word.length };
  NUMBER.lastIndex = at;
  const digits = NUMBER.exec(text)?.[0];
  if (digits === undefined || /[\w$.]/.test(text[at + digits.length] ?? '')) return null;
  const value = Number(digits.replace(/^[-+]/, '').replaceAll('_', ''));
  return Number.isFinite(value) ? { value: digits.startsWith('-') ? -value : value, end: at + digits.length } : null;
}

/** Offset behind the string or template that starts at `at`, on its line; null where it does not end there. */
export function endOfString(text: string, at: number): number | null {
  const quote = text[at];
  for (let index = at + 1; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return index + 1;
  }
  return null;
}

function readString(text: string, at: number): { readonly value: string; readonly end: number } | null {
  const end = endOfString(text, at);
  if (end === null) return null;
  const inner = text.slice(at + 1, end - 1);
  if (text[at] === '`' && inner.includes('${')) return null;
  const value = inner.replace(/\\(?:x([\da-fA-F]{2})|u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|([^]))/g, (_, hex?: string, point?: string, unit?: string, plain = '') => {
    const code = hex ?? point ?? unit;
    return code === undefined ? (ESCAPES[plain] ?? plain) : String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff));
  });
  return { value, end };
}

/** The value as code; text in the quotes of `like`, the code that it replaces. */
export function spellLiteral(value: ParamValue, like: string): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '0' : String(value);
  const quote = /^['"`]/.exec(like)?.[0] ?? '"';
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`);
  return `${quote}${quote === '`' ? inner.replaceAll('${', '\\${') : inner}${quote}`;
}
