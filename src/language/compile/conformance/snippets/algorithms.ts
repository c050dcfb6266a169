//// quick sort in place
function quicksort<T>(items: T[], compare: (a: T, b: T) => number, low = 0, high = items.length - 1): T[] {
  if (low >= high) return items;
  const pivot = items[(low + high) >> 1]!;
  let [i, j] = [low, high];
  while (i <= j) {
    while (compare(items[i]!, pivot) < 0) i++;
    while (compare(items[j]!, pivot) > 0) j--;
    if (i <= j) [items[i++], items[j--]] = [items[j]!, items[i]!];
  }
  quicksort(items, compare, low, j);
  return quicksort(items, compare, i, high);
}
console.log(quicksort([5, 3, 8, 1, 9, 2, 7, 3], (a, b) => a - b).join());

//// a heap serves the least first
class Heap<T> {
  #items: T[] = [];
  constructor(private readonly before: (a: T, b: T) => boolean) {}
  add(item: T) {
    let at = this.#items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.before(item, this.#items[up]!); at = up, up = (at - 1) >> 1) this.#items[at] = this.#items[up]!;
    this.#items[at] = item;
  }
  *drain(): Generator<T> {
    while (this.#items.length > 0) {
      this.#items.sort((a, b) => (this.before(a, b) ? -1 : 1));
      yield this.#items.shift()!;
    }
  }
}
const heap = new Heap<string>((a, b) => a.length < b.length || (a.length === b.length && a < b));
for (const word of 'the quick brown fox jumps over a dog'.split(' ')) heap.add(word);
[...heap.drain()].join(' ');

//// shortest paths by Dijkstra
const roads: Record<string, Record<string, number>> = { a: { b: 7, c: 9, f: 14 }, b: { c: 10, d: 15 }, c: { d: 11, f: 2 }, d: { e: 6 }, f: { e: 9 }, e: {} };
function shortest(from: string) {
  const distance = new Map<string, number>([[from, 0]]);
  const open = new Set(Object.keys(roads));
  while (open.size > 0) {
    const [nearest] = [...open].sort((x, y) => (distance.get(x) ?? Infinity) - (distance.get(y) ?? Infinity));
    open.delete(nearest!);
    for (const [to, length] of Object.entries(roads[nearest!]!)) {
      const through = distance.get(nearest!)! + length;
      if (through < (distance.get(to) ?? Infinity)) distance.set(to, through);
    }
  }
  return distance;
}
console.log([...shortest('a')].map(([town, far]) => town + far).sort().join(' '));

//// a topological order, or the cycle
function order(needs: Record<string, string[]>): string[] {
  const done: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string, trail: string[]): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') throw new Error([...trail, name].join(' → '));
    state.set(name, 'open');
    for (const need of needs[name] ?? []) visit(need, [...trail, name]);
    state.set(name, 'done');
    done.push(name);
  };
  for (const name of Object.keys(needs)) visit(name, []);
  return done;
}
console.log(order({ app: ['ui', 'core'], ui: ['core'], core: ['base'] }).join());
try {
  order({ a: ['b'], b: ['c'], c: ['a'] });
} catch (error) {
  console.log((error as Error).message);
}

