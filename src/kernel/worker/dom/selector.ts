/**
 * The selectors that plotting libraries use: types, ids, classes, attributes, the four combinators, lists,
 * `:not()`, `:is()`, `:scope`, `:empty` and places among siblings.
 */
import type { LightElement } from './element';

type Test = (element: LightElement, scope: LightElement | null) => boolean;
type Combinator = ' ' | '>' | '+' | '~';
/** Read from the right: the last compound is the element itself, each before it stands in that relation. */
interface Complex {
  readonly test: Test;
  readonly before: { readonly combinator: Combinator; readonly left: Complex } | null;
}
export type Selector = readonly Complex[];

const known = new Map<string, Selector>();

/** @throws SyntaxError naming what cannot be read. */
export function parseSelector(text: string): Selector {
  const cached = known.get(text);
  if (cached) return cached;
  const reader = new Reader(text);
  const selector = reader.list();
  reader.end();
  if (known.size > 500) known.clear();
  known.set(text, selector);
  return selector;
}

export function matchesSelector(element: LightElement, selector: Selector, scope: LightElement | null): boolean {
  return selector.some((complex) => matchesComplex(element, complex, scope));
}

function matchesComplex(element: LightElement, { test, before }: Complex, scope: LightElement | null): boolean {
  if (!test(element, scope)) return false;
  if (before === null) return true;
  const { combinator, left } = before;
  const next = combinator === ' ' || combinator === '>' ? (at: LightElement) => at.parentElement : (at: LightElement) => at.previousElementSibling;
  for (let at = next(element); at !== null; at = next(at)) {
    if (matchesComplex(at, left, scope)) return true;
    if (combinator === '>' || combinator === '+') return false;
  }
  return false;
}

const NAME = /(?:[\w\u0080-\uffff-]|\\.)+/y;
const ATTRIBUTE = /\[\s*([\w:-]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\]\s]+))\s*(i)?\s*)?\]/y;
const COMBINATOR = /\s*([>+~])\s*|\s+(?=[^\s,)])/y;
const COMMA = /\s*,\s*/y;
const SPACE = /\s*/y;
const STEP = /^([+-]?\d*)n\s*(?:([+-])\s*(\d+))?$/;

