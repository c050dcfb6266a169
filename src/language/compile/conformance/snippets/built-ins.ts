//// word counts sorted by count, then name
const text = 'the cat and the dog and the bird';
const counts = new Map<string, number>();
for (const word of text.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
const ranked = [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
console.log(ranked.map(([word, count]) => `${word}:${count}`).join(' '));

//// sets of sets
const union = <T>(...sets: Set<T>[]) => new Set(sets.flatMap((set) => [...set]));
const without = <T>(from: Set<T>, other: Set<T>) => new Set([...from].filter((item) => !other.has(item)));
const odd = new Set([1, 3, 5, 7]);
const prime = new Set([2, 3, 5, 7]);
console.log([...union(odd, prime)].join(), [...without(odd, prime)].join(), odd.has(NaN), new Set([NaN, NaN, 0, -0]).size);
const order: number[] = [];
odd.forEach((n) => {
  if (n === 3) odd.delete(5).valueOf() && odd.add(9);
  order.push(n);
});
console.log(order.join());

//// sorting is stable and by rule
const rows = [['b', 2], ['a', 2], ['c', 1], ['d', 2]] as [string, number][];
const byNumber = rows.toSorted(([, x], [, y]) => x - y);
console.log(byNumber.map(([name]) => name).join(''), rows[0]![0]);
console.log([10, 9, 1, undefined, 2].sort().join(), [3, 1, 2].toSorted((x, y) => y - x).join(), ['B', 'a', 'C'].sort().join(''));

//// weak references and maps keep private data
const hidden = new WeakMap<object, { visits: number }>();
class Guest {
  constructor() {
    hidden.set(this, { visits: 0 });
  }
  visit() {
    return ++hidden.get(this)!.visits;
  }
}
const guest = new Guest();
const reference = new WeakRef(guest);
guest.visit();
const marked = new WeakSet([guest]);
console.log(reference.deref()?.visit(), marked.has(guest), hidden.has({}), Object.keys(guest).length);

//// a finalization registry registers
const registry = new FinalizationRegistry<string>((held) => console.log('never here', held));
let big: object | null = { data: new Uint8Array(8) };
registry.register(big, 'big', big);
console.log(registry.unregister(big), registry.unregister({}));
big = null;
Object.prototype.toString.call(registry);

//// big integers for exact arithmetic
const factorial = (n: bigint): bigint => (n <= 1n ? 1n : n * factorial(n - 1n));
const modpow = (base: bigint, exponent: bigint, modulus: bigint) => {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n, base = base ** 2n % modulus) if (exponent & 1n) result = (result * base) % modulus;
  return result;
};
console.log(factorial(25n).toString(), modpow(4n, 13n, 497n).toString(), (-7n / 2n).toString(), BigInt.asUintN(8, 257n).toString());
let mixed = '';
try {
  mixed = String((1n as unknown as number) + 1);
} catch (error) {
  mixed = (error as Error).name;
}
console.log(mixed, 2n > 1, typeof 1n, 1n == (1 as unknown as bigint));

//// typed arrays share a buffer
const buffer = new ArrayBuffer(8);
const bytes = new Uint8Array(buffer);
const floats = new Float32Array(buffer, 4, 1);
const view = new DataView(buffer);
view.setInt16(0, -2, true);
floats[0] = 1.5;
console.log([...bytes].join(' '), view.getFloat32(4, true), bytes.subarray(4).byteOffset);
console.log(Uint8ClampedArray.from([300, -5, 1.5, 2.5]).join(), new Int8Array([200, 128])[0], new Float64Array([3, 1, 2]).sort().join());

//// symbols as protocol
const tag = Symbol('tag');
const shared = Symbol.for('app.key');
class Even {
  static [Symbol.hasInstance](value: unknown) {
    return typeof value === 'number' && value % 2 === 0;
  }
}
const listLike = { length: 1, 0: 'x', [Symbol.isConcatSpreadable]: true };
const dated = { [tag]: 1, toJSON: () => 'json' };
console.log((4 as unknown) instanceof Even, [0].concat(listLike as any).join(), tag.description, Symbol.keyFor(shared), JSON.stringify({ dated }));
console.log(Object.getOwnPropertySymbols(dated).length, String(tag), tag.toString() === `Symbol(${tag.description})`);

//// JSON with revivers, replacers and indents
const source = { when: new Date(Date.UTC(2024, 1, 29)), tags: new Set(['x']), skip: undefined, nan: NaN, nested: { keep: 1, drop: 2 } };
const written = JSON.stringify(source, (key, value) => (value instanceof Set ? { $set: [...value] } : key === 'drop' ? undefined : value));
const parsed = JSON.parse(written, (_key, value) => {
  if (value && typeof value === 'object' && '$set' in value) return new Set(value.$set);
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value;
});
console.log(written);
console.log(parsed.when.getUTCDate(), parsed.tags.has('x'), JSON.stringify([1, { a: [] }], null, 2).split('\n').length);

//// regular expressions with names, lookbehind and sticky
const log = 'ERROR 12ms /index; INFO 7ms /about; ERROR 30ms /api';
const entry = /(?<level>[A-Z]+) (?<ms>\d+)ms (?<path>\/\w+)/gu;
const slow = [...log.matchAll(entry)].filter(({ groups }) => Number(groups!.ms) > 10).map(({ groups, index }) => `${groups!.path}@${index}`);
console.log(slow.join(), log.replace(entry, '$<path>=$<ms>'));
const sticky = /\d+|[+*]/y;
const tokens: string[] = [];
for (let found = sticky.exec('12+3*4'); found; found = sticky.exec('12+3*4')) tokens.push(found[0]);
console.log(tokens.join(' '), '£5 $7'.match(/(?<=\$)\d/)![0], 'aBc'.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())));

