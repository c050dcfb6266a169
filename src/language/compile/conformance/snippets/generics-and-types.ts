//// a typed group-by
function groupBy<T, K extends PropertyKey>(items: readonly T[], keyOf: (item: T) => K): Record<K, T[]> {
  const groups = {} as Record<K, T[]>;
  for (const item of items) (groups[keyOf(item)] ??= []).push(item);
  return groups;
}
const words = ['ant', 'bee', 'cat', 'bear', 'crow', 'asp'];
const byLetter = groupBy(words, (word) => word[0] as 'a' | 'b' | 'c');
for (const [letter, found] of Object.entries(byLetter)) console.log(letter, found.join('+'));

//// a discriminated union and its reducer
type Action = { type: 'add'; amount: number } | { type: 'reset' } | { type: 'scale'; by: number };
interface State {
  readonly total: number;
  readonly steps: number;
}
const reduce = (state: State, action: Action): State => {
  switch (action.type) {
    case 'add':
      return { ...state, total: state.total + action.amount, steps: state.steps + 1 };
    case 'scale':
      return { ...state, total: state.total * action.by, steps: state.steps + 1 };
    case 'reset':
      return { total: 0, steps: 0 };
    default:
      return action satisfies never;
  }
};
const actions: Action[] = [{ type: 'add', amount: 3 }, { type: 'scale', by: 4 }, { type: 'add', amount: -2 }];
JSON.stringify(actions.reduce(reduce, { total: 0, steps: 0 }));

//// a Result type with helpers
type Result<T, E = Error> = { ok: true; value: T } | { ok: false; error: E };
const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
const fail = <E>(error: E): Result<never, E> => ({ ok: false, error });
function parsePort(text: string): Result<number, string> {
  const port = Number(text);
  if (!Number.isInteger(port)) return fail(`'${text}' is no integer`);
  return port > 0 && port < 65_536 ? ok(port) : fail(`${port} is out of range`);
}
for (const text of ['8080', 'http', '70000']) {
  const result = parsePort(text);
  console.log(result.ok ? `port ${result.value}` : result.error);
}

//// conditional and mapped types vanish
type Getters<T> = { [K in keyof T & string as `get${Capitalize<K>}`]: () => T[K] };
type Unwrap<T> = T extends Promise<infer U> ? Unwrap<U> : T;
function gettersOf<T extends object>(object: T): Getters<T> {
  const made: Record<string, () => unknown> = {};
  for (const [key, value] of Object.entries(object)) made[`get${key[0]!.toUpperCase()}${key.slice(1)}`] = () => value;
  return made as Getters<T>;
}
const getters = gettersOf({ width: 3, height: 4 });
const depth: Unwrap<Promise<Promise<number>>> = 5;
console.log(getters.getWidth() * getters.getHeight() * depth);

//// satisfies keeps the narrow type
const palette = {
  red: [255, 0, 0],
  sky: '#87ceeb',
} satisfies Record<string, string | [number, number, number]>;
const brightness = palette.red.reduce((sum, part) => sum + part, 0) / 3;
console.log(brightness, palette.sky.toUpperCase());

//// const assertions and tuple types
const levels = ['debug', 'info', 'warn'] as const;
type Level = (typeof levels)[number];
const rank = Object.fromEntries(levels.map((level, at) => [level, at])) as Record<Level, number>;
function isAtLeast(level: Level, least: Level): boolean {
  return rank[level] >= rank[least];
}
console.log(levels.filter((level) => isAtLeast(level, 'info')).join(), isAtLeast('debug', 'warn'));

//// user-defined type guards
interface Cat {
  meow(): string;
}
interface Dog {
  bark(): string;
}
const isCat = (animal: Cat | Dog): animal is Cat => 'meow' in animal;
function assertDefined<T>(value: T, what: string): asserts value is NonNullable<T> {
  if (value == null) throw new TypeError(`${what} is missing`);
}
const animals: (Cat | Dog)[] = [{ meow: () => 'mrr' }, { bark: () => 'wuff' }];
console.log(animals.map((animal) => (isCat(animal) ? animal.meow() : animal.bark())).join(' '));
try {
  assertDefined(animals[2], 'third animal');
} catch (error) {
  console.log((error as Error).message);
}

//// generics with defaults and constraints
class Cache<K extends string | number = string, V = unknown> {
  private readonly store = new Map<K, V>();
  constructor(private readonly limit: number) {}
  get(key: K, make: (key: K) => V): V {
    const found = this.store.get(key);
    if (found !== undefined) {
      this.store.delete(key);
      this.store.set(key, found);
      return found;
    }
    const made = make(key);
    this.store.set(key, made);
    if (this.store.size > this.limit) this.store.delete(this.store.keys().next().value as K);
    return made;
  }
  get keys() {
    return [...this.store.keys()];
  }
}
const cache = new Cache<number, string>(2);
for (const key of [1, 2, 1, 3]) cache.get(key, (k) => 'v' + k);
console.log(cache.keys.join());

