import { afterEach, expect, test } from 'vitest';
import { sealedLine, sealedMap } from './sealed';

const { set, get, forEach } = Map.prototype;
afterEach(() => {
  Object.assign(Map.prototype, { set, get, forEach });
  Reflect.deleteProperty(Array.prototype, '0');
});

test('what is put into a sealed map passes no method that a cell replaced', () => {
  const seen: unknown[] = [];
  const map = sealedMap<string, object>();
  const secret = { port: true };
  Map.prototype.set = function (key: unknown, value: unknown) {
    seen.push(value);
    return Reflect.apply(set, this, [key, value]) as typeof this;
  };
  Map.prototype.get = Map.prototype.forEach = function () {
    seen.push(this);
  };
  map.set('a', secret);
  expect(map.get('a')).toBe(secret);
  const found: object[] = [];
  map.forEach((value) => found.push(value));
  expect(found).toEqual([secret]);
  expect(seen).toEqual([]);
});

test('a sealed line keeps order, lets some cut in, and gives up those asked for', () => {
  const line = sealedLine<{ n: number }>();
  line.append({ n: 2 });
  line.append({ n: 3 });
  line.prepend({ n: 1 });
  line.append({ n: 4 });
  const taken: number[] = [];
  line.takeAll((item): item is { n: number } => item.n % 2 === 1, ({ n }) => taken.push(n));
  expect(taken).toEqual([1, 3]);
  line.append({ n: 5 });
  expect([line.take()?.n, line.take()?.n, line.take()?.n, line.take()]).toEqual([2, 4, 5, undefined]);
  line.prepend({ n: 6 });
  line.append({ n: 7 });
  expect([line.take()?.n, line.take()?.n]).toEqual([6, 7]);
});
