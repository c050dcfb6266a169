import type { AnyNode, Program } from 'acorn';
import { blockNames, varNames } from './lexical-scope';
import type { LexicalScope } from './lexical-scope';
import type { OwnNames } from './names';
import { runNames } from './runtime/run-names';
import type { DeclarationKind } from './types';

/** Where a name leads from a place in the cell. */
type Resolution =
  /** Declared around the place, or by TypeScript for its own use: stays as it is. */
  | 'local'
  /** A binding: declared at the top of this cell or another, or a global. */
  | 'binding'
  /** A global whose value belongs to the run. */
  | 'run';

const runNameSet: ReadonlySet<string> = new Set(runNames);
/** Cannot be declared anew, so they need no binding. */
const fixedNames: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** Decides what names mean, and collects the bindings the cell uses. */
export class Resolver {
  readonly #declares: ReadonlyMap<string, DeclarationKind>;
  readonly #names: OwnNames;
  readonly #helpers: ReadonlySet<string>;
  readonly #varNames: ReadonlySet<string>;
  readonly #used = new Set<string>();
  readonly #readImports = new Set<string>();
  readonly #reads = new Set<string>();
  readonly #writes: Set<string>;

  constructor(program: Program, declares: ReadonlyMap<string, DeclarationKind>, names: OwnNames) {
    this.#declares = declares;
    this.#names = names;
    this.#writes = new Set(declares.keys());
    const declarations = program.body.flatMap((statement): AnyNode[] => {
      const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
      return isExport ? (statement.declaration ? [statement.declaration] : []) : [statement];
    });
    this.#varNames = new Set(varNames(program));
    this.#helpers = new Set([...this.#varNames, ...blockNames(declarations)].filter((name) => !declares.has(name)));
  }

  resolve(name: string, scope: LexicalScope): Resolution {
    if (scope.declares(name) || this.#helpers.has(name)) return 'local';
    if (this.#declares.has(name)) return 'binding';
    if (fixedNames.has(name)) return 'local';
    return runNameSet.has(name) ? 'run' : 'binding';
  }

  isHelper(name: string): boolean {
    return this.#helpers.has(name);
  }

  /** The compiled code's variable for the binding. */
  binding(name: string): string {
    this.#used.add(name);
    return this.#names.binding(name);
  }

  read(name: string, resolution: 'binding' | 'run'): string {
    this.#reads.add(name);
    if (resolution === 'run') return `${this.#names.runNames}.${name}`;
    if (this.#declares.get(name) === 'import') this.#readImports.add(name);
    const binding = this.binding(name);
    return `(${binding}.r?${binding}.c:${binding}.v)`;
  }

  /** The target of a plain assignment. */
  target(name: string): string {
    const kind = this.#declares.get(name);
    // With `using` around, TypeScript turns a declaration into an assignment to a `var`: it still declares.
    const isLowered = (kind === 'let' || kind === 'const' || kind === 'class') && this.#varNames.has(name);
    this.#writes.add(name);
    return `${this.binding(name)}.${isLowered ? 'i' : 'v'}`;
  }

  /** The target of an assignment that first reads what it replaces. */
  update(name: string): string {
    this.#reads.add(name);
    this.#writes.add(name);
    return `${this.binding(name)}.v`;
  }

  /** Names of the notebook's scope that the cell reads and does not declare. */
  get reads(): readonly string[] {
    return [...this.#reads].filter((name) => !this.#declares.has(name));
  }

  /** Names of the notebook's scope that the cell declares or assigns. */
  get writes(): readonly string[] {
    return [...this.#writes];
  }

  get usedNames(): readonly string[] {
    return [...this.#used];
  }

  /** Whether the cell uses the imported name as a value. */
  isRead(name: string): boolean {
    return this.#readImports.has(name);
  }
}