//// enums, flags and reverse names
enum Access {
  None = 0,
  Read = 1 << 0,
  Write = 1 << 1,
  All = Read | Write,
}
enum Color {
  Red = 'red',
  Green = `gr${'een'}`,
}
const held: Access = Access.Read;
console.log(Access[held], Access[3], (held & Access.Write) === 0);
console.log(Object.values(Color).join(), Object.keys(Access).length);

//// enum members computed from others
enum Size {
  Small = 'abc'.length,
  Medium = Small * 2,
  Large,
}
const sizes = Object.entries(Size).filter(([, value]) => typeof value === 'number');
console.log(sizes.map(([name, value]) => `${name}=${value}`).join(' '));
Size.Large;

//// a const enum is inlined or looked up alike
const enum Direction {
  Up = 'U',
  Down = 'D',
}
const path = [Direction.Up, Direction.Up, Direction.Down];
path.reduce((y, step) => y + (step === Direction.Up ? 1 : -1), 0);

//// a namespace with private parts and nesting
namespace Geometry {
  const precision = 2;
  export interface Point {
    x: number;
    y: number;
  }
  export const origin: Point = { x: 0, y: 0 };
  export function distance(a: Point, b: Point = origin): string {
    return Math.hypot(a.x - b.x, a.y - b.y).toFixed(precision);
  }
  export namespace Units {
    export const meters = (d: string) => `${d} m`;
  }
}
import meters = Geometry.Units.meters;
const corner: Geometry.Point = { x: 3, y: 4 };
console.log(meters(Geometry.distance(corner)), Object.keys(Geometry).join());

//// a namespace adds to a function [whole]
function greet(name: string): string {
  return greet.prefix + name;
}
namespace greet {
  export let prefix = 'Hello, ';
  export const shout = (name: string) => greet(name).toUpperCase();
}
greet.prefix = 'Hi ';
console.log(greet.shout('ada'));

//// declarations that merge [whole]
interface Box {
  width: number;
}
interface Box {
  height: number;
}
class Crate implements Box {
  constructor(public width: number, public height: number) {}
}
namespace Crate {
  export const cube = (side: number): Box => new Crate(side, side);
}
const { width, height } = Crate.cube(3);
console.log(width * height);

//// template literal types over a router
type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}` ? Name | Params<Rest> : P extends `${string}:${infer Name}` ? Name : never;
function match<P extends string>(pattern: P, path: string): Record<Params<P>, string> | null {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const found = new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
  return found && (Object.fromEntries(names.map((name, at) => [name, found[at + 1]!])) as Record<Params<P>, string>);
}
const route = match('/users/:id/posts/:post', '/users/7/posts/31');
console.log(route?.id, route?.post, match('/x/:y', '/z') === null);

//// variadic tuples make a typed pipe
type Unary = (value: any) => unknown;
const pipe = <F extends [Unary, ...Unary[]]>(...steps: F) => (value: Parameters<F[0]>[0]): unknown =>
  steps.reduce<unknown>((current, step) => step(current), value);
const slug = pipe(
  (text: string) => text.trim().toLowerCase(),
  (text: string) => text.replace(/[^a-z0-9]+/g, '-'),
  (text: string) => text.replace(/^-|-$/g, ''),
);
slug('  Hello, World! 2 ');

//// assertions, non-null and definite assignment
let later!: string;
const fill = (): void => {
  later = 'filled';
};
fill();
const maybe: { list?: number[] } = { list: [4, 5] };
const first = maybe.list![0]! + (<number>(1 as unknown));
console.log(later, first);

//// this types make a fluent builder
class Query {
  protected parts: string[] = [];
  where(part: string): this {
    this.parts.push(part);
    return this;
  }
  build(this: Readonly<Query>): string {
    return (this as Query).parts.join(' and ');
  }
}
class SortedQuery extends Query {
  by(field: string): this {
    this.parts.push(`sorted by ${field}`);
    return this;
  }
}
new SortedQuery().where('a > 1').by('b').where('c').build();

//// abstract constructors and a registry of classes
abstract class Plugin2 {
  abstract run(input: number): number;
}
type PluginClass = abstract new () => Plugin2;
const registry = new Map<string, new () => Plugin2>();
const register = (name: string) => <C extends new () => Plugin2>(made: C): C => (registry.set(name, made), made);
const Doubler = register('double')(class extends Plugin2 {
  run = (input: number) => input * 2;
});
const inherits = (made: PluginClass) => made === Plugin2 || made.prototype instanceof Plugin2;
console.log([...registry].map(([name, Made]) => `${name}:${new Made().run(21)}`).join(), inherits(Doubler), inherits(Plugin2));
