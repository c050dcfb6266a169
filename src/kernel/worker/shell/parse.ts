/** The shell's language: commands joined by `;`, `&&`, `||` and `|`, quotes, patterns, redirections. */
import { err, ok } from '../../../base/result';
import type { Result } from '../../../base/result';

export interface Word {
  readonly text: string;
  /** Holds `*` or `?` outside quotes: stands for the files it fits. */
  readonly isPattern: boolean;
}

export interface Redirection {
  readonly kind: '<' | '>' | '>>' | '2>' | '2>>' | '2>&1';
  /** Null for `2>&1`. */
  readonly target: Word | null;
}

export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export interface Pipeline {
  /** What the outcome of the pipeline before it decides. */
  readonly when: 'always' | 'succeeded' | 'failed';
  readonly commands: readonly SimpleCommand[];
}

type Token = { readonly kind: 'word'; readonly word: Word } | { readonly kind: 'sign'; readonly sign: string };

const signs = ['2>&1', '2>>', '2>', '&&', '||', '>>', '1>', '|', ';', '\n', '<', '>', '&'] as const;

/** `variable` gives the values of `$NAME`. The error says what is not understood. */
export function parseScript(script: string, variable: (name: string) => string): Result<readonly Pipeline[], string> {
  const tokens = tokenize(script, variable);
  if (!tokens.ok) return tokens;
  const pipelines: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let commands: SimpleCommand[] = [];
  let words: Word[] = [];
  let redirections: Redirection[] = [];
  const endCommand = (): boolean => {
    if (words.length === 0) return redirections.length === 0 && commands.length === 0;
    commands.push({ words, redirections });
    words = [];
    redirections = [];
    return true;
  };
  const endPipeline = (next: Pipeline['when']): boolean => {
    if (!endCommand()) return false;
    if (commands.length > 0) pipelines.push({ when, commands });
    const isBroken = commands.length === 0 && when !== 'always';
    commands = [];
    when = next;
    return !isBroken;
  };
  for (let at = 0; at < tokens.value.length; at++) {
    const token = tokens.value[at];
    if (token === undefined) break;
    if (token.kind === 'word') {
      words.push(token.word);
      continue;
    }
    const { sign } = token;
    let isSound = true;
    switch (sign) {
      case '|':
        isSound = words.length > 0 && endCommand();
        break;
      case '&&':
        isSound = endPipeline('succeeded');
        break;
      case '||':
        isSound = endPipeline('failed');
        break;
      case ';':
      case '\n':
        isSound = endPipeline('always');
        break;
      case '2>&1':
        redirections.push({ kind: sign, target: null });
        break;
      case '&':
        return err("'&' runs nothing in the background here; leave it out");
      default: {
        const target = tokens.value[++at];
        if (target?.kind !== 'word') return err(`'${sign}' needs the name of a file behind it`);
        redirections.push({ kind: sign === '1>' ? '>' : (sign as Redirection['kind']), target: target.word });
      }
    }
    if (!isSound) return err(`nothing stands before '${sign === '\n' ? 'the end of the line' : sign}' that could run`);
  }
  return endPipeline('always') ? ok(pipelines) : err('the command ends too early');
}

function tokenize(script: string, variable: (name: string) => string): Result<readonly Token[], string> {
  const tokens: Token[] = [];
  let text: string | null = null;
  let isPattern = false;
  const add = (piece: string): void => void (text = (text ?? '') + piece);
  const endWord = (): void => {
    if (text !== null) tokens.push({ kind: 'word', word: { text, isPattern } });
    text = null;
    isPattern = false;
  };
  for (let at = 0; at < script.length; ) {
    const rest = script.slice(at);
    const char = rest[0] ?? '';
    const sign = signs.find((one) => rest.startsWith(one) && (text === null || !/^\d/.test(one)));
    if (char === '\\') {
      if (rest[1] !== '\n') add(rest[1] ?? '');
      at += 2;
    } else if (char === "'") {
      const end = rest.indexOf("'", 1);
      if (end === -1) return err("a quote ' is not closed");
      add(rest.slice(1, end));
      at += end + 1;
    } else if (char === '"') {
      const [whole, inside = ''] = /^"((?:[^"\\]|\\[^])*)"/.exec(rest) ?? [];
      if (whole === undefined) return err('a quote " is not closed');
      if (/(^|[^\\])(\$\(|`)/.test(inside)) return err(substitution);
      add(inside.replace(/\\(["\\$`])|\$\{?(\w+)\}?/g, (_, escaped: string | undefined, name: string | undefined) => escaped ?? variable(name ?? '')));
      at += whole.length;
    } else if (char === '`' || rest.startsWith('$(')) return err(substitution);
    else if (char === '$' && /^\$\{?\w/.test(rest)) {
      const [whole, name = ''] = /^\$\{?(\w+)\}?/.exec(rest) ?? [''];
      add(variable(name));
      at += whole.length;
    } else if (char === '#' && text === null) at += (rest + '\n').indexOf('\n');
    else if (sign !== undefined) {
      endWord();
      tokens.push({ kind: 'sign', sign });
      at += sign.length;
    } else if (/\s/.test(char)) {
      endWord();
      at += 1;
    } else if (char === '~' && text === null && /^~(\/|\s|$)/.test(rest)) {
      add(variable('HOME'));
      at += 1;
    } else {
      if (char === '*' || char === '?') isPattern = true;
      add(char);
      at += 1;
    }
  }
  endWord();
  return ok(tokens);
}

const substitution = 'the output of a command cannot be put into another; compute it in a cell and write {expression} in its place';
