import { ExpressionWriter } from './random-expressions';
import type { Place } from './random-expressions';
import { ScriptScope } from './script-names';
import type { Known } from './script-names';
import { Tape } from './tape';

/** Where a statement stands. */
export interface Spot extends Place {
  /** Labels of the loops and blocks around, outermost first. */
  readonly labels: readonly string[];
  readonly isInLoop: boolean;
}

const DEPTH = 3;

/** Writes statements of blocks and function bodies: they end, and throw nothing that they do not catch. */
export class StatementWriter extends ExpressionWriter {
  #fresh = 0;

  use(numbers: readonly number[]): void {
    this.tape = new Tape(numbers);
  }

  protected fresh(prefix: string): string {
    this.#fresh += 1;
    return `${prefix}${this.#fresh}`;
  }

  /** `{ … }` of up to `most` statements; may declare names of the code around anew. */
  block(spot: Spot, most = 3): string {
    const [one] = spot.scope.visible().filter(() => this.tape.next(4) === 1);
    const scope = new ScriptScope(spot.scope, one === undefined ? [] : [one.name]);
    return this.#braced({ ...spot, scope, depth: spot.depth - 1 }, most);
  }

  /** The body of a function whose parameters `params` are; ends in `return` of a number. */
  body(place: Place, params: readonly Known[], returns = true): string {
    const scope = new ScriptScope(place.scope);
    for (const param of params) scope.add(param);
    const inner: Spot = { ...place, scope, labels: [], isInLoop: false, depth: place.depth - 1 };
    const statements = this.#statements(inner, this.tape.next(3));
    return `{ ${[...statements, ...(returns ? [`return ${this.number(inner)};`] : [])].join(' ')} }`;
  }