//// edit distance with a rolling row
function levenshtein(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
console.log(levenshtein('kitten', 'sitting'), levenshtein('', 'abc'), levenshtein('same', 'same'));

//// the sieve of Eratosthenes over bytes
const limit = 100;
const composite = new Uint8Array(limit + 1);
const primes: number[] = [];
for (let n = 2; n <= limit; n++) {
  if (composite[n]) continue;
  primes.push(n);
  for (let multiple = n * n; multiple <= limit; multiple += n) composite[multiple] = 1;
}
console.log(primes.length, primes.slice(-3).join());

//// eight queens by backtracking
let solutions = 0;
function place(row: number, size: number, columns = 0, left = 0, right = 0): void {
  if (row === size) {
    solutions++;
    return;
  }
  for (let free = ~(columns | left | right) & ((1 << size) - 1); free !== 0; free &= free - 1) {
    const bit = free & -free;
    place(row + 1, size, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
}
place(0, 6);
console.log(solutions);
place(0, 8);
solutions;

//// an expression evaluator by precedence
const precedence: Record<string, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 3 };
function evaluate(text: string): number {
  const tokens = text.match(/\d+(?:\.\d+)?|[-+*/^()]/g) ?? [];
  let at = 0;
  const primary = (): number => {
    const token = tokens[at++]!;
    if (token === '(') {
      const inner = climb(0);
      at++;
      return inner;
    }
    return token === '-' ? -primary() : Number(token);
  };
  const climb = (least: number): number => {
    let left = primary();
    for (let operator = tokens[at]; operator !== undefined && (precedence[operator] ?? -1) >= least && operator in precedence; operator = tokens[at]) {
      at++;
      const right = climb(precedence[operator]! + (operator === '^' ? 0 : 1));
      left = operator === '+' ? left + right : operator === '-' ? left - right : operator === '*' ? left * right : operator === '/' ? left / right : left ** right;
    }
    return left;
  };
  return climb(0);
}
console.log(evaluate('2+3*4-6/3'), evaluate('(2+3)*-4'), evaluate('2^3^2'), evaluate('1-2-3'));

//// a random walk from a seed
function mulberry(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = mulberry(42);
let position = 0;
const path = Array.from({ length: 12 }, () => (position += random() < 0.5 ? -1 : 1));
console.log(path.join(' '), random().toFixed(6));

//// matrices multiply and transpose
type Matrix = readonly (readonly number[])[];
const transpose = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));
const multiply = (a: Matrix, b: Matrix): Matrix => a.map((row) => transpose(b).map((column) => row.reduce((sum, x, k) => sum + x * column[k]!, 0)));
const power = (m: Matrix, n: number): Matrix => (n === 1 ? m : n % 2 ? multiply(m, power(m, n - 1)) : power(multiply(m, m), n / 2));
console.log(JSON.stringify(multiply([[1, 2], [3, 4]], [[5], [6]])), power([[1, 1], [1, 0]], 30)[0]![1]);

//// gradient descent fits a line
const xs = [0, 1, 2, 3, 4];
const ys = xs.map((x) => 2 * x + 1);
let [slope, intercept] = [0, 0];
const losses: number[] = [];
for (let epoch = 0; epoch < 200; epoch++) {
  let [ds, di, loss] = [0, 0, 0];
  for (const [at, x] of xs.entries()) {
    const error = slope * x + intercept - ys[at]!;
    ds += (2 * error * x) / xs.length;
    di += (2 * error) / xs.length;
    loss += error ** 2 / xs.length;
  }
  slope -= 0.05 * ds;
  intercept -= 0.05 * di;
  if (epoch % 50 === 0) losses.push(Number(loss.toFixed(4)));
}
console.log(slope.toFixed(3), intercept.toFixed(3), losses.every((loss, at) => at === 0 || loss < losses[at - 1]!));

//// back-propagation through scalars
class Value {
  grad = 0;
  constructor(public data: number, private readonly parents: [Value, () => number][] = []) {}
  add(other: Value) {
    return new Value(this.data + other.data, [[this, () => 1], [other, () => 1]]);
  }
  mul(other: Value) {
    return new Value(this.data * other.data, [[this, () => other.data], [other, () => this.data]]);
  }
  tanh() {
    const t = Math.tanh(this.data);
    return new Value(t, [[this, () => 1 - t * t]]);
  }
  backward(grad = 1) {
    this.grad += grad;
    for (const [parent, local] of this.parents) parent.backward(grad * local());
  }
}
const [w, x, b] = [new Value(0.5), new Value(2), new Value(-0.5)];
const out = w.mul(x).add(b).tanh();
out.backward();
console.log([out.data, w.grad, x.grad, b.grad].map((n) => n.toFixed(4)).join());

//// k-means settles on two centres
const points: readonly [number, number][] = [[1, 1], [1.5, 2], [1, 1.5], [8, 8], [9, 9], [8.5, 9.5]];
let centres: [number, number][] = [points[0]!, points[3]!];
const distance = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]) => Math.hypot(ax - bx, ay - by);
let moved = Infinity, rounds = 0;
while (moved > 1e-9 && rounds++ < 20) {
  const groups = centres.map((centre) => points.filter((point) => centres.every((other) => distance(point, centre) <= distance(point, other))));
  const next = groups.map((group) => [0, 1].map((axis) => group.reduce((sum, point) => sum + point[axis as 0 | 1], 0) / group.length) as [number, number]);
  moved = Math.max(...next.map((centre, at) => distance(centre, centres[at]!)));
  centres = next;
}
console.log(rounds, centres.map((centre) => centre.map((n) => n.toFixed(2)).join('/')).join(' '));

