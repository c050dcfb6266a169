import { afterEach, expect, test } from 'vitest';
import { createBorder } from './border';

const { map } = Array.prototype;
const { stringify } = JSON;
const iterator = Array.prototype[Symbol.iterator];
afterEach(() => {
  Object.assign(Array.prototype, { map });
  Array.prototype[Symbol.iterator] = iterator;
  JSON.stringify = stringify;
  Reflect.deleteProperty(Object.prototype, 'then');
});

test('what cells change of the built-ins is undone while the kernel works, and theirs again afterwards', () => {
  const border = createBorder(globalThis);
  const theirs = () => ['theirs'];
  Array.prototype.map = theirs as never;
  Array.prototype[Symbol.iterator] = (() => undefined) as never;
  JSON.stringify = () => 'theirs';
  border.toKernel();
  const inKernel = [[1].map((n) => n + 1), [...[1]], JSON.stringify(1)];
  border.toCells();
  const inCells = [[1].map, JSON.stringify(1)];
  border.toKernel();
  expect(inKernel).toEqual([[2], [1], '1']);
  expect(inCells).toEqual([theirs, 'theirs']);
});

test('an inherited then does not swallow what the kernel resolves', async () => {
  const border = createBorder(globalThis);
  Object.defineProperty(Object.prototype, 'then', { value: () => undefined, configurable: true });
  const found = await border.asKernel(() => Promise.resolve({ n: 1 }).finally(() => border.toKernel()));
  expect(found).toEqual({ n: 1 });
  expect('then' in {}).toBe(false);
  border.toCells();
  expect('then' in {}).toBe(true);
});

test('work done as the kernel ends on the side where it began', () => {
  const border = createBorder(globalThis);
  Array.prototype.map = (() => 'theirs') as never;
  expect(border.asKernel(() => border.asKernel(() => [1].map(String)))).toEqual(['1']);
  expect([].map(String)).toBe('theirs');
});

test('a polyfill that adds a method stays in place', () => {
  const border = createBorder(globalThis);
  Object.defineProperty(Array.prototype, 'lastOne', { value: () => 'last', configurable: true });
  border.toKernel();
  expect('lastOne' in Array.prototype).toBe(true);
  Reflect.deleteProperty(Array.prototype, 'lastOne');
});
