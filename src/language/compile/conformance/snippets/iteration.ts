//// a lazy pipeline of generators
function* naturals(from = 0): Generator<number> {
  for (let n = from; ; n++) yield n;
}
function* take<T>(source: Iterable<T>, count: number) {
  if (count <= 0) return;
  for (const item of source) {
    yield item;
    if (--count === 0) return;
  }
}
function* filter<T>(source: Iterable<T>, keep: (item: T) => boolean) {
  for (const item of source) if (keep(item)) yield item;
}
const isPrime = (n: number) => n > 1 && [...take(naturals(2), Math.floor(Math.sqrt(n)) - 1)].every((d) => n % d !== 0);
console.log([...take(filter(naturals(), isPrime), 8)].join());

//// a generator that is talked to
function* dialogue(): Generator<string, string, number> {
  let total = 0;
  while (total < 10) total += yield `total ${total}`;
  return `done at ${total}`;
}
const talk = dialogue();
console.log(talk.next().value, talk.next(4).value, talk.next(3).value);
const end = talk.next(8);
console.log(end.value, end.done, talk.next(1).value);

//// return and throw reach a generator's finally
const events: string[] = [];
function* guarded() {
  try {
    yield 1;
    yield 2;
  } catch (error) {
    events.push(`caught ${error}`);
    yield 99;
  } finally {
    events.push('cleaned');
  }
}
const one = guarded();
one.next();
events.push(JSON.stringify(one.return(7)));
const two = guarded();
two.next();
events.push(String(two.throw('up').value), String(two.next().done));
for (const value of guarded()) if (value === 1) break;
console.log(events.join(' · '));

//// yield star walks a tree in order
interface Branch {
  value: string;
  left?: Branch;
  right?: Branch;
}
function* inOrder(branch?: Branch): Generator<string, number> {
  if (!branch) return 0;
  const left = yield* inOrder(branch.left);
  yield branch.value;
  return left + 1 + (yield* inOrder(branch.right));
}
const tree: Branch = { value: 'd', left: { value: 'b', left: { value: 'a' }, right: { value: 'c' } }, right: { value: 'e' } };
const walk = inOrder(tree);
let out = '';
let step = walk.next();
for (; !step.done; step = walk.next()) out += step.value;
console.log(out, step.value);

//// an iterator written by hand
class Countdown implements Iterable<number> {
  constructor(private readonly from: number) {}
  [Symbol.iterator](): Iterator<number> {
    let at = this.from;
    return {
      next: () => (at > 0 ? { done: false, value: at-- } : { done: true, value: undefined }),
      return: () => {
        console.log(`left at ${at}`);
        return { done: true, value: undefined };
      },
    };
  }
}
const [three, second] = new Countdown(3);
console.log(three, second, Math.max(...new Countdown(5)), Array.from(new Countdown(2)).join());
for (const n of new Countdown(9)) if (n < 8) break;

//// labelled loops over a grid
const grid = ['..#.', '.#..', '..E.'];
let found: [number, number] | null = null;
let visited = 0;
rows: for (const [y, row] of grid.entries()) {
  for (const [x, cell] of [...row].entries()) {
    visited++;
    if (cell === '#') continue rows;
    if (cell === 'E') {
      found = [x, y];
      break rows;
    }
  }
}
console.log(String(found), visited);

//// each turn of a loop keeps its own variable
const callbacks: (() => number)[] = [];
for (let i = 0, offset = 10; i < 3; i++, offset += 10) {
  callbacks.push(() => i + offset);
  if (i === 1) i++;
}
for (const key in { a: 1, b: 2 }) callbacks.push(() => key.charCodeAt(0));
console.log(callbacks.map((f) => f()).join());

//// a var of a loop is shared
var shared: (() => number)[] = [];
for (var turn = 0; turn < 3; turn++) shared.push(() => turn);
console.log(shared.map((f) => f()).join(), turn);

