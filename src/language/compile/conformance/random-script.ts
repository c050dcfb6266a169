import { atTop, StatementWriter } from './random-statements';
import { oddName, ScriptScope } from './script-names';
import type { Kind, Known } from './script-names';
import { Tape } from './tape';

/** A program that compiles, ends and throws nothing, and the names it declares at its top. */
export interface Script {
  readonly statements: readonly string[];
  readonly names: readonly string[];
}

/** Writes one top-level item for each tape. */
export function writeScript(tapes: readonly (readonly number[])[]): Script {
  const writer = new ScriptWriter(new Tape([]));
  const statements = tapes.flatMap((tape) => writer.item(tape));
  return { statements, names: writer.names };
}

class ScriptWriter extends StatementWriter {
  readonly #scope = new ScriptScope(null);
  readonly names: string[] = [];

  /** One to four statements that belong together. */
  item(numbers: readonly number[]): string[] {
    this.use(numbers);
    const top = atTop(this.#scope);
    return this.tape.pick([
      () => [this.statement(top)],
      () => [this.statement(top)],
      () => [this.#variable()],
      () => [this.#variable()],
      () => [this.#pattern()],
      () => [this.#function()],
      () => [this.#function()],
      () => [this.#asyncFunction()],
      () => this.#class(),
      () => this.#generator(),
      () => this.#enum(),
      () => [this.#hoisted()],
      () => this.#ahead(),
      () => this.#namespace(),
      () => this.#mutual(),
      () => [this.#swap()],
    ])();
  }

  #declare(kind: Kind, isMutable: boolean, level = 0): string {
    const name = oddName(this.names.length);
    this.names.push(name);
    this.#scope.add({ name, kind, isMutable, level });
    return name;
  }

  #variable(): string {
    const top = atTop(this.#scope);
    const word = this.tape.pick(['let', 'const', 'var', 'export let', 'export const']);
    const isMutable = !word.endsWith('const');
    const [first, second, third] = [this.number(top), this.text(top), this.list(top)];
    return `${word} ${this.#declare('number', isMutable)}: number = ${first}, ${this.#declare('text', isMutable)} = ${second}, ${this.#declare('list', isMutable)} = ${third};`;
  }

  #pattern(): string {
    const top = atTop(this.#scope);
    const word = this.tape.pick(['let', 'const', 'var']);
    const isMutable = word !== 'const';
    const [value, otherwise, list] = [this.number(top), this.number(top), this.list(top)];
    const [one, two, rest] = [this.#declare('number', isMutable), this.#declare('number', isMutable), this.#declare('list', isMutable)];
    return this.tape.pick([
      `${word} { p: ${one}, q: { z: ${two} = ${otherwise} } = {} as any, ...${rest}obj } = { p: ${value}, w: 1 } as any; var ${rest} = Object.values<number>(${rest}obj);`,
      `${word} [${one}, , ${two} = ${otherwise}, ...${rest}] = [${value}, 5, undefined, ...${list}] as any;`,
      `${word} { ${one}, [\`k\${${value}}\`]: ${two} = 4, ...${rest}obj } = { ${one}: ${otherwise} } as any; var ${rest} = Object.keys(${rest}obj).map(Number);`,
    ]);
  }

  #function(): string {
    const level = this.tape.next(3);
    const param: Known = { name: this.tape.pick(['x', 'a', 'v', 'show']), kind: 'number', isMutable: true, level: 0 };
    const place = { ...atTop(this.#scope, level), isAsync: false };
    const otherwise = this.number({ ...place, depth: 1 });
    const body = this.body(place, [param]);
    const name = this.#declare('function', false, level);
    return this.tape.pick([
      `function ${name}(${param.name}: number = ${otherwise}, ...more: unknown[]): number ${body}`,
      `const ${name} = (${param.name}: number): number => ${body};`,
      `let ${name} = function (${param.name}: number, { k = ${otherwise} } = {}) ${body};`,
      `var ${name} = function own(${param.name}: number): number ${body};`,
    ]);
  }

  #asyncFunction(): string {
    const level = this.tape.next(3);
    const param: Known = { name: 'x', kind: 'number', isMutable: true, level: 0 };
    const body = this.body(atTop(this.#scope, level), [param]);
    const name = this.#declare('async', false, level);
    return this.tape.pick([`async function ${name}(x: number) ${body}`, `const ${name} = async (x: number) => ${body};`]);
  }

  #class(): string[] {
    const place = { ...atTop(this.#scope, 2), isAsync: false, depth: 2 };
    const parent = this.known(place, 'class')?.name;
    const [start, step, count] = [this.number(place), this.number(place), this.number(place)];
    const name = this.#declare('class', false);
    const instance = this.#declare('instance', false);
    const base = parent === undefined ? '' : ` extends ${parent}`;
    const made = `constructor(size: number) { ${parent === undefined ? '' : 'super(size); '}this.size = size; }`;
    return [
      `class ${name}${base} { static count = ${count}; static { ${name}.count += 1; } size: number; #step = ${step}; ${made} grow() { ${name}.count++; return this.size += this.#step; } get twice() { return this.size * 2; } static of(n: number) { return new this(n); } }`,
      `const ${instance} = ${this.tape.pick([`new ${name}(${start})`, `${name}.of(${start})`])};`,
    ];
  }

  #generator(): string[] {
    const place = { ...atTop(this.#scope, 1), isAsync: false };
    const body = this.body(place, [{ name: 'x', kind: 'number', isMutable: true, level: 0 }], false);
    const after = this.number({ ...place, depth: 1 });
    const start = this.number(place);
    const [made, running] = [this.fresh('made'), this.#declare('generator', false)];
    this.names.push(made);
    return [
      `function* ${made}(x: number): Generator<number, number> { yield x; for (let turn = 0; turn < 3; turn++) { yield turn; ${body} } try { yield* [x, 7]; } finally { console.log("closed"); } return ${after}; }`,
      `const ${running} = ${made}(${start});`,
      `console.log(${running}.next().value);`,
    ];
  }

  #enum(): string[] {
    const name = this.fresh('E');
    this.names.push(name);
    return [`${this.tape.pick(['', 'const '])}enum ${name} { A = ${this.tape.next(9)}, B, C = "c", D = A | 4 }`, `console.log(${name}.B, ${name}.C, ${name}.D);`];
  }

  /** A `var` of a block or a loop. */
  #hoisted(): string {
    const top = atTop(this.#scope);
    const [limit, value] = [this.number(top), this.number(top)];
    const name = this.#declare('number', true);
    return this.tape.pick([
      `if (${limit} > 2) { var ${name} = ${value}; }`,
      `for (var ${name} = 0; ${name} < ${this.tape.next(5)}; ${name}++) { if (${limit} > 3) continue; }`,
      `for (var ${name} of [1, ${value}]) { console.log(${name}); }`,
      `try { throw ${value}; } catch (oops) { var ${name} = oops as number; }`,
      `{ { var { ${name} = ${value} } = {} as any; } }`,
    ]);
  }

  /** A function that uses a name declared after it. */
  #ahead(): string[] {
    const value = this.number(atTop(this.#scope));
    const early = this.#declare('function', false, 2);
    const late = this.#declare('number', true);
    const use = this.tape.pick([`${late}`, `${late}++`, `(${late} = 3)`, `((${late}: number) => ${late})(4)`]);
    return [
      `const ${early} = () => ${use};`,
      `try { ${early}(); } catch (error: any) { console.log(error.name); }`,
      `let ${late} = ${value};`,
      `console.log(${early}(), ${late});`,
    ].filter((_, at) => at !== 1 || use.startsWith('((')); // a cell before the declaration may see another error
  }

  #namespace(): string[] {
    const value = this.number({ ...atTop(this.#scope), isAsync: false });
    const [name, alias] = [this.fresh('N'), this.#declare('number', false)];
    this.names.push(name);
    return [`namespace ${name} { export let inside = ${value}; export const read = () => inside++; }`, `const ${alias} = ${name}.read() + ${name}.inside;`];
  }

  #mutual(): string[] {
    const [even, odd] = [this.fresh('even'), this.fresh('odd')];
    this.names.push(even, odd);
    return [
      `function ${even}(n: number): boolean { return n === 0 || ${odd}(n - 1); }`,
      `const ${odd} = (n: number): boolean => n !== 0 && ${even}(n - 1);`,
      `console.log(${even}(${this.tape.next(20)}));`,
    ];
  }

  #swap(): string {
    const top = atTop(this.#scope);
    const [one, two] = [this.known(top, 'number', ({ isMutable }) => isMutable), this.known(top, 'number', ({ isMutable }) => isMutable)];
    if (one === null || two === null) return this.statement(top);
    return this.tape.pick([`[${one.name}, ${two.name}] = [${two.name}, ${one.name}];`, `({ x: ${one.name}, y: ${two.name} = 1 } = { x: ${two.name} } as any);`]);
  }
}
