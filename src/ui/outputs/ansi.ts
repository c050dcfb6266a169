/** Terminal colours and styles (ECMA-48 SGR) as styled pieces of text. Other escape sequences are dropped. */

export interface TextStyle {
  readonly colour?: Colour;
  readonly background?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly inverse?: boolean;
}
/** One of the terminal's sixteen named colours, which follow the theme, or a fixed one in CSS notation. */
export type Colour = { readonly kind: 'named'; readonly index: number } | { readonly kind: 'fixed'; readonly css: string };

export interface StyledText {
  readonly text: string;
  readonly style: TextStyle;
}

/** CSI sequences, OSC sequences with either terminator, and two-character escapes. */
const ESCAPE = /\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_=>()#][0-9A-Za-z]?)/g;

const PLAIN: TextStyle = {};

export const hasEscapes = (text: string): boolean => text.includes('\u001b');

/** The pieces of `text` and the style in force after it, which the next line starts with. */
export function parseAnsi(text: string, start: TextStyle = PLAIN): { readonly pieces: readonly StyledText[]; readonly end: TextStyle } {
  if (!hasEscapes(text)) return { pieces: text === '' ? [] : [{ text, style: start }], end: start };
  const pieces: StyledText[] = [];
  let style = start;
  let from = 0;
  for (const match of text.matchAll(ESCAPE)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), style });
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  if (from < text.length) pieces.push({ text: text.slice(from), style });
  return { pieces, end: style };
}

export const stripAnsi = (text: string): string => (hasEscapes(text) ? text.replace(ESCAPE, '') : text);

function applySgr(style: TextStyle, parameters: string): TextStyle {
  const codes = parameters.split(/[;:]/).map(Number);
  let next: { -readonly [K in keyof TextStyle]: TextStyle[K] } = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 3) next.italic = true;
    else if (code === 4 || code === 21) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 9) next.strike = true;
    else if (code === 22) next.bold = next.dim = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code === 27) next.inverse = false;
    else if (code === 29) next.strike = false;
    else if (code === 39) delete next.colour;
    else if (code === 49) delete next.background;
    else if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes, at + 1);
      if (colour && code === 38) next.colour = colour;
      if (colour && code === 48) next.background = colour;
      at += used;
    } else {
      const named = namedColour(code);
      if (named?.ground === 'text') next.colour = named.colour;
      if (named?.ground === 'background') next.background = named.colour;
    }
  }
  return next;
}

function namedColour(code: number): { ground: 'text' | 'background'; colour: Colour } | null {
  const at = (index: number): Colour => ({ kind: 'named', index });
  if (code >= 30 && code <= 37) return { ground: 'text', colour: at(code - 30) };
  if (code >= 40 && code <= 47) return { ground: 'background', colour: at(code - 40) };
  if (code >= 90 && code <= 97) return { ground: 'text', colour: at(code - 82) };
  if (code >= 100 && code <= 107) return { ground: 'background', colour: at(code - 92) };
  return null;
}

/** After 38 or 48: `5;n` from the 256-colour cube or `2;r;g;b`. */
function extendedColour(codes: readonly number[], at: number): { colour: Colour | null; used: number } {
  const byte = (offset: number) => Math.max(0, Math.min(255, codes[at + offset] || 0));
  if (codes[at] === 2) return { colour: rgb(byte(1), byte(2), byte(3)), used: 4 };
  if (codes[at] !== 5) return { colour: null, used: 0 };
  const index = byte(1);
  if (index < 16) return { colour: { kind: 'named', index }, used: 2 };
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return { colour: rgb(grey, grey, grey), used: 2 };
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return { colour: rgb(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), used: 2 };
}

const rgb = (r: number, g: number, b: number): Colour => ({ kind: 'fixed', css: `rgb(${r} ${g} ${b})` });
