import type { DeclarationKind } from '../types';

type BindingState =
  /** No cell declares it; a global of that name may exist. */
  | 'free'
  /** A global whose value is kept here. */
  | 'global'
  /** Declared by the running cell, not yet reached. */
  | 'unreached'
  | 'variable'
  | 'constant'
  /** Imported, and the module may give it another value: read from the module each time. */
  | 'live'
  /** Imported under a name that the module does not export. */
  | 'missing';

/** Where names that no cell declares are looked up. */
export interface GlobalNames {
  has(name: string): boolean;
  get(name: string): unknown;
  /** True for names whose value stays the same but for the odd polyfill: kept in the binding for speed. */
  isSteady(name: string): boolean;
}

/**
 * One top-level name. Compiled code holds the object and reads `(b.r?b.c:b.v)`: two field loads, which optimize to
 * about the cost of one (in Chromium 156 1 ns, a getter in their place 5); neither re-declaring a name nor adding
 * others changes any hidden class, so optimized code stays valid. The members that compiled text mentions have names
 * of one letter.
 */
export class Binding {
  /** Readable: `c` is the value. */
  r = false;
  /** The value, where `r`. */
  c: unknown = undefined;
  readonly name: string;
  readonly #globals: GlobalNames;
  #state: BindingState = 'free';
  #isVariable = false;
  /** What a declaration that is under way replaces. */
  #before: { readonly state: BindingState; readonly value: unknown } | null = null;
  #isConstant = false;
  #problem = '';
  #module: object = {};
  #exported = '';

  constructor(name: string, globals: GlobalNames) {
    this.name = name;
    this.#globals = globals;
    this.refresh();
  }

  get state(): BindingState {
    return this.#state;
  }

  /** The value; throws ReferenceError where there is none. */
  get v(): unknown {
    return this.r ? this.c : this.#read(getValue);
  }

  /** Assignment: throws TypeError for constants, ReferenceError where nothing is declared. */
  set v(value: unknown) {
    if (this.#isVariable) this.c = value;
    else this.#assignSpecial(value);
  }

  /** The value that a declaration gives the name. */
  set i(value: unknown) {
    if (this.#state === 'unreached') this.#become(this.#isConstant ? 'constant' : 'variable', value);
    else this.c = value;
  }

  /** The operand of `typeof`: undefined where nothing is declared. */
  get t(): unknown {
    return this.#state === 'free' && !this.#globals.has(this.name) ? undefined : this.#read(getOperand);
  }

  /** A run that declares the name starts. */
  declare(kind: DeclarationKind): void {
    this.#before = this.r || this.#state === 'live' ? { state: this.#state, value: this.c } : null;
    switch (kind) {
      case 'var':
        this.#become('variable', this.#state === 'variable' || this.#state === 'constant' ? this.c : undefined);
        return;
      case 'function':
      case 'enum':
      case 'namespace':
        this.#become('variable', undefined);
        return;
      case 'let':
      case 'const':
      case 'class':
      case 'import':
        this.#isConstant = kind === 'const' || kind === 'import';
        this.#become('unreached', undefined);
        return;
      default:
        return kind satisfies never;
    }
  }

  /** The run is over: a name that never got its value goes back to what it was. */
  settle(): void {
    const before = this.#before;
    this.#before = null;
    if (this.#state !== 'unreached') return;
    this.#become(before?.state ?? 'free', before?.value);
    this.refresh();
  }

  /** Binds an import; `problem` says what is wrong where the module lacks the name. */
  bindImport(value: unknown, problem: string | null): void {
    this.#problem = problem ?? '';
    this.#become(problem === null ? 'constant' : 'missing', value);
  }

  /** Binds an import whose value the module may change. */
  bindLive(module: object, exported: string): void {
    this.#module = module;
    this.#exported = exported;
    this.#become('live', undefined);
  }

  /** Takes over the value that a global name has now. */
  refresh(): void {
    if ((this.#state !== 'free' && this.#state !== 'global') || !this.#globals.isSteady(this.name)) return;
    if (this.#globals.has(this.name)) this.#become('global', this.#globals.get(this.name));
    else this.#become('free', undefined);
  }

  #become(state: BindingState, value: unknown): void {
    this.#state = state;
    this.#isVariable = state === 'variable';
    this.c = value;
    this.r = state === 'variable' || state === 'constant' || state === 'global';
  }

  #read(above: unknown): unknown {
    if (this.r) return this.c;
    if (this.#state === 'live') return Reflect.get(this.#module, this.#exported);
    if (this.#state === 'free' && this.#globals.has(this.name)) return this.#globals.get(this.name);
    throw cutAbove(this.#unreadable(), above);
  }

  #assignSpecial(value: unknown): void {
    switch (this.#state) {
      case 'constant':
      case 'live':
      case 'missing':
        throw cutAbove(new TypeError('Assignment to constant variable.'), setValue);
      case 'unreached':
        throw cutAbove(this.#unreadable(), setValue);
      case 'free':
      case 'global':
        if (!this.#globals.has(this.name)) throw cutAbove(this.#unreadable(), setValue);
        // Assigning to a global name shadows it for the cells and leaves the platform's own untouched.
        this.#become('variable', value);
        return;
      case 'variable':
        this.c = value;
        return;
      default:
        return this.#state satisfies never;
    }
  }

  #unreadable(): Error {
    switch (this.#state) {
      case 'unreached':
        return new ReferenceError(`Cannot access '${this.name}' before initialization`);
      case 'missing':
        return new SyntaxError(this.#problem);
      default:
        return new ReferenceError(`${this.name} is not defined`);
    }
  }
}

const value = Object.getOwnPropertyDescriptor(Binding.prototype, 'v');
const getValue = value?.get;
const setValue = value?.set;
const getOperand = Object.getOwnPropertyDescriptor(Binding.prototype, 't')?.get;

/** The stack begins at the user's line. Only V8 can; elsewhere the frames above the first cell's are the kernel's. */
function cutAbove(error: Error, above: unknown): Error {
  if (typeof above === 'function' && typeof Error.captureStackTrace === 'function') {
    Error.captureStackTrace(error, above as () => void);
  }
  return error;
}