//// do while and comma updates
let low = 0, high = 1000, steps = 0;
const target = 371;
do {
  const middle = (low + high) >> 1;
  if (middle < target) low = middle + 1;
  else high = middle;
  steps++;
} while (low < high);
for (var i = 0, j = 10; i < j; i += 2, j--);
console.log(low, steps, i, j);

//// switch falls through and scopes its lets
function classify(code: number): string {
  const tags: string[] = [];
  switch (true) {
    case code >= 500:
      tags.push('server');
    case code >= 400: {
      const kind = 'error';
      tags.push(kind);
      break;
    }
    case code >= 200:
      let fine = 'ok';
      tags.push(fine);
      break;
    default:
      tags.push('odd');
  }
  return tags.join('/');
}
console.log([503, 404, 204, 99].map(classify).join(' '));

//// a label on a block leaves early
function firstProblem(form: { name?: string; age?: number }): string {
  let problem = 'none';
  check: {
    if (!form.name) {
      problem = 'name';
      break check;
    }
    if ((form.age ?? 0) < 18) {
      problem = 'age';
      break check;
    }
  }
  return problem;
}
console.log(firstProblem({}), firstProblem({ name: 'x' }), firstProblem({ name: 'x', age: 20 }));

//// for in sees inherited enumerable names in order
const prototype = { inherited: 1, 2: 'two' };
const made = Object.create(prototype, { own: { value: 1, enumerable: true }, hidden: { value: 2, enumerable: false }, 1: { value: 0, enumerable: true } });
const order: string[] = [];
for (const key in made) order.push(`${key}${Object.hasOwn(made, key) ? '' : '*'}`);
order.join();

//// destructuring in the head of a loop
const people = new Map([['ada', { born: 1815, fields: ['math', 'poetry'] }], ['alan', { born: 1912, fields: [] }]]);
const lines: string[] = [];
for (const [name, { born, fields: [main = 'unknown', ...others], died = 0 }] of people as Map<string, any>) {
  lines.push(`${name} ${born} ${main} ${others.length} ${died}`);
}
console.log(lines.join('\n'));

//// permutations by a recursive generator
function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) yield [...items];
  else for (const [at, item] of items.entries()) for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
}
const all = [...permutations(['x', 'y', 'z'])].map((p) => p.join(''));
console.log(all.length, all.at(-1), new Set(all).size);

//// zip stops at the shortest and closes the others
let closed = 0;
function* source(count: number) {
  try {
    for (let n = 0; n < count; n++) yield n;
  } finally {
    closed++;
  }
}
function* zip<T>(...sources: Iterable<T>[]): Generator<T[]> {
  const iterators = sources.map((one) => one[Symbol.iterator]());
  try {
    while (true) {
      const steps = iterators.map((one) => one.next());
      if (steps.some(({ done }) => done)) return;
      yield steps.map(({ value }) => value);
    }
  } finally {
    for (const one of iterators) one.return?.();
  }
}
console.log(JSON.stringify([...zip(source(3), source(2), 'abc' as any)]), closed);

//// a generator method and a computed one
const library = {
  books: ['Emma', 'Dune', 'Ulysses'],
  *[Symbol.iterator]() {
    yield* this.books;
  },
  *byLength(this: { books: string[] }, most: number) {
    for (const book of this.books) if (book.length <= most) yield book;
  },
};
console.log([...library].length, [...library.byLength(4)].join('&'));

//// game of life on a torus
type Board = number[][];
const next = (board: Board): Board =>
  board.map((row, y) =>
    row.map((alive, x) => {
      let around = -alive;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) around += board[(y + dy + board.length) % board.length]![(x + dx + row.length) % row.length]!;
      }
      return around === 3 || (alive && around === 2) ? 1 : 0;
    }),
  );
let board: Board = ['.#...', '..#..', '###..', '.....', '.....'].map((row) => [...row].map((c) => Number(c === '#')));
for (let generation = 0; generation < 4; generation++) board = next(board);
console.log(board.map((row) => row.join('')).join('/'));
