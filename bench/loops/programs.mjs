/** Cells that spend their time in loops and calls; each ends in a value by which a wrong answer shows. */

const matmul = `
const n = 144;
const a = new Float64Array(n * n).map((_, i) => i % 7), b = new Float64Array(n * n).map((_, i) => i % 5), c = new Float64Array(n * n);
function matmul(a: Float64Array, b: Float64Array, c: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
      c[i * n + j] = sum;
    }
  }
}
for (let round = 0; round < 6; round++) matmul(a, b, c, n);
c[n + 1]`;

const sieve = `
function primes(limit: number): number {
  const composite = new Uint8Array(limit + 1);
  let count = 0;
  for (let i = 2; i <= limit; i++) {
    if (composite[i]) continue;
    count++;
    for (let j = i * 2; j <= limit; j += i) composite[j] = 1;
  }
  return count;
}
primes(2_000_000)`;

const strings = `
function build(lines: number): string {
  let text = '';
  for (let i = 0; i < lines; i++) text += i + ',' + i % 10 + '\\n';
  return text;
}
build(400_000).length`;

const nested = `
function nested(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) sum = (sum + (i ^ j ^ k)) | 0;
  return sum;
}
nested(200)`;

const fibonacci = `
const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
fib(30)`;

const queens = `
function place(n: number, row: number, columns: number, left: number, right: number): number {
  if (row === n) return 1;
  let count = 0;
  for (let free = ((1 << n) - 1) & ~(columns | left | right); free !== 0; free &= free - 1) {
    const bit = free & -free;
    count += place(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}
place(11, 0, 0, 0, 0)`;

const topMatmul = `
const n = 144;
const a = new Float64Array(n * n).map((_, i) => i % 7), b = new Float64Array(n * n).map((_, i) => i % 5), c = new Float64Array(n * n);
for (let i = 0; i < n; i++) {
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
    c[i * n + j] = sum;
  }
}
c[n + 1]`;

const topSieve = `
const limit = 1_000_000;
const composite = new Uint8Array(limit + 1);
let count = 0;
for (let i = 2; i <= limit; i++) {
  if (composite[i]) continue;
  count++;
  for (let j = i * 2; j <= limit; j += i) composite[j] = 1;
}
count`;

const topStrings = `
let text = '';
for (let i = 0; i < 400_000; i++) text += i + ',' + i % 10 + '\\n';
text.length`;

const topNested = `
const n = 200;
let sum = 0;
for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) sum = (sum + (i ^ j ^ k)) | 0;
sum`;

const topAccumulator = `
let total = 0;
for (let i = 0; i < 5_000_000; i++) total += i % 3 * 0.5;
total`;

/** `top`: the loops stand at the top of the cell, on variables that later cells see. */
export const programs = {
  matmul, sieve, strings, nested, fibonacci, queens,
  'top matmul': topMatmul, 'top sieve': topSieve, 'top strings': topStrings, 'top nested': topNested, 'top accumulator': topAccumulator,
};
