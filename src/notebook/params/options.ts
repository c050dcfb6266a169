/** What stands behind `//@param` and `//@title`: JSON as people write it, `["a", "b"] {allow-input: true}`. */
import type { Json, JsonObject } from '../../base/json';
import { err, ok, type Result } from '../../base/result';
import { readLiteral } from './literal';

export interface Options {
  /** The list, where there is one. */
  readonly list: readonly Json[] | null;
  readonly settings: JsonObject;
}

const KEY = /[\w$][\w$-]*/y;

/** Keys and words need no quotes, any quotes will do, and a comma may end a list. The error says what is missing. */
export function readOptions(text: string): Result<Options, string> {
  let at = 0;
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const fail = (wanted: string): never => {
    throw new Unreadable(at < text.length ? `${wanted} is missing before ${shorten(text.slice(at))}` : `${wanted} is missing at its end`);
  };
  const word = (): string | null => {
    KEY.lastIndex = at;
    const found = KEY.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const value = (): Json => {
    skip();
    if (text[at] === '[') return list();
    if (text[at] === '{') return settings();
    const literal = readLiteral(text, at);
    if (literal) {
      at = literal.end;
      return literal.value;
    }
    return word() ?? fail('a value');
  };
  const items = (close: string, read: () => void): void => {
    at++;
    for (skip(); text[at] !== close; skip()) {
      read();
      skip();
      if (text[at] === ',') at++;
      else if (text[at] !== close) fail(`, or ${close}`);
    }
    at++;
  };
  const list = (): readonly Json[] => {
    const found: Json[] = [];
    items(']', () => found.push(value()));
    return found;
  };
  const settings = (): JsonObject => {
    const found = new Map<string, Json>();
    items('}', () => {
      const quoted = readLiteral(text, at);
      const key = typeof quoted?.value === 'string' ? quoted.value : null;
      if (key !== null) at = quoted?.end ?? at;
      const name = key ?? word() ?? fail('a name');
      skip();
      if (text[at] !== ':') fail(':');
      at++;
      found.set(name, value());
    });
    return Object.fromEntries(found);
  };

  try {
    skip();
    const choices = text[at] === '[' ? list() : null;
    skip();
    const given = text[at] === '{' ? settings() : {};
    skip();
    if (at < text.length) return err(`${shorten(text.slice(at))} is neither a list in [ ] nor settings in { }`);
    return ok({ list: choices, settings: given });
  } catch (error) {
    if (error instanceof Unreadable) return err(error.message);
    throw error;
  }
}

class Unreadable extends Error {}

const shorten = (text: string): string => (text.length > 24 ? `“${text.slice(0, 24)}…”` : `“${text}”`);