  #braced(spot: Spot, most: number): string {
    return `{ ${this.#statements(spot, this.tape.next(most) + 1).join(' ')} }`;
  }

  #statements(spot: Spot, count: number): string[] {
    const written: string[] = [];
    for (let at = 0; at < count; at++) written.push(this.statement(spot));
    // What the block reserved it must declare, or the name means the one around it after all.
    for (let name = spot.scope.takeReserved(); name !== null; name = spot.scope.takeReserved()) written.push(this.#local(spot));
    return written;
  }

  statement(spot: Spot): string {
    if (spot.depth <= 0 || this.tape.isAtEnd) return this.#log(spot);
    const inner = { ...spot, depth: spot.depth - 1 };
    return this.tape.pick([
      () => this.#log(spot),
      () => `${this.number(inner)};`.replace(/^(\{|function|class)/, '0, $1'),
      () => this.#local(spot),
      () => this.#branch(inner),
      () => this.#loop(inner),
      () => this.#loop(inner),
      () => this.#trial(inner),
      () => this.#switch(inner),
      () => this.#labelled(inner),
      () => this.block(spot),
      () => this.#leave(spot),
    ])();
  }

  #log(spot: Spot): string {
    return this.tape.pick([`console.log(${this.number(spot)});`, `console.log(${this.text(spot)}, ${this.list(spot)});`]);
  }

  #local(spot: Spot): string {
    const name = spot.scope.takeReserved() ?? this.fresh('l');
    const inner = { ...spot, depth: spot.depth - 1 };
    const isMutable = this.tape.flip();
    const value = this.number(inner);
    const written = this.tape.pick([
      `${isMutable ? 'let' : 'const'} ${name} = ${value};`,
      `${isMutable ? 'let' : 'const'} [${name} = ${value}] = ${this.list(inner)};`,
      `${isMutable ? 'let' : 'const'} { k: ${name} } = { k: ${value} };`,
    ]);
    spot.scope.add({ name, kind: 'number', isMutable, level: 0 });
    return written;
  }

  #branch(spot: Spot): string {
    const last = this.tape.pick(['', ` else ${this.block(spot)}`, ` else if (${this.number(spot)}) ${this.block(spot, 1)}`]);
    return `if (${this.number(spot)} > ${this.tape.next(5)}) ${this.block(spot)}${last}`;
  }

  #loop(spot: Spot): string {
    const label = this.tape.flip() ? this.fresh('loop') : null;
    const scope = new ScriptScope(spot.scope);
    const inside: Spot = { ...spot, scope, isInLoop: true, labels: label === null ? spot.labels : [...spot.labels, label] };
    const name = this.fresh('i');
    const turns = this.tape.next(4);
    const counted = () => {
      scope.add({ name, kind: 'number', isMutable: false, level: 0 });
      return this.block(inside);
    };
    const written = this.tape.pick([
      () => `for (let ${name} = 0; ${name} < ${turns}; ${name}++) ${counted()}`,
      () => `for (const ${name} of ${this.list(spot)}) ${counted()}`,
      () => `for (const [${name}, x${name} = 0] of Object.entries({ p: 1, q: ${this.number(spot)} })) console.log(${name}, x${name});`,
      () => `for (const ${name} in { p: 1, q: 2 }) { console.log(${name}); ${this.statement(inside)} }`,
      () => `{ let ${name} = ${turns}; ${label === null ? '' : `${label}: `}while (${name}-- > 0) ${counted()} }`,
      () => `{ let ${name} = 0; ${label === null ? '' : `${label}: `}do ${counted()} while (++${name} < ${turns}); }`,
      () => `{ const fs: (() => number)[] = []; for (let ${name} = 0; ${name} < ${turns}; ${name}++) fs.push(() => ${name} + ${this.number({ ...spot, isAsync: false })}); console.log(fs.map((f) => f())); }`,
      () => (spot.isAsync ? `for await (const ${name} of [${this.number(spot)}, Promise.resolve(2)]) ${counted()}` : `for (const ${name} of new Set(${this.list(spot)})) ${counted()}`),
    ])();
    return label === null || written.includes(`${label}: `) ? written : written.startsWith('for') ? `${label}: ${written}` : `${label}: { ${written} }`;
  }

  #trial(around: Spot): string {
    const spot = within(around);
    const caught = this.fresh('e');
    const fixed = this.known(spot, 'number', ({ isMutable }) => !isMutable)?.name;
    const thrower = this.tape.pick([
      `throw new RangeError(${this.text(spot)});`,
      `nowhere${this.tape.next(3)};`,
      fixed === undefined ? 'null!.x;' : `${fixed} = 1;`,
      `if (${this.number(spot)} > 5) throw { code: ${this.number(spot)} };`,
      'late; let late = 1;',
    ]);
    const handler = this.tape.pick([
      ` catch (${caught}: any) { console.log(${caught}.name, ${caught}.message, ${caught}.code); ${this.statement(within(around))} }`,
      ` catch { ${this.statement(within(around))} }`,
      ` catch ({ message: ${caught} }: any) { console.log(String(${caught})); }`,
    ]);
    const last = this.tape.flip() ? ` finally { ${this.statement({ ...within(around), labels: [], isInLoop: false })} }` : '';
    return `try { ${this.statement(spot)} ${thrower} }${handler}${last}`;
  }

  #switch(spot: Spot): string {
    const stops = () => (this.tape.flip() ? ' break;' : '');
    const cases = Array.from({ length: this.tape.next(3) }, (_, at) => `case ${at}: ${this.statement(within(spot))}${stops()}`);
    return `switch (${this.number(spot)} % 3) { ${cases.join(' ')} default: console.log("other"); }`;
  }

  #labelled(spot: Spot): string {
    const label = this.tape.pick([this.fresh('here'), ...spot.scope.visible().map(({ name }) => name).filter((name) => !spot.labels.includes(name))]);
    const inside = { ...within(spot), labels: [...spot.labels, label] };
    return `${label}: { ${this.statement(inside)} if (${this.number(spot)}) break ${label}; ${this.statement(inside)} }`;
  }

  #leave(spot: Spot): string {
    if (!spot.isInLoop) return this.#log(spot);
    const label = spot.labels.filter((one) => one.startsWith('loop')).at(-1);
    return `if (${this.number(spot)} > 3) ${this.tape.pick(['break;', 'continue;', label === undefined ? 'break;' : `continue ${label};`])}`;
  }
}

/** The same place in braces of its own. */
const within = (spot: Spot): Spot => ({ ...spot, scope: new ScriptScope(spot.scope) });

export const atTop = (scope: ScriptScope, level = 3): Spot => ({ scope, isAsync: true, level, depth: DEPTH, labels: [], isInLoop: false });
