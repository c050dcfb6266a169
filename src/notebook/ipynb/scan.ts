/** Reads JSON as `JSON.parse` does, but keeps where each part stands instead of what it means. */
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';

export type JsonNode = ObjectNode | ArrayNode | ScalarNode;
interface Span {
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}
export interface ObjectNode extends Span {
  readonly kind: 'object';
  /** In file order, repeated keys included; empty below the depth asked for. */
  readonly members: readonly Member[];
}
export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}
export interface ScalarNode extends Span {
  readonly kind: 'string' | 'number' | 'boolean' | 'null';
}
export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly value: JsonNode;
}

export interface JsonProblem {
  readonly offset: number;
  /** Completes "not valid JSON at …: ". */
  readonly problem: string;
}

const maxNesting = 1000;

/** `depth`: how many levels of containers get their children listed; the rest is only checked. */
export function scanJson(text: string, depth = Infinity): Result<JsonNode, JsonProblem> {
  const scanner = new Scanner(text);
  try {
    return ok(scanner.document(depth));
  } catch (cause) {
    if (cause instanceof Broken) return err({ offset: cause.offset, problem: cause.message });
    throw cause;
  }
}

/** The last member of that name: the one `JSON.parse` takes. */
export const memberOf = (node: ObjectNode, key: string): Member | undefined => node.members.findLast((member) => member.key === key);

class Broken extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapePattern = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Scanner {
  private at: number;
  private nesting = 0;
  constructor(private readonly text: string) {
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  document(depth: number): JsonNode {
    this.space();
    if (this.at === this.text.length) throw new Broken('there is nothing in it', this.at);
    const node = this.value(depth);
    this.space();
    if (this.at < this.text.length) throw new Broken(`expected the end of the file, found ${this.shown()}`, this.at);
    return node;
  }

  private value(depth: number): JsonNode {
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"': {
        const start = this.at;
        this.string();
        return { kind: 'string', start, end: this.at };
      }
      case 't':
        return this.word('true', 'boolean');
      case 'f':
        return this.word('false', 'boolean');
      case 'n':
        return this.word('null', 'null');
      default:
        return this.number();
    }
  }

  private object(depth: number): ObjectNode {
    const start = this.at;
    const members: Member[] = [];
    this.enter();
    let more = !this.leaves('}');
    while (more) {
      const keyStart = this.at;
      if (this.text.charCodeAt(keyStart) !== quote) throw new Broken(`expected a name in double quotes, found ${this.shown()}`, keyStart);
      this.string();
      const keyEnd = this.at;
      this.space();
      if (this.text[this.at] !== ':') throw new Broken(`expected ':' after a name, found ${this.shown()}`, this.at);
      this.at++;
      this.space();
      const value = this.value(depth - 1);
      if (depth > 0) members.push({ key: JSON.parse(this.text.slice(keyStart, keyEnd)) as string, keyStart, value });
      more = this.continues('}');
    }
    this.nesting--;
    return { kind: 'object', start, end: this.at, members };
  }

  private array(depth: number): ArrayNode {
    const start = this.at;
    const items: JsonNode[] = [];
    this.enter();
    let more = !this.leaves(']');
    while (more) {
      const item = this.value(depth - 1);
      if (depth > 0) items.push(item);
      more = this.continues(']');
    }
    this.nesting--;
    return { kind: 'array', start, end: this.at, items };
  }

  private enter(): void {
    if (++this.nesting > maxNesting) throw new Broken(`brackets nest more than ${maxNesting} deep`, this.at);
    this.at++;
    this.space();
  }

  private leaves(close: string): boolean {
    if (this.text[this.at] !== close) return false;
    this.at++;
    return true;
  }

  private continues(close: string): boolean {
    this.space();
    if (this.leaves(close)) return false;
    if (this.text[this.at] !== ',') throw new Broken(`expected ',' or '${close}', found ${this.shown()}`, this.at);
    const comma = this.at++;
    this.space();
    if (this.text[this.at] === close) throw new Broken(`a comma stands before '${close}'`, comma);
    return true;
  }

  private string(): void {
    const { text } = this;
    let at = this.at + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (code === backslash) {
        escapePattern.lastIndex = at;
        if (!escapePattern.test(text)) throw new Broken(`'${text.slice(at, at + 2)}' is not an escape that JSON knows`, at);
        at = escapePattern.lastIndex;
      } else if (code >= 0x20) at++;
      else if (at >= text.length) throw new Broken('the file ends inside a text: its end is missing', this.at);
      else if (code === 0x0a || code === 0x0d) throw new Broken('a text in quotes is broken across lines', at);
      else throw new Broken('a text contains a control character', at);
    }
    this.at = at + 1;
  }

  private number(): ScalarNode {
    const start = this.at;
    numberPattern.lastIndex = start;
    if (!numberPattern.test(this.text)) throw new Broken(this.notAValue(), start);
    this.at = numberPattern.lastIndex;
    if (/[\w.+-]/.test(this.text[this.at] ?? '')) throw new Broken(`'${this.wordAt(start)}' is not a number that JSON knows`, start);
    return { kind: 'number', start, end: this.at };
  }

  private word(word: string, kind: 'boolean' | 'null'): ScalarNode {
    const start = this.at;
    if (this.wordAt(start) !== word) throw new Broken(this.notAValue(), start);
    this.at += word.length;
    return { kind, start, end: this.at };
  }

  private space(): void {
    const { text } = this;
    let code = text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++this.at);
  }

  private notAValue(): string {
    if (/^-?(NaN|Infinity)\b/.test(this.text.slice(this.at, this.at + 12))) return `${this.wordAt(this.at)} cannot stand in JSON; write null instead`;
    return `expected a value, found ${this.shown()}`;
  }

  private shown(): string {
    if (this.at >= this.text.length) return 'the end of the file: its end is missing';
    if (/^(<{7}|={7}|>{7})/.test(this.text.slice(this.at, this.at + 7))) return 'a conflict mark that Git left';
    if (this.text[this.at] === '<') return "'<': this looks like a web page";
    return `'${this.wordAt(this.at) || String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)}'`;
  }

  private wordAt(start: number): string {
    return /^[\w.+-]*/.exec(this.text.slice(start, start + 24))?.[0] ?? '';
  }
}