class Reader {
  readonly #text: string;
  #at = 0;
  constructor(text: string) {
    this.#text = text;
  }
  list(): Selector {
    this.#take(SPACE);
    const list = [this.#complex()];
    while (this.#take(COMMA)) list.push(this.#complex());
    this.#take(SPACE);
    return list;
  }
  end(): void {
    if (this.#at < this.#text.length) this.#fail();
  }
  #complex(): Complex {
    // A relative selector such as `> g` starts at the scope.
    const relative = /[>+~]/.test(this.#text[this.#at] ?? '');
    let complex: Complex = { test: relative ? (element, scope) => element === scope : this.#compound(), before: null };
    for (let combinator = this.#take(COMBINATOR); combinator; combinator = this.#take(COMBINATOR)) {
      complex = { test: this.#compound(), before: { combinator: (combinator[1] ?? ' ') as Combinator, left: complex } };
    }
    return complex;
  }
  #compound(): Test {
    const tests: Test[] = [];
    const start = this.#at;
    if (this.#text[this.#at] === '*') this.#at++;
    else {
      const name = this.#name();
      if (name !== null) tests.push((element) => element.localName === name || (element.isHtml && element.localName === name.toLowerCase()));
    }
    for (let more = this.#simple(); more !== null; more = this.#simple()) tests.push(more);
    if (this.#at === start) this.#fail();
    return (element, scope) => tests.every((test) => test(element, scope));
  }
  #simple(): Test | null {
    switch (this.#text[this.#at]) {
      case '#': {
        const id = this.#named();
        return (element) => element.id === id;
      }
      case '.': {
        const name = this.#named();
        return (element) => element.classList.contains(name);
      }
      case '[':
        return this.#attribute();
      case ':':
        return this.#pseudo();
      default:
        return null;
    }
  }
  #attribute(): Test {
    const [, name = '', operator, double, single, bare, insensitive] = this.#take(ATTRIBUTE) ?? this.#fail();
    const fold = (text: string): string => (insensitive === undefined ? text : text.toLowerCase());
    const wanted = fold(double ?? single ?? bare ?? '');
    return (element) => {
      const given = element.getAttribute(name);
      if (given === null) return false;
      return operator === undefined || compares(operator, fold(given), wanted);
    };
  }
  #pseudo(): Test {
    const name = this.#named();
    const argument = <T>(read: () => T): T => {
      if (this.#text[this.#at] !== '(') this.#fail();
      this.#at++;
      const value = read();
      if (this.#text[this.#at] !== ')') this.#fail();
      this.#at++;
      return value;
    };
    switch (name) {
      case 'not': {
        const list = argument(() => this.list());
        return (element, scope) => !matchesSelector(element, list, scope);
      }
      case 'is':
      case 'where': {
        const list = argument(() => this.list());
        return (element, scope) => matchesSelector(element, list, scope);
      }
      case 'scope':
        return (element, scope) => element === scope;
      case 'root':
        return (element) => element.parentElement === null;
      case 'empty':
        return (element) => element.firstChild === null;
      case 'first-child':
        return (element) => placeOf(element, false, false) === 1;
      case 'last-child':
        return (element) => placeOf(element, false, true) === 1;
      case 'only-child':
        return (element) => placeOf(element, false, false) === 1 && placeOf(element, false, true) === 1;
      case 'first-of-type':
        return (element) => placeOf(element, true, false) === 1;
      case 'last-of-type':
        return (element) => placeOf(element, true, true) === 1;
      case 'nth-child':
      case 'nth-last-child':
      case 'nth-of-type':
      case 'nth-last-of-type': {
        const counts = argument(() => this.#step());
        return (element) => counts(placeOf(element, name.endsWith('type'), name.includes('last')));
      }
      default:
        return this.#fail(`:${name} is not known here`);
    }
  }
  #step(): (place: number) => boolean {
    const from = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') this.#at++;
    const text = this.#text.slice(from, this.#at).trim().toLowerCase();
    const written = text === 'odd' ? '2n+1' : text === 'even' ? '2n' : text;
    if (/^[+-]?\d+$/.test(written)) return (place) => place === Number(written);
    const [, every = '', sign = '+', offset = '0'] = STEP.exec(written) ?? this.#fail();
    const step = /\d/.test(every) ? Number(every) : Number(`${every}1`);
    const start = Number(sign + offset);
    return (place) => (step === 0 ? place === start : (place - start) / step >= 0 && (place - start) % step === 0);
  }
  #named(): string {
    this.#at++;
    return this.#name() ?? this.#fail();
  }
  #name(): string | null {
    return this.#take(NAME)?.[0].replace(/\\(.)/g, '$1') ?? null;
  }
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
  #fail(reason = `nothing is known of '${this.#text.slice(this.#at, this.#at + 20)}'`): never {
    throw new SyntaxError(`the selector '${this.#text}' cannot be read at ${this.#at + 1}: ${reason}`);
  }
}

function compares(operator: string, given: string, wanted: string): boolean {
  switch (operator) {
    case '=':
      return given === wanted;
    case '~=':
      return given.split(/\s+/).includes(wanted);
    case '|=':
      return given === wanted || given.startsWith(`${wanted}-`);
    case '^=':
      return wanted !== '' && given.startsWith(wanted);
    case '$=':
      return wanted !== '' && given.endsWith(wanted);
    default:
      return wanted !== '' && given.includes(wanted);
  }
}

/** The element's place among its siblings, or those of its type, from 1. */
function placeOf(element: LightElement, ofType: boolean, fromEnd: boolean): number {
  let place = 1;
  const next = (at: LightElement) => (fromEnd ? at.nextElementSibling : at.previousElementSibling);
  for (let at = next(element); at !== null; at = next(at)) if (!ofType || at.localName === element.localName) place++;
  return place;
}
