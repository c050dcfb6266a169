/** What a name of a random script holds; expressions are built so that no kind is used for another. */
export type Kind = 'number' | 'text' | 'list' | 'function' | 'async' | 'class' | 'instance' | 'generator';

export interface Known {
  readonly name: string;
  readonly kind: Kind;
  readonly isMutable: boolean;
  /** Of functions: how deep calls nest below it, so that no script calls more than it can finish. */
  readonly level: number;
}

/** Names that code may use at one place. An inner name hides an outer one from the head of its block, as `let` does. */
export class ScriptScope {
  readonly #known: Known[] = [];
  readonly #reserved = new Set<string>();
  readonly #outer: ScriptScope | null;

  constructor(outer: ScriptScope | null, reserved: readonly string[] = []) {
    this.#outer = outer;
    for (const name of reserved) this.#reserved.add(name);
  }

  add(known: Known): void {
    this.#reserved.delete(known.name);
    this.#known.push(known);
  }

  /** A name this block was to declare and has not yet. */
  takeReserved(): string | null {
    const [name] = this.#reserved;
    return name ?? null;
  }

  visible(hidden: ReadonlySet<string> = new Set()): readonly Known[] {
    const own = this.#known.filter(({ name }) => !hidden.has(name));
    if (this.#outer === null) return own;
    return [...this.#outer.visible(new Set([...hidden, ...this.#reserved, ...this.#known.map(({ name }) => name)])), ...own];
  }
}

/** Names worth trying: reserved somewhere else, alike to the compiler's own, of the platform, of another alphabet. */
const ODD = [
  'a', 'b', 'async', 'of', 'get', 'show', '$', 'π', '$$', '$0_run', 'name', 'length', 'v', 'i', 'r', 'c', 't', 'type', 'display',
  'process', 'Math2', 'as', 'from', 'accessor', 'declare', 'module', 'set', 'self', 'performance', 'toString', 'constructor',
] as const; // prettier-ignore

export const oddName = (number: number): string => ODD[number] ?? `n${number}`;
