import { describe, expect, it } from 'vitest';
import type { InspectNode } from '../../../protocol/inspect';
import { createHandles } from './handles';
import { expand, inspect } from './inspect';
import { preview } from './preview';
import { watchProxies } from './proxies';
import { inspectText } from './text';

const plain = { targetOf: () => undefined };

function see(value: unknown) {
  const handles = createHandles();
  const node = inspect(value, { ...plain, handles, owner: 'run' });
  return { node, handles, expand: (handle: string | undefined) => expand(handle ?? '', plain, handles) };
}
const object = (node: InspectNode | null): Extract<InspectNode, { kind: 'object' }> => {
  if (node?.kind !== 'object') throw new Error(`expected an object, found ${node?.kind}`);
  return node;
};

class Point {
  #hidden = 1;
  constructor(
    public x: number,
    public y: number,
  ) {}
  get sum(): number {
    return this.x + this.y + this.#hidden;
  }
}

describe('inspection', () => {
  it.each([
    [1, '1'],
    [-0, '-0'],
    ['a"b', `'a"b'`],
    [5n, '5n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
  ])('shows the primitive %s as code would', (value, text) => {
    expect(see(value).node).toMatchObject({ kind: 'primitive', text });
  });

  it.each<[string, unknown, string]>([
    ['an object', { a: 1, b: [1, 2] }, '{a: 1, b: Array(2)}'],
    ['a class instance', new Point(1, 2), 'Point {x: 1, y: 2}'],
    ['a Map', new Map<unknown, unknown>([['k', 1], [{ z: 1 }, 2]]), 'Map(2) {k → 1, Object → 2}'],
    ['a Set', new Set([1, 'b']), 'Set(2) {1, "b"}'],
    ['a typed array', new Float32Array([0.5, 1]), 'Float32Array(2) [0.5, 1]'],
    ['a function', function add(a: number, b: number) { return a + b; }, 'ƒ add(a, b)'],
    ['an arrow with a default', (a = 1) => a, 'ƒ anonymous(…)'],
    ['a class', class Child extends Point {}, 'class Child extends Point'],
    ['an error', new RangeError('too big'), 'RangeError: too big'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a pattern', /a+/gi, '/a+/gi'],
    ['a promise', Promise.resolve(1), 'Promise'],
    ['no prototype', Object.assign(Object.create(null) as object, { a: 1 }), '[null prototype] {a: 1}'],
    ['a sparse array', [1, , 3], '[1, empty, 3]'], // prettier-ignore
    ['a buffer', new ArrayBuffer(8), 'ArrayBuffer(8)'],
  ])('previews %s in a line', (_name, value, text) => {
    expect(preview(value, plain)).toBe(text);
  });

  it('calls no getter and no toString, toJSON or Symbol.toPrimitive', () => {
    let calls = 0;
    const touchy = {
      get boom(): never {
        calls++;
        throw new Error('read');
      },
      toString: () => String(calls++),
      toJSON: () => calls++,
      [Symbol.toPrimitive]: () => calls++,
    };
    const { node } = see(touchy);
    expect(inspectText(touchy, plain)).toContain('boom: [Getter]');
    expect(object(node).entries?.[0]).toMatchObject({ key: 'boom', keyKind: 'getter' });
    expect(calls).toBe(0);
  });

  it('shows what a Proxy stands for without running its traps', () => {
    const scope = { Proxy };
    const targetOf = watchProxies(scope);
    const trap = (): never => {
      throw new Error('trapped');
    };
    const handler = { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap };
    const value = { direct: new scope.Proxy({ a: 1 }, handler), revocable: scope.Proxy.revocable([1, 2], handler).proxy };
    expect(inspectText(value, { targetOf })).toBe('{ direct: { a: 1 }, revocable: [1, 2] }');
    expect(new scope.Proxy({ a: 1 }, {}).a).toBe(1);
  });

  it('survives a Proxy that throws on everything and is not known', () => {
    const trap = (): never => {
      throw new Error('trapped');
    };
    const hostile = new Proxy({}, { get: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap });
    expect(inspectText([hostile], plain)).toBe('[[unreadable]]');
  });

  it('marks a circle and shows a shared object twice', () => {
    const shared = { s: 1 };
    const knot: Record<string, unknown> = { first: shared, second: shared };
    knot['self'] = knot;
    expect(inspectText(knot, plain)).toBe('{ first: { s: 1 }, second: { s: 1 }, self: [Circular] }');
    expect(object(see(knot).node).entries?.[2]?.value).toEqual({ kind: 'circular', label: 'Object' });
  });

  it('leaves deep parts to a handle and opens them on request', () => {
    const { node, expand: open } = see({ a: { b: { c: { d: 1 } } } });
    const b = object(object(object(node).entries?.[0]?.value ?? null).entries?.[0]?.value ?? null);
    expect(b.entries).toBeUndefined();
    const opened = object(open(b.handle));
    expect(opened.entries?.[0]).toMatchObject({ key: 'c' });
  });

  it('lists a long array a page at a time', () => {
    const { node, expand: open } = see(Array.from({ length: 250 }, (_, at) => at));
    const first = object(node);
    expect([first.entries?.length, first.more]).toEqual([100, 150]);
    const second = object(open(first.handle));
    expect(second.entries?.[0]?.key).toBe('100');
    const third = object(open(second.handle));
    expect([third.entries?.length, third.more, third.handle]).toEqual([50, undefined, undefined]);
  });

  it('forgets the handles of a run that is replaced, and the oldest beyond its limit', () => {
    const handles = createHandles(2);
    const a = handles.keep({ value: {}, from: 0, owner: 'r1' });
    const b = handles.keep({ value: {}, from: 0, owner: 'r2' });
    const c = handles.keep({ value: {}, from: 0, owner: 'r1' });
    expect([handles.get(a), handles.get(b)?.owner, handles.get(c)?.owner]).toEqual([undefined, 'r2', 'r1']);
    handles.release('r1');
    expect([handles.get(b)?.owner, handles.get(c)]).toEqual(['r2', undefined]);
  });

  it('stays small and quick on enormous values', () => {
    const wide = Array.from({ length: 2_000 }, () => Array.from({ length: 200 }, () => ({ a: { b: 'x'.repeat(50) } })));
    const before = performance.now();
    expect(inspectText(wide, plain).length).toBeLessThan(200_000);
    expect(JSON.stringify(see(wide).node).length).toBeLessThan(100_000);
    expect(inspectText('x'.repeat(50_000_000), plain).length).toBeLessThan(11_000);
    expect(inspectText(new Float64Array(5_000_000), plain).length).toBeLessThan(5_000);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('breaks wide objects into lines and packs numbers', () => {
    const text = inspectText({ name: 'x'.repeat(60), values: Array.from({ length: 30 }, (_, at) => at * 11) }, plain);
    expect(text.split('\n').length).toBeGreaterThan(3);
    expect(text.split('\n').length).toBeLessThan(9);
  });

  it('uses the description of values that have one', () => {
    const looking = { targetOf: () => undefined, describe: (value: object) => ('rank' in value ? 'Tensor float32 [2, 3]' : null) };
    expect(inspectText({ x: { rank: 2, huge: { internal: 1 } } }, looking)).toBe('{ x: Tensor float32 [2, 3] }');
  });
});