//// text by code points and normal forms
const name = 'Zoë';
const parts = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment('👍🏽é')].map(({ segment }) => segment);
console.log(name.normalize('NFD').length, name.normalize('NFC').length, parts.length, '😀'.codePointAt(0)!.toString(16));
console.log('abc'.padStart(5, '*').padEnd(6), 'a-b-c'.replaceAll('-', '+'), ' x '.trimEnd() + '|', 'abc'.at(-1), 'ß'.toUpperCase());

//// Intl formats numbers, lists and dates
const euros = new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' });
const list = new Intl.ListFormat('en', { type: 'conjunction' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
console.log(euros.format(1234.5).replace(/\s/, ' '), list.format(['a', 'b', 'c']), day.format(new Date(0)));
console.log(new Intl.PluralRules('en', { type: 'ordinal' }).select(22), ['ä', 'z', 'a'].sort(new Intl.Collator('de').compare).join(''));

//// dates by calendar arithmetic
const addMonths = (date: Date, months: number) => {
  const moved = new Date(date);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(date.getUTCDate(), last));
  return moved;
};
const january = new Date(Date.UTC(2024, 0, 31));
console.log(addMonths(january, 1).toISOString().slice(0, 10), addMonths(january, 13).toISOString().slice(0, 10));
console.log(Number.isNaN(new Date('nonsense').getTime()), Date.UTC(1970, 0, 2) / 864e5);

//// array methods old and new
const matrix = [[1, 2], [3, 4], [5]];
console.log(matrix.flat().join(), matrix.flatMap((row) => row.length).join(), matrix.findLast((row) => row.length === 2)!.join());
console.log([1, 2, 3, 4].copyWithin(0, 2).join(), Array.of(7, 8).with(1, 9).join(), [3, , 1].includes(undefined), [, 1].indexOf(undefined as any));
const sparse = [1, , 3];
let calls = 0;
sparse.forEach(() => calls++);
console.log(calls, 1 in sparse, sparse.toReversed().join('|'), Object.keys(sparse).join());

//// objects by descriptor, freeze and entries
const frozen = Object.freeze({ a: 1, inner: { b: 2 } });
const outcomes: string[] = [];
for (const change of [() => ((frozen as any).a = 2), () => (frozen.inner.b = 3), () => delete (frozen as any).a]) {
  try {
    change();
    outcomes.push('ok');
  } catch (error) {
    outcomes.push((error as Error).name);
  }
}
console.log(outcomes.join(), frozen.inner.b);
const grouped = Object.fromEntries(Object.entries({ x: 1, y: 2 }).map(([k, v]) => [v, k]));
console.log(JSON.stringify(grouped), Object.is(-0, 0), Object.getOwnPropertyNames('ab').join());

//// Math and numbers at their edges
console.log(0.1 + 0.2 === 0.3, Math.abs(0.1 + 0.2 - 0.3) < Number.EPSILON, Number.MAX_SAFE_INTEGER + 2);
console.log(Math.hypot(3, 4), Math.clz32(1), Math.imul(0xffffffff, 5), Math.fround(5.5), Math.trunc(-1.7), Math.sign(-0));
console.log((255).toString(16), (0.1).toFixed(20).length, parseInt('12px'), Number('12px'), Number.parseFloat('1e3x'), (25).toString(2));
[1e21, -0, 1 / 3].map(String).join(' ');

//// structured clones keep shape and cycles
const original: any = { date: new Date(5), map: new Map([[{ k: 1 }, new Set([1n])]]), pattern: /x/gi, list: [1, , 3] };
original.self = original;
const copy = structuredClone(original);
console.log(copy !== original, copy.self === copy, copy.date.getTime(), [...copy.map.values()][0].has(1n), copy.pattern.flags, 1 in copy.list);
let refused = '';
try {
  structuredClone({ f() {} });
} catch (error) {
  refused = (error as Error).name;
}
refused;
