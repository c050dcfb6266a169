import { CommandError } from './command';

interface OptionNames {
  /** Letters and words that stand alone: `l`, `recursive`. */
  readonly flags?: readonly string[];
  /** Those followed by a value. */
  readonly values?: readonly string[];
}

interface Options {
  has(...names: readonly string[]): boolean;
  /** The value given last; null where the option is missing. */
  value(...names: readonly string[]): string | null;
  all(...names: readonly string[]): readonly string[];
  /** What is no option. */
  readonly rest: readonly string[];
}

/** Reads `-l -rf --recursive -n 5 -n5 --lines=5 -- rest`. Throws where an option is unknown, naming those that exist. */
export function readOptions(args: readonly string[], { flags = [], values = [] }: OptionNames): Options {
  const given: (readonly [string, string])[] = [];
  const rest: string[] = [];
  let ended = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const following = (name: string): string => {
      const value = args[++at];
      if (value === undefined) throw new CommandError(`option ${dashed(name)} needs a value`);
      return value;
    };
    const [, word, value] = /^--([\w-]+)(?:=([^]*))?$/.exec(arg) ?? [];
    if (ended || arg === '-' || !arg.startsWith('-')) rest.push(arg);
    else if (arg === '--') ended = true;
    else if (word !== undefined) {
      if (flags.includes(word) && value === undefined) given.push([word, '']);
      else if (values.includes(word)) given.push([word, value ?? following(word)]);
      else throw unknown(`--${word}`, flags, values);
    } else {
      for (let letter = 1; letter < arg.length; letter++) {
        const name = arg[letter] ?? '';
        if (flags.includes(name)) given.push([name, '']);
        else if (values.includes(name)) {
          given.push([name, letter + 1 < arg.length ? arg.slice(letter + 1) : following(name)]);
          break;
        } else throw unknown(`-${name}`, flags, values);
      }
    }
  }
  const all = (...names: readonly string[]) => given.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  return { has: (...names) => all(...names).length > 0, value: (...names) => all(...names).at(-1) ?? null, all, rest };
}

/** A whole number from 0, as an option gives it. */
export function readCount(text: string, name: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new CommandError(`option ${dashed(name)} needs a whole number, not '${text}'`);
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

function unknown(option: string, flags: readonly string[], values: readonly string[]): CommandError {
  const known = [...flags, ...values].map(dashed);
  return new CommandError(`unknown option ${option}; ${known.length === 0 ? 'it takes none' : `options are: ${known.join(' ')}`}`);
}
