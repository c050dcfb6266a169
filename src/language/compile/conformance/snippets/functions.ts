//// counters close over their own variables
function makeCounter(start = 0, step = 1) {
  let count = start;
  return {
    next: () => (count += step),
    reset() {
      count = start;
    },
    get value() {
      return count;
    },
  };
}
const [ones, tens] = [makeCounter(), makeCounter(100, 10)];
ones.next();
ones.next();
tens.next();
tens.reset();
console.log(ones.value, tens.value);

//// memoised recursion
const memo = new Map<bigint, bigint>();
const fibonacci = (n: bigint): bigint => {
  if (n < 2n) return n;
  const known = memo.get(n);
  if (known !== undefined) return known;
  const value = fibonacci(n - 1n) + fibonacci(n - 2n);
  memo.set(n, value);
  return value;
};
console.log(String(fibonacci(90n)), memo.size);

//// currying with rest parameters
const curry = (f: (...args: any[]) => any, ...held: any[]): any =>
  held.length >= f.length ? f(...held) : (...more: any[]) => curry(f, ...held, ...more);
const volume = curry((x: number, y: number, z: number) => x * y * z);
console.log(volume(2)(3)(4), volume(2, 3)(5), volume(1, 1, 1));

//// default parameters see those before them
function range(end: number, start = 0, step = Math.sign(end - start) || 1, made: number[] = []): number[] {
  for (let at = start; step > 0 ? at < end : at > end; at += step) made.push(at);
  return made;
}
console.log(range(4).join(), range(0, 3).join(), range(10, 1, 4).join());
range.length;

//// mutual recursion reads a grammar
type Tree = number | Tree[];
let at = 0;
const text = '(1 (2 3) () 45)';
function skip() {
  while (text[at] === ' ') at++;
}
function read(): Tree {
  skip();
  return text[at] === '(' ? readList() : readNumber();
}
function readList(): Tree[] {
  const items: Tree[] = [];
  at++;
  for (skip(); text[at] !== ')'; skip()) items.push(read());
  at++;
  return items;
}
function readNumber(): number {
  const start = at;
  while (/\d/.test(text[at] ?? '')) at++;
  return Number(text.slice(start, at));
}
console.log(JSON.stringify(read()), at);

//// hoisting within a function
function outer() {
  const early = inner();
  var late = 'assigned';
  function inner() {
    return typeof late;
  }
  return [early, inner()];
}
outer().join();

//// a debounced function flushes by hand
function batch<T>(flush: (items: T[]) => void, size: number) {
  let waiting: T[] = [];
  const push = (item: T) => {
    waiting.push(item);
    if (waiting.length >= size) push.flush();
  };
  push.flush = () => {
    if (waiting.length) flush(waiting);
    waiting = [];
  };
  return push;
}
const seen: string[] = [];
const push = batch<number>((items) => seen.push(items.join('+')), 2);
for (let i = 0; i < 5; i++) push(i);
push.flush();
push.flush();
console.log(seen.join(' | '));

//// call, apply and bind
function describe(this: { name: string } | undefined, greeting: string, mark = '!') {
  return `${greeting}, ${this?.name ?? 'nobody'}${mark}`;
}
const ada = { name: 'Ada', describe };
const bound = describe.bind(ada, 'Dear');
console.log(ada.describe('Hi'), bound('.'), describe.apply({ name: 'Bo' }, ['Yo', '?']));
const loose = ada.describe;
console.log(loose('Lost'), bound.name, bound.length);

//// arguments mirrors nothing in strict code
function sum(first: number, ..._rest: number[]) {
  first = 100;
  let total = 0;
  for (const value of arguments as Iterable<number>) total += value;
  return `${total}/${arguments.length}/${first}`;
}
console.log(sum(1, 2, 3), (() => typeof sum)());

