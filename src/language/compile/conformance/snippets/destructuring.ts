//// options with nested defaults
interface Options {
  size?: number;
  style?: { color?: string; weight?: number };
  tags?: string[];
}
function configure({ size = 12, style: { color = 'black', weight = size * 10 } = {}, tags: [main = 'none', ...others] = [] }: Options = {}) {
  return `${size} ${color} ${weight} ${main} ${others.length}`;
}
console.log(configure());
console.log(configure({ size: 2, style: { color: 'red' }, tags: ['a', 'b', 'c'] }));
console.log(configure({ style: { weight: 0 }, tags: [] }));

//// swapping and rotating without a temporary
let [a, b, c] = [1, 2, 3];
[a, b] = [b, a];
[a, b, c] = [c, a, b];
let point: any = { x: 0, y: 0 };
const list: number[] = [];
({ x: point.x, y: point['y'], ...point.rest } = { x: 5, y: 6, z: 7 } as any);
[list[2], , list[0] = 9] = [7, 8];
console.log(a, b, c, JSON.stringify(point), JSON.stringify(list));

//// parts of a date text
const pattern = /(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d))?/u;
const { groups: { year, month, day = '01' } = {} as Record<string, string> } = pattern.exec('due 2024-07.') ?? {};
const [, first = '', second = ''] = 'key=value'.match(/(\w+)=(\w+)/) ?? [];
console.log(year, month, day, first, second);

//// rest of an object leaves out names and symbols
const secret = Symbol('secret');
const record = { id: 1, password: 'x', name: 'Ada', [secret]: true, nested: { deep: 1 } };
const key = 'password' as const;
const { id, [key]: hidden, ...open } = record;
open.nested.deep = 2;
console.log(id, hidden, Object.keys(open).join(), open[secret], record.nested.deep);

//// destructuring iterators takes what it needs
let pulled = 0;
function* source() {
  try {
    while (true) yield ++pulled;
  } finally {
    pulled += 100;
  }
}
const [one, , three] = source();
const [] = source();
const [[head, ...tail], { length }] = ['wxyz', 'ab'] as const as [string, string];
console.log(one, three, pulled, head, tail.join(''), length);

//// order of evaluation in a pattern
const trace: string[] = [];
const note = <T>(name: string, value: T): T => (trace.push(name), value);
const store: Record<string, number> = {};
({ [note('key1', 'a')]: store[note('target1', 'p')] = note('default1', 1), [note('key2', 'b')]: store[note('target2', 'q')] = note('default2', 2) } = note('source', { b: 5 } as any));
console.log(trace.join(' '), JSON.stringify(store));

//// nested loops over entries
const inventory = { apples: { count: 3, price: 0.5 }, pears: { count: 2, price: 0.75 } };
let worth = 0;
for (const [name, { count, price, origin = name.slice(0, 1) }] of Object.entries(inventory as Record<string, { count: number; price: number; origin?: string }>)) {
  worth += count * price;
  console.log(origin, name, count);
}
console.log(worth);

//// assignment patterns are expressions
let x: number, y: number;
const returned = ([x, y = 4] = [3]);
const again = ({ x, y } = { x: x + 1, y: y + 1 });
let chain: number[];
const last = (chain = [x, y] = [y, x]);
console.log(returned.length, JSON.stringify(again), x, y, chain === last);

//// parameters of every shape
const mix = ([a, [b] = [2]]: any, { c, ...d }: any = {}, ...[e, f = 6]: any[]) => [a, b, c, Object.keys(d).join(''), e, f].join();
console.log(mix([1]));
console.log(mix([1, [9]], { c: 3, q: 1, r: 2 }, 5));
console.log(mix('xy', { c: null }, undefined, undefined));
mix.length;

//// catch takes an error apart
function attempt(action: () => void): string {
  try {
    action();
    return 'fine';
  } catch ({ name, message: [initial], cause = 'no cause' }: any) {
    return `${name} ${initial} ${cause}`;
  }
}
console.log(attempt(() => {}), attempt(() => { throw new RangeError('big', { cause: 'size' }); }), attempt(() => (null as any).x));

//// defaults run only for undefined
let made = 0;
const make = () => ++made;
const { p = make(), q = make(), r = make() } = { p: null, q: undefined, r: 0 } as any;
const [s = make(), t = make()] = [, NaN];
console.log(p, q, r, s, t, made);

//// missing values throw with the name
const messages: string[] = [];
for (const thunk of [() => { const { a } = undefined as any; return a; }, () => { const [b] = {} as any; return b; }, () => (({ c }: any) => c)(null)]) {
  try {
    thunk();
  } catch (error) {
    messages.push((error as Error).name);
  }
}
console.log(messages.join());

//// spread builds objects and calls
const defaults = { depth: 1, tags: ['x'], get computed() { return this.depth * 2; } };
const merged = { ...defaults, depth: 5, ...(defaults.depth > 3 && { extra: true }), ...null, ..."hi" };
const numbers = [...new Set([3, 1, 3, 2]), ...Array.from('45', Number)];
console.log(JSON.stringify(merged), Math.max(...numbers, ...[9]), [...'añ😀'].length);

//// optional chaining short-circuits
interface Node3 {
  value: number;
  next?: Node3;
  visit?(times: number): string;
}
let touched = 0;
const chain2: Node3 = { value: 1, next: { value: 2, visit: (times) => 'visited'.slice(0, times) } };
const key2 = () => (touched++, 'value' as const);
console.log(chain2.next?.next?.value, chain2.next?.visit?.(5), chain2.visit?.(touched++), chain2.next?.next?.[key2()], chain2.next?.[key2()], touched);
console.log(delete chain2.next?.visit, (chain2.next as any)?.visit?.call(null, 1).length);

//// nullish and logical assignment
const settings: { rate?: number | null; name?: string; on?: boolean } = { rate: 0, name: '' };
let evaluations = 0;
const costly = (value: number) => (evaluations++, value);
settings.rate ??= costly(1);
settings.name ||= 'unnamed';
settings.on &&= false;
const memo: Record<string, number[]> = {};
(memo.a ??= []).push(1);
(memo.a ??= []).push(2);
console.log(settings.rate, settings.name, settings.on, evaluations, memo.a.join());

//// numeric separators and other literals
const million = 1_000_000;
const bits = 0b1010_1010, octal = 0o17, hex = 0xff_ff;
const exact = 9_007_199_254_740_993n;
console.log(million / 1e3, bits, octal, hex, String(exact), .5e-3, 0xFn === 15n);
2 ** -1 + 2 ** 3 ** 0;