//// a tokenizer learns byte pairs
let tokens = [...'aaabdaaabac'];
const merges: string[] = [];
for (let step = 0; step < 3; step++) {
  const counts = new Map<string, number>();
  for (let at = 0; at + 1 < tokens.length; at++) {
    const pair = tokens[at]! + '|' + tokens[at + 1]!;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  const [[best]] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)) as [[string, number]];
  const [left, right] = best.split('|') as [string, string];
  const merged: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at] === left && tokens[at + 1] === right) {
      merged.push(left + right);
      at++;
    } else merged.push(tokens[at]!);
  }
  tokens = merged;
  merges.push(left + right);
}
console.log(merges.join(' '), tokens.join(' '));

//// softmax and cross-entropy stay finite
const softmax = (logits: readonly number[]) => {
  const most = Math.max(...logits);
  const exponents = logits.map((x) => Math.exp(x - most));
  const total = exponents.reduce((a, b) => a + b);
  return exponents.map((x) => x / total);
};
const crossEntropy = (logits: readonly number[], label: number) => -Math.log(softmax(logits)[label]!);
console.log(softmax([1000, 1001, 999]).map((p) => p.toFixed(3)).join(), crossEntropy([2, 1, 0.1], 0).toFixed(4));

//// union-find counts islands
class UnionFind {
  readonly parent: number[];
  constructor(size: number) {
    this.parent = Array.from({ length: size }, (_, n) => n);
  }
  find(n: number): number {
    while (this.parent[n] !== n) n = this.parent[n] = this.parent[this.parent[n]!]!;
    return n;
  }
  join(a: number, b: number) {
    this.parent[this.find(a)] = this.find(b);
  }
}
const map = ['##..#', '#..##', '.....', '.#.##'];
const wide = map[0]!.length;
const sets = new UnionFind(map.length * wide);
map.forEach((row, y) => [...row].forEach((cell, x) => {
  if (cell !== '#') return;
  if (row[x + 1] === '#') sets.join(y * wide + x, y * wide + x + 1);
  if (map[y + 1]?.[x] === '#') sets.join(y * wide + x, (y + 1) * wide + x);
}));
console.log(new Set(map.flatMap((row, y) => [...row].flatMap((cell, x) => (cell === '#' ? [sets.find(y * wide + x)] : [])))).size);

//// run-length coding round trip
const encode = (text: string) => text.replace(/(.)\1*/g, (run, char) => (run.length > 1 ? run.length : '') + char);
const decode = (code: string) => code.replace(/(\d+)(\D)/g, (_, count, char) => char.repeat(Number(count)));
const samples = ['aaabccd', '', 'xyz', 'zzzzzzzzzzzz'];
console.log(samples.map(encode).join(), samples.every((sample) => decode(encode(sample)) === sample));
