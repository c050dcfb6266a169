//// a stack with private storage
class Stack<T> {
  #items: T[] = [];
  push(...items: T[]): this {
    this.#items.push(...items);
    return this;
  }
  pop(): T | undefined {
    return this.#items.pop();
  }
  get size(): number {
    return this.#items.length;
  }
  static from<T>(items: Iterable<T>): Stack<T> {
    return new Stack<T>().push(...items);
  }
}
const stack = Stack.from('abc');
console.log(stack.pop(), stack.size, Object.keys(stack).length);
stack.push('x', 'y').size;

//// an abstract shape and its kinds
abstract class Shape {
  abstract area(): number;
  abstract readonly label: string;
  describe(): string {
    return `${this.label} of ${this.area().toFixed(2)}`;
  }
}
class Circle extends Shape {
  readonly label = 'circle';
  constructor(private readonly radius: number) {
    super();
  }
  override area() {
    return Math.PI * this.radius ** 2;
  }
}
class Square extends Shape {
  readonly label: string = 'square';
  constructor(protected side: number, public name = 'box') {
    super();
  }
  override area() {
    return this.side ** 2;
  }
}
const shapes: Shape[] = [new Circle(1.5), new Square(2)];
console.log(shapes.map((shape) => shape.describe()).join('; '));
console.log(Object.keys(new Square(3)).join());

//// getters and setters keep a temperature
class Temperature {
  #celsius = 0;
  get celsius() {
    return this.#celsius;
  }
  set celsius(value: number) {
    if (value < -273.15) throw new RangeError(`${value} is below absolute zero`);
    this.#celsius = value;
  }
  get fahrenheit() {
    return this.#celsius * 1.8 + 32;
  }
  set fahrenheit(value: number) {
    this.celsius = (value - 32) / 1.8;
  }
}
const outside = new Temperature();
outside.fahrenheit = 212;
console.log(outside.celsius);
outside.celsius -= 90;
console.log(outside.fahrenheit);
try {
  outside.celsius = -300;
} catch (error) {
  console.log((error as Error).message);
}

//// a static block counts instances
class Registry {
  static readonly created: string[] = [];
  static #sealed: boolean;
  static {
    const first = ['root'];
    for (const name of first) Registry.created.push(name);
    this.#sealed = false;
  }
  static seal() {
    this.#sealed = true;
  }
  constructor(name: string) {
    if (Registry.#sealed) throw new Error('sealed');
    Registry.created.push(name);
  }
}
new Registry('left');
Registry.seal();
let refused = '';
try {
  new Registry('right');
} catch (error) {
  refused = String(error);
}
console.log(Registry.created.join('>'), refused);

//// private methods and brand checks
class Wallet {
  #cents: number;
  constructor(euros: number) {
    this.#cents = this.#round(euros * 100);
  }
  #round(value: number) {
    return Math.round(value);
  }
  static isWallet(value: unknown): value is Wallet {
    return typeof value === 'object' && value !== null && #cents in value;
  }
  richerThan(other: Wallet) {
    return this.#cents > other.#cents;
  }
}
const [mine, yours] = [new Wallet(3.14), new Wallet(2.71)];
console.log(mine.richerThan(yours), Wallet.isWallet(mine), Wallet.isWallet({ cents: 1 }));

//// mixins build a class from parts
type Constructor<T = object> = new (...args: any[]) => T;
const Named = <B extends Constructor>(Base: B) =>
  class extends Base {
    name = 'nobody';
    rename(name: string) {
      this.name = name;
      return this;
    }
  };
const Timed = <B extends Constructor>(Base: B) =>
  class Timed extends Base {
    ticks = 0;
    tick() {
      this.ticks++;
      return this;
    }
  };
class Plain {}
class Robot extends Timed(Named(Plain)) {
  report() {
    return `${this.name} ticked ${this.ticks}`;
  }
}
console.log(new Robot().rename('R2').tick().tick().report());
console.log(Object.getPrototypeOf(Robot).name, new Robot() instanceof Plain);

//// a chain of super calls
class Base {
  trail: string[] = [];
  constructor() {
    this.mark('base');
  }
  mark(step: string): void {
    this.trail.push(step);
  }
  static create(): Base {
    return new this();
  }
}
class Middle extends Base {
  constructor() {
    super();
    this.mark('middle');
  }
  override mark(step: string) {
    super.mark(step.toUpperCase());
  }
}
class Last extends Middle {
  override mark(step: string) {
    super.mark(`<${step}>`);
  }
}
console.log(Last.create().trail.join(' '));

//// index access through a class with computed members
const field = 'score';
class Player {
  [field] = 10;
  ['bump' + 1](): number {
    return (this[field] += 1);
  }
  static ['make']() {
    return new Player();
  }
  get [Symbol.toStringTag]() {
    return 'Player';
  }
}
const player = Player.make();
(player as any).bump1();
console.log(player.score, String(player));

