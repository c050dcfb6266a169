import { hasEscapes } from './ansi';

/** The lines a terminal would show: a carriage return writes over the line, a backspace takes one character back. */
export function streamLines(text: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return text.includes('\r') || text.includes('\b') ? lines.map(terminalLine) : lines;
}

const ERASE_LINE = /\u001b\[[012]?K/;

function terminalLine(line: string): string {
  let shown = '';
  for (const part of line.split('\r')) {
    if (part === '') continue;
    // Where styles are in play, overwriting by position would cut escapes in half: the newest text wins whole.
    if (ERASE_LINE.test(part) || hasEscapes(part) || hasEscapes(shown)) shown = part;
    else shown = part + shown.slice(part.length);
  }
  return shown.includes('\b') ? takeBack(shown) : shown;
}

function takeBack(text: string): string {
  const kept: string[] = [];
  for (const character of text) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}
