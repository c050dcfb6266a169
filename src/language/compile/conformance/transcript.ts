import { portrait } from './portrait';

/** What a reader of a program notices: what it logs, what it ends in, what it throws. */
export interface Transcript {
  /** One for each call of `console.log`, its arguments with a space between; objects as portraits. */
  readonly log: readonly string[];
  /** The portrait of the last expression statement's value; null where the program ends otherwise. */
  readonly value: string | null;
  /** The portrait of what was thrown; null where nothing was. */
  readonly thrown: string | null;
  /** Portraits of the names that were asked for. */
  readonly names: Readonly<Record<string, string>>;
}

/** A console that keeps what is logged. */
export function keepingConsole(): { readonly lines: readonly string[]; readonly console: { readonly log: (...args: unknown[]) => void } } {
  const lines: string[] = [];
  const text = (value: unknown): string => (typeof value === 'string' ? value : portrait(value));
  return { lines, console: { log: (...args) => void lines.push(args.map(text).join(' ')) } };
}