//// an event emitter with typed events
interface Events {
  data: [chunk: string, at: number];
  end: [];
}
class Emitter<E extends { [K in keyof E]: unknown[] }> {
  private listeners: { [K in keyof E]?: ((...args: E[K]) => void)[] } = {};
  on<K extends keyof E>(name: K, listener: (...args: E[K]) => void): () => void {
    (this.listeners[name] ??= []).push(listener);
    return () => {
      this.listeners[name] = this.listeners[name]?.filter((one) => one !== listener);
    };
  }
  emit<K extends keyof E>(name: K, ...args: E[K]): number {
    const found = this.listeners[name] ?? [];
    for (const listener of found) listener(...args);
    return found.length;
  }
}
const source = new Emitter<Events>();
const stop = source.on('data', (chunk, at) => console.log(`${at}: ${chunk}`));
source.on('end', () => console.log('over'));
source.emit('data', 'hello', 0);
stop();
console.log(source.emit('data', 'lost', 1), source.emit('end'));

//// toString, valueOf and toPrimitive
class Money {
  constructor(readonly amount: number, readonly unit: string) {}
  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default') {
    return hint === 'string' ? `${this.amount} ${this.unit}` : this.amount;
  }
}
const price = new Money(12, 'EUR');
console.log(`${price}`, +price, (price as unknown as number) * 2, (price as unknown as string) + 1);

//// a class expression that names itself
const Node2 = class Link<T> {
  constructor(readonly value: T, readonly next: Link<T> | null = null) {}
  static list<T>(...values: T[]): Link<T> | null {
    return values.reduceRight<Link<T> | null>((next, value) => new Link(value, next), null);
  }
  *[Symbol.iterator](): Generator<T> {
    for (let at: Link<T> | null = this; at; at = at.next) yield at.value;
  }
};
console.log([...Node2.list(1, 2, 3)!].join('→'), Node2.name);

//// instances compare by what new.target says
class Model {
  readonly kind: string;
  constructor() {
    if (new.target === Model) throw new TypeError('Model is abstract');
    this.kind = new.target.name;
  }
}
class Dense extends Model {}
function Legacy(this: any, n: number) {
  if (!new.target) return new (Legacy as any)(n);
  this.n = n;
}
let why = 'none';
try {
  new Model();
} catch (error) {
  why = (error as Error).message;
}
console.log(new Dense().kind, why, (Legacy as any)(4).n);

//// extending Array keeps species
class Series extends Array<number> {
  mean() {
    return this.reduce((sum, x) => sum + x, 0) / this.length;
  }
}
const series = Series.from([1, 2, 3, 6]) as Series;
const doubled = series.map((x) => x * 2) as Series;
console.log(doubled instanceof Series, doubled.mean(), series.length, Array.isArray(series));

//// extending Error with a code and a cause
class HttpError extends Error {
  override name = 'HttpError';
  constructor(readonly status: number, options?: ErrorOptions) {
    super(`status ${status}`, options);
  }
}
function load(): never {
  try {
    JSON.parse('{');
  } catch (cause) {
    throw new HttpError(502, { cause });
  }
}
try {
  load();
} catch (error) {
  if (!(error instanceof HttpError)) throw error;
  console.log(String(error), error.status, (error.cause as Error).name);
}

//// accessors of an object literal
const account = {
  _log: [] as string[],
  balance: 10,
  get history() {
    return this._log.join(',');
  },
  set deposit(amount: number) {
    this.balance += amount;
    this._log.push(`+${amount}`);
  },
};
account.deposit = 5;
account.deposit = 7;
const { history, balance } = account;
console.log(history, balance);
Object.getOwnPropertyDescriptor(account, 'history')?.set === undefined;

//// fields see earlier fields and parameters
class Layer {
  readonly inputs: number;
  readonly weights = (() => this.outputs * 2)();
  bias = this.weights + 1;
  constructor(public outputs: number, inputs = outputs) {
    this.inputs = inputs;
  }
}
const layer = new Layer(4);
console.log(JSON.stringify(layer), Number.isNaN(layer.weights));

//// a singleton by a static private field
class Settings {
  static #only: Settings | null = null;
  readonly values = new Map<string, unknown>();
  static get shared(): Settings {
    return (this.#only ??= new Settings());
  }
  private constructor() {}
}
Settings.shared.values.set('rate', 0.1);
console.log(Settings.shared === Settings.shared, Settings.shared.values.get('rate'));

//// overloads choose by type
class Parser {
  parse(text: string): string[];
  parse(count: number): number;
  parse(what: string | number): string[] | number {
    return typeof what === 'string' ? what.split(/\s+/) : what + 1;
  }
}
const parser = new Parser();
console.log(parser.parse('one two  three').length, parser.parse(41));
