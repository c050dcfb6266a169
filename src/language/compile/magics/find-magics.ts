import { lineEnd, nextLine, shellLineAt, shellLinesAmongCode } from './shell-lines';
import type { Span } from './shell-lines';

/** A line of one or two percent signs at a cell's head. */
export interface PercentMagic extends Span {
  /** With its signs: `%%time`, `%cd`. */
  readonly name: string;
  readonly argument: string;
  /** A second one in its cell, or one behind `!` lines: has no meaning. */
  readonly isLate: boolean;
  /** Where the rest of the cell starts if that is text and no code, else null. */
  readonly body: number | null;
}

export interface Magics {
  readonly percent: readonly PercentMagic[];
  /** Lines that start with `!` and a command. */
  readonly shell: readonly Span[];
}

/** Cell magics whose cell is code of ours. */
const codeMagics: ReadonlySet<string> = new Set(['%%time', '%%javascript', '%%js', '%%typescript', '%%ts']);

/** Lines of a cell that are no TypeScript, as notebooks elsewhere have them. */
export function findMagics(text: string): Magics {
  const percent: PercentMagic[] = [];
  const shell: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const [, name, argument = ''] = /^(%%?[A-Za-z][\w.-]*)(?:\s+(.*))?$/.exec(line) ?? [];
    if (name !== undefined) {
      const isLate = percent.length > 0 || shell.length > 0;
      const hasText = !isLate && name.startsWith('%%') && !codeMagics.has(name);
      const body = hasText ? nextLine(text, end) : null;
      percent.push({ start: at, end, name, argument: argument.trim(), isLate, body });
      if (hasText) return { percent, shell };
      at = nextLine(text, end);
      continue;
    }
    const command = shellLineAt(text, at, true);
    if (command !== null) {
      shell.push(command);
      at = nextLine(text, command.end);
    } else if (/^\s*(\/\/.*)?$/.test(line) || (at === 0 && line.startsWith('#!'))) at = nextLine(text, end);
    else return { percent, shell: [...shell, ...shellLinesAmongCode(text, at)] };
  }
  return { percent, shell };
}
