import MagicString from 'magic-string';
import { err, ok } from '../../../base/result';
import type { Result } from '../../../base/result';
import type { MagicKind } from '../runtime/magics';
import type { CellSyntaxError } from '../types';
import { findMagics } from './find-magics';
import type { PercentMagic } from './find-magics';
import { interpolate } from './interpolate';
import { percentProblem } from './percent-remedies';

interface Expanded {
  readonly code: MagicString;
  /** The function whose calls stand for the magics. */
  readonly marker: string;
}

/** Turns magics into awaited calls of `marker(kind, text, argument)`; null where the cell has none. */
export function expandMagics(text: string): Result<Expanded | null, CellSyntaxError> {
  const { percent, shell } = findMagics(text);
  if (percent.length === 0 && shell.length === 0) return ok(null);
  let marker = 'magic';
  while (text.includes(marker)) marker += '_';
  const code = new MagicString(text);
  for (const magic of percent) {
    const problem = percentProblem(magic);
    if (problem !== null) return err({ name: 'SyntaxError', message: problem, line: text.slice(0, magic.start).split('\n').length, column: 1 });
    const end = magic.body === null ? magic.end : text.length;
    code.update(magic.start, end, callOf(magic, marker, magic.body === null ? '' : text.slice(magic.body)));
  }
  for (const { start, end } of shell) {
    code.update(start, start + 1, `await ${marker}("shell",\``);
    interpolate(code, text, { start: start + 1, end });
    code.appendLeft(end, '`);');
  }
  return ok({ code, marker });
}

function callOf({ name, argument }: PercentMagic, marker: string, body: string): string {
  const kind = kindOf(name);
  return kind === null ? '' : `await ${marker}(${JSON.stringify(kind)},${JSON.stringify(body)},${JSON.stringify(argument)});`;
}

/** Null for those that only say what the cell is anyway. */
function kindOf(name: string): MagicKind | null {
  switch (name) {
    case '%%time':
      return 'time';
    case '%%html':
      return 'html';
    case '%%markdown':
    case '%%md':
      return 'markdown';
    case '%%bash':
    case '%%sh':
    case '%%shell':
      return 'shell';
    case '%%writefile':
    case '%%file':
      return 'write-file';
    default:
      return null;
  }
}