//// tagged templates get raw strings and values
function html(strings: TemplateStringsArray, ...values: unknown[]): string {
  const escape = (value: unknown) => String(value).replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  return strings.reduce((made, part, i) => made + escape(values[i - 1]) + part);
}
const user = '<b>Eve</b>';
console.log(html`<p>${user} has ${1 + 1} items</p>`);
console.log(String.raw`a\n${'b'}\t`, ((s: TemplateStringsArray) => s.raw[0])`\u0041`);

//// a tag is called once with one frozen array
const sheets = new Set<TemplateStringsArray>();
const css = (strings: TemplateStringsArray, ...sizes: number[]) => {
  sheets.add(strings);
  return String.raw({ raw: strings.map((s) => s.trim()) }, ...sizes);
};
const rules = [1, 2, 3].map((n) => css`  width: ${n} ; `);
console.log(rules.join(''), sheets.size, Object.isFrozen([...sheets][0]));

//// trampolined recursion does not overflow
type Bounce<T> = T | (() => Bounce<T>);
function run<T>(bounce: Bounce<T>): T {
  while (typeof bounce === 'function') bounce = (bounce as () => Bounce<T>)();
  return bounce;
}
const isEven = (n: number): Bounce<boolean> => (n === 0 ? true : () => isOdd(n - 1));
const isOdd = (n: number): Bounce<boolean> => (n === 0 ? false : () => isEven(n - 1));
console.log(run(isEven(20_000)), run(isOdd(7)));

//// immediately called functions make modules
const store = (() => {
  const data: Record<string, number> = {};
  return Object.freeze({
    add(key: string, by = 1) {
      data[key] = (data[key] ?? 0) + by;
      return store;
    },
    snapshot: () => ({ ...data }),
  });
})();
store.add('a').add('b', 5).add('a');
JSON.stringify(store.snapshot());

//// names of functions follow the specification
const arrow = () => 0;
const object = { method() {}, prop: function () {}, get got() { return 1; }, ['comp' + 'uted']: () => 0, [Symbol('tag')]() {} };
let reassigned = function () {};
reassigned = () => {};
const { fallback = () => 1 } = {} as { fallback?: () => number };
const getName = Object.getOwnPropertyDescriptor(object, 'got')!.get!.name;
console.log(arrow.name, object.method.name, object.prop.name, getName, (object as any).computed.name);
console.log(reassigned.name, fallback.name, Object.getOwnPropertySymbols(object).map((s) => (object as any)[s].name).join(), (() => {}).name === '');

//// shadowing in five scopes
const x = 'module';
function look(x = 'parameter') {
  const seen = [x];
  {
    const x = 'block';
    seen.push(x);
    for (let x = 0; x < 1; x++) seen.push(`loop ${x}`);
    try {
      throw 'caught';
    } catch (x) {
      seen.push(x as string);
    }
  }
  const again = () => x;
  return [...seen, again()].join(', ');
}
console.log(look(), x);

//// a parser of combinators
type P<T> = (input: string) => [T, string] | null;
const char = (wanted: RegExp): P<string> => (input) => (input !== '' && wanted.test(input[0]!) ? [input[0]!, input.slice(1)] : null);
const many = <T>(p: P<T>): P<T[]> => (input) => {
  const found: T[] = [];
  for (let step = p(input); step; step = p(input)) {
    found.push(step[0]);
    input = step[1];
  }
  return [found, input];
};
const map = <A, B>(p: P<A>, f: (a: A) => B): P<B> => (input) => {
  const step = p(input);
  return step && [f(step[0]), step[1]];
};
const integer = map(many(char(/\d/)), (digits) => Number(digits.join('')));
console.log(JSON.stringify(integer('42 apples')), JSON.stringify(char(/a/)('b')));

//// compose keeps this for methods
const compose2 = (...fs: Function[]) => function (this: unknown, ...args: unknown[]) {
  return fs.reduceRight<unknown[]>((held, f) => [Reflect.apply(f, this, held)], args)[0];
};
const scaler = {
  factor: 3,
  run: compose2((n: number) => n + 1, function (this: { factor: number }, n: number) { return this.factor * n; }),
};
scaler.run(5);
