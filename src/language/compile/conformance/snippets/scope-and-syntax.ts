//// semicolons are inserted where they must be
let n = 1
const twice = () => n * 2
;[n, n + 1].forEach((x) => (n += x))
const text = `a`
;(() => {
  n++
})()
var result = n
++result
const odd = () => {
  return
  5
}
console.log(n, twice(), text, result, odd())

//// var hoists out of everything but functions [whole]
console.log(typeof foundThere, typeof hoistedIndex);
if (hoistedNumber > 0) {
  var foundThere = 'yes';
} else {
  var neverThere = 'no';
}
for (var hoistedIndex = 0; hoistedIndex < 2; hoistedIndex++) {
  var { length: inner } = 'abc';
}
var hoistedNumber: number;
try {
  throw 1;
} catch {
  var handled = true;
}
console.log(foundThere, neverThere, hoistedIndex, inner, handled, hoistedNumber);

//// functions in blocks stay there
const seen: string[] = [];
{
  seen.push(local());
  function local() {
    return 'inner';
  }
}
seen.push(typeof (globalThis as any).local);
switch (1) {
  default:
    function inSwitch() {
      return 'case';
    }
    seen.push(inSwitch());
}
seen.join();

//// the temporal dead zone
const states: string[] = [];
const peek = (read: () => unknown) => {
  try {
    states.push(String(read()));
  } catch (error) {
    states.push((error as Error).name);
  }
};
{
  peek(() => later);
  peek(() => typeof later);
  let later = 1;
  peek(() => later);
}
peek(() => ((a = b, b = 1) => a + b)());
peek(() => { class C extends (C as any) {} return C; });
console.log(states.join(' '));

//// constants refuse every kind of change
const fixed = 1;
const refusals = [
  () => ((fixed as any) = 2),
  () => (fixed as any)++,
  () => ([(fixed as any)] = [3]),
  () => ((fixed as any) &&= 4),
  () => { for ((fixed as any) of [5]); },
  () => ((fixed as any) ??= 6),
].map((change) => {
  try {
    change();
    return 'kept';
  } catch (error) {
    return (error as Error).name;
  }
});
console.log(refusals.join(' '), fixed);

//// contextual keywords as names
const async = 1, of = [2], get = 3, set = 4, type = 5, as = 6, from = 7, declare = 8, namespace = 9, abstract = 10, readonly = 11, module = 12;
const object = { async, of, get, set, async type() { return type; }, get from() { return from; }, *of2() { yield as; } };
for (const of2 of of) console.log(of2 + async + get + set + declare + namespace + abstract + readonly + module);
type
as
console.log(await object.type(), object.from, [...object.of2()].join());

//// escapes and letters of other alphabets
const π = Math.PI, $ = 1, _ = 2, ñandú = 3, 変数 = 4, \u0061b = 5;
const { größe = π.toFixed(2) } = {} as { größe?: string };
const Δ = (ƒ: (x: number) => number, x: number, h = 1e-4) => (ƒ(x + h) - ƒ(x - h)) / (2 * h);
console.log(größe, $ + _ + ñandú + 変数 + ab, Math.round(Δ((x) => x ** 3, 2)), '\x41\u{1F600}'.length);

//// comments in every place
/* before */ const /* kind */ value /* name */ = /* equals */ 1 /* plus */ + // line
  2; /* after */
function /* f */ add(/* none */ a: /* type */ number, /* b */ b = /* default */ 3 /* end */): /* returns */ number {
  return /* on this line */ a + b; // trailing
}
/** A doc comment
 * over lines */
