import type { Known, Kind } from './script-names';
import { ScriptScope } from './script-names';
import type { Tape } from './tape';

/** Where an expression stands. */
export interface Place {
  readonly scope: ScriptScope;
  /** Whether `await` may stand there. */
  readonly isAsync: boolean;
  /** Functions of this level and above may not be called. */
  readonly level: number;
  readonly depth: number;
}

/** Writes expressions that end, whatever the tape says. A name is used only where `Place` sees it. */
export class ExpressionWriter {
  protected tape: Tape;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  /** An expression whose value is a number, perhaps NaN. */
  number(place: Place): string {
    const { tape } = this;
    if (tape.isAtEnd || place.depth <= 0) return this.#smallNumber(place);
    const inner = { ...place, depth: place.depth - 1 };
    const one = () => this.number(inner);
    const ways: readonly [() => string, ...(() => string)[]] = [
      () => this.#smallNumber(place),
      () => `${one()} + ${one()}`,
      () => `(${one()} * ${one()}) % 97`,
      () => `(${one()} > ${one()} ? ${one()} : ${one()})`,
      () => this.#change(inner),
      () => this.#change(inner),
      () => this.#call(inner),
      () => this.#call(inner),
      () => `Math.max(...${this.list(inner)}, ${one()})`,
      () => `${this.list(inner)}.reduce((sum, x) => sum + x, ${one()})`,
      () => `${this.text(inner)}.length`,
      () => `[...${this.list(inner)}].map((x, at) => x + at).length`,
      () => this.#closure(inner),
      () => `(${one()}, ${one()})`,
      () => `(${one()} || ${one()})`,
      () => `(typeof ${this.#name(inner, 'number') ?? 'nowhere'} === 'number' ? 1 : 2)`,
      () => this.#instance(inner, one()),
      () => `({ x: ${one()}, get y() { return this.x + ${this.number({ ...inner, isAsync: false })} } }).y`,
      () => `(([p, q = ${this.number({ ...inner, isAsync: false })}]: number[]) => p! + q)(${this.list(inner)})`,
      () => `(${this.list(inner)}.at(${tape.next(4) - 1}) ?? ${one()})`,
      () => (place.isAsync ? `(await ${this.#promise(inner)})` : one()),
      () => this.#generated(inner),
      () => `((s: TemplateStringsArray, ...xs: number[]) => s.length + xs.length)\`a\${${one()}}b\``,
      () => `new (class { #p = ${this.number({ ...inner, isAsync: false })}; read() { return this.#p } })().read()`,
    ];
    return tape.pick(ways)();
  }

  text(place: Place): string {
    const { tape } = this;
    const inner = { ...place, depth: place.depth - 1 };
    const name = this.#name(place, 'text');
    if (tape.isAtEnd || place.depth <= 0) return name !== null && tape.flip() ? name : `"t${tape.next(10)}"`;
    return tape.pick([
      () => name ?? '"s"',
      () => `\`\${${this.number(inner)}}-\${${this.text(inner)}}\``,
      () => `String(${this.number(inner)})`,
      () => `(${this.text(inner)} + ${this.text(inner)}).slice(0, 40)`,
      () => `${this.list(inner)}.join("")`,
      () => `JSON.stringify({ k: ${this.number(inner)} })`,
    ])();
  }

  list(place: Place): string {
    const { tape } = this;
    const inner = { ...place, depth: place.depth - 1 };
    const name = this.#name(place, 'list');
    if (tape.isAtEnd || place.depth <= 0) return name !== null && tape.flip() ? name : `[${tape.next(9)}, ${tape.next(9)}]`;
    return tape.pick([
      () => name ?? '[1, 2, 3]',
      () => `[${this.number(inner)}, ...${this.list(inner)}].slice(0, 6)`,
      () => `${this.list(inner)}.filter((x) => x > ${this.number({ ...inner, isAsync: false })})`,
      () => `Object.values({ ...{ a: ${this.number(inner)} }, b: ${this.number(inner)} })`,
      () => `Array.from({ length: ${tape.next(4)} }, (_, at) => at + ${this.number({ ...inner, isAsync: false })})`,
    ])();
  }

  protected known(place: Place, kind: Kind, isUsable: (known: Known) => boolean = () => true): Known | null {
    const candidates = place.scope.visible().filter((one) => one.kind === kind && isUsable(one));
    const [first, ...others] = candidates;
    return first === undefined ? null : this.tape.pick([first, ...others]);
  }

  #name(place: Place, kind: Kind): string | null {
    return this.known(place, kind)?.name ?? null;
  }

  #smallNumber(place: Place): string {
    const name = this.#name(place, 'number');
    return name !== null && this.tape.flip() ? name : String(this.tape.next(12));
  }

  /** Assigns to a name. */
  #change(place: Place): string {
    const target = this.known(place, 'number', ({ isMutable }) => isMutable)?.name;
    if (target === undefined) return this.number(place);
    return this.tape.pick([
      () => `${target}++`,
      () => `--${target}`,
      () => `(${target} = ${this.number(place)})`,
      () => `(${target} += ${this.number(place)})`,
      () => `(${target} ??= ${this.number(place)})`,
      () => `(${target} &&= ${this.number(place)})`,
      () => `([${target} = ${this.number(place)}] = ${this.list(place)}).length`,
      () => `({ x: ${target}, ...({} as any).rest } = { x: ${this.number(place)} }).x`,
    ])();
  }

  #call(place: Place): string {
    const found = this.known(place, 'function', ({ level }) => level < place.level);
    if (found === null) return this.number(place);
    const argument = this.number(place);
    return this.tape.pick([`${found.name}(${argument})`, `${found.name}?.(${argument})`, `[${argument}].map(${found.name})[0]!`, `${found.name}.call(null, ${argument})`]);
  }

  #closure(place: Place): string {
    const scope = new ScriptScope(place.scope);
    const name = this.tape.pick(['a', 'own', 'v']);
    const argument = this.number(place);
    scope.add({ name, kind: 'number', isMutable: true, level: 0 });
    const inside = this.number({ ...place, scope, isAsync: false });
    return this.tape.pick([`((${name}: number) => ${inside})(${argument})`, `(function (${name}: number) { return ${inside} })(${argument})`]);
  }

  #instance(place: Place, otherwise: string): string {
    const found = this.known(place, 'instance');
    const made = this.known(place, 'class');
    if (found !== null && this.tape.flip()) return `${found.name}.grow()`;
    if (made === null) return otherwise;
    return this.tape.pick([`new ${made.name}(${this.number(place)}).size`, `${made.name}.count`]);
  }

  #promise(place: Place): string {
    const found = this.known(place, 'async', ({ level }) => level < place.level);
    if (found === null || this.tape.flip()) return `Promise.resolve(${this.number(place)})`;
    return `${found.name}(${this.number(place)})`;
  }

  #generated(place: Place): string {
    const found = this.known(place, 'generator');
    return found === null ? this.number(place) : `(${found.name}.next().value ?? ${this.number(place)})`;
  }
}
