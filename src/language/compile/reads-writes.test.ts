import { describe, expect, test } from 'vitest';
import ts from 'typescript';
import { compileCell } from './compile';

function namesOf(text: string) {
  const program = compileCell(ts, text, { cellId: 'a' });
  if (!program.ok) throw new Error(program.error.message);
  return { reads: [...program.value.reads].sort(), writes: [...program.value.writes].sort() };
}
const reads = (text: string) => namesOf(text).reads;
const writes = (text: string) => namesOf(text).writes;

describe('names a cell reads', () => {
  test.each([
    ['a + b.c + d["e"]', ['a', 'b', 'd']],
    ['f(x)', ['f', 'x']],
    ['tag`${x}`', ['tag', 'x']],
    ['typeof maybe', ['maybe']],
    ['n++', ['n']],
    ['total += step', ['step', 'total']],
    ['cache ??= make()', ['cache', 'make']],
    ['({a, b: c, [k]: 1, ...rest})', ['a', 'c', 'k', 'rest']],
    ['class B extends A<T> {}', ['A']],
    ['class B { static x = y; [z]() { return this.w } }', ['y', 'z']],
    ['const f = () => g(); function h(p = q) { return p + r }', ['g', 'q', 'r']],
    ['const {p, q: {r = s}} = o', ['o', 's']],
    ['for (const x of xs) x', ['xs']],
    ['export default model', ['model']],
    ['enum E { A = base, B }', ['base']],
    ['namespace N { export const x = y }', ['y']],
    ['import q = N.a; q', ['N']],
    ['let t: T; type U = V; interface W extends X {}', []],
    ['x as Y; z satisfies W; k!', ['k', 'x', 'z']],
    ['display(data); console.log(tf)', ['console', 'data', 'display', 'tf']],
    ['typeof chart', ['chart']],
    ['await p; throw e', ['e', 'p']],
    ['new K(...xs)', ['K', 'xs']],
  ])('%s', (text, names) => {
    expect(reads(text)).toEqual([...names].sort());
  });

  test('not those it declares, those of inner scopes, labels and keys', () => {
    expect(reads('const a = 1; a; { let b = a; b }')).toEqual([]);
    expect(reads('function f(x) { var y = x; return y + arguments.length } f(1)')).toEqual([]);
    expect(reads('try {} catch (e) { e }')).toEqual([]);
    expect(reads('outer: for (;;) { break outer }')).toEqual([]);
    expect(reads('({key: 1}).key')).toEqual([]);
    expect(reads('import {x} from "m"; x; undefined; NaN')).toEqual([]);
    expect(reads('let a = 1; a++; a += 2')).toEqual([]);
    expect(reads('const f = function g() { g() }; class K { m(): K { return new K() } }')).toEqual([]);
  });

  test('decorators are read', () => {
    expect(reads('@dec class C { @field x = 1 }')).toEqual(expect.arrayContaining(['dec', 'field']));
  });

  test('an assignment alone reads nothing', () => {
    expect(reads('n = 5; [p, q.r] = [1, 2]; ({s, t: u = 3} = {})')).toEqual(['q']);
  });
});

describe('names a cell writes', () => {
  test.each([
    ['const a = 1, {b, c: [d], ...e} = o', ['a', 'b', 'd', 'e']],
    ['n = 1; m += 2; k++; --j', ['j', 'k', 'm', 'n']],
    ['[p, {q: r = 1}] = xs; ({s} = o)', ['p', 'r', 's']],
    ['for (x of xs); for (y in o); for (var z of zs);', ['x', 'y', 'z']],
    ['function f() { count++; let own = 1; own = 2 }', ['count', 'f']],
    ['class K { static { made = 1 } }', ['K', 'made']],
    ['enum E { A } namespace N { export let x = 1; x = 2 } const enum C { X }', ['C', 'E', 'N']],
    ['import d, {a, b as c} from "m"; import * as n from "k"', ['a', 'c', 'd', 'n']],
    ['import type {T} from "m"; interface I {} type U = 1', []],
    ['export {a as b, c} from "m"; export * as n from "k"', ['b', 'c', 'n']],
    ['const a = 1; export {a as b}', ['a', 'b']],
    ['import q = N.a', ['q']],
    ['o.p = 1; o[k] = 2', []],
    ['if (1) { var deep = 1 }', ['deep']],
    ['display = 5', ['display']],
    ['using r = open()', ['r']],
  ])('%s', (text, names) => {
    expect(writes(text)).toEqual(names);
  });
});