console.log(value, add(1), '/* no comment */ // at all'.length, /\/\*.*\*\//.test('/* x */'));

//// exports are plain declarations [whole]
export const rate = 0.5;
export function scale(x: number) {
  return x * rate;
}
export class Scaler {
  run = scale;
}
export enum Unit {
  M,
  KM = 1000,
}
export type Length = number & { unit: Unit };
const hidden = 4;
export { hidden as shown };
console.log(new Scaler().run(hidden), Unit.KM, Unit[0]);

//// the comma, void, in and exponent
let a = (1, 2, 3);
const key = 'x' in { x: 0 } && !('y' in { x: 0 });
for (var i = ('a' in { a: 1 } ? 1 : 0), j = 2; i < j; i++, j--);
const squared = (-2) ** 2 ** 1;
a += void 0 ?? 4;
console.log(a, key, i, j, squared, typeof void 0, !!'' + +true, 5 % -3, -5 >>> 28);

//// labels, blocks and objects look alike
const make = () => ({ a: 1 });
const none = () => { a: 1 };
{ b: { c: 2; } }
outer: inner: for (const x of [1, 2, 3]) {
  if (x === 2) continue outer;
  if (x === 3) break inner;
}
const conditional = true ? { a: 'object' } : [{}];
console.log(make().a, none(), JSON.stringify(conditional));

//// getters run when named in shorthand and spread
let runs = 0;
const lazy = { get value() { return ++runs; }, plain: 0 };
const copy = { ...lazy };
const { value } = lazy;
const again = { value, lazy, [`k${value}`]: value };
console.log(runs, copy.value, copy.value, again.value, Object.keys(again).join());

//// conditional chains and ternaries nest
const grade = (score: number) => score >= 90 ? 'A' : score >= 80 ? 'B' : score >= 70 ? 'C' : 'F';
const kind = (value: unknown) =>
  value === null ? 'null'
  : Array.isArray(value) ? `array of ${value.length}`
  : typeof value === 'object' ? `object of ${Object.keys(value!).length}`
  : typeof value;
console.log([95, 85, 75, 5].map(grade).join(''), [null, [1], {}, 's', () => 1].map(kind).join());

//// regular expression or division
let g = 2, count = 10;
const half = count / g / 1;
const matches = 'a/b/g'.split(/\//g).length;
const both = (count) / 2 + +/\d+/.exec('x42')![0] / 2;
const tail = count++ / 2;
console.log(half, matches, both, tail, [1]
  .map((x) => x / 1)[0]);

//// templates nest and keep lines
const items = ['a', 'b'];
const page = `<ul>
${items.map((item, at) => `  <li id="${`i${at}`}">${item.toUpperCase()}${at ? '' : `!`}</li>`).join('\n')}
</ul>`;
console.log(page);
console.log(`\${escaped} \`ticks\` ${'$'}{x} ${(() => { const s = `}`; return s; })()}`);

//// typeof every kind of value
const values = [1, 'a', true, undefined, null, {}, [], () => 1, class {}, Symbol(), 1n, /x/];
console.log(values.map((value) => typeof value).join());
console.log(typeof undeclared, typeof typeof 1, typeof new Date(), typeof Date());
declare const undeclared: unknown;

//// this in arrows, methods and functions
const scope = {
  name: 'scope',
  arrow: () => typeof this,
  method() {
    const inner = () => this.name;
    return [inner(), (function (this: unknown) { return typeof this; })(), [1].map(() => this.name)[0]];
  },
};
console.log(scope.arrow(), scope.method().join(), ((f) => f())(scope.arrow), (0, scope.arrow)());

//// closures keep a binding, not a value
let current = 'first';
const read = () => current;
const write = (value: string) => (current = value);
const copies = [current, read()];
write('second');
copies.push(current, read());
{
  let current = 'shadow';
  copies.push(current, read());
}
for (current of ['from loop']);
copies.push(read());
copies.join();

//// delete, getters with side effects and key order
const bag: Record<string, unknown> = { z: 1, 10: 'ten', a: 2, 2: 'two', [Symbol.iterator as unknown as string]: 0 };
delete bag.z;
bag.z = 'again';
const order = Object.keys(bag).join();
let refused = '';
try {
  delete (Object.freeze([1]) as any)[0];
} catch (error) {
  refused = (error as Error).name;
}
console.log(order, refused, delete (bag as any).missing);
