import { expect, test } from 'vitest';
import { openNotebook } from './testing';

const show = (...cells: readonly string[]) => openNotebook().show(...cells);

test('case 34: a last await shows its value, a last promise is not awaited', async () => {
  expect(await show('const p=Promise.resolve(5)', 'await p')).toBe(5);
  const never = await openNotebook().run('new Promise(()=>{})');
  expect(never).toMatchObject({ ok: true, hasValue: true });
  expect(never.ok && never.value instanceof Promise).toBe(true);
});

test('case 35: a last thenable is not adopted', async () => {
  const outcome = await openNotebook().run('({then(f){ f(9) }})');
  expect(outcome.ok && typeof outcome.value).toBe('object');
});

test('case 36: for await at the top of a cell', async () => {
  const cells = ['async function* gen(){ yield 1; yield 2 }', 'let sum=0; for await (const x of gen()) sum+=x; for await (var [y] of [Promise.resolve([7])]) sum+=y', '[sum,y]'];
  expect(await show(...cells)).toEqual([10, 7]);
});

test('case 36: leaving for await closes the iterator; its errors arrive', async () => {
  expect(await show('let closed=0; async function* g(){ try { yield 1; yield 2 } finally { closed++ } }', 'for await (const x of g()) break; closed')).toBe(1);
  await expect(show('async function* g(){ throw new Error("from g") }', 'for await (const x of g());')).rejects.toThrow('from g');
});

test('case 37: a generator keeps its place across cells', async () => {
  expect(await show('function* g(){ yield 1; yield 2 } const it=g()', 'it.next()', 'it.next().value')).toBe(2);
});

test('case 38: labels may be named like variables', async () => {
  expect(await show('let outer=0; outer: for(let i=0;i<3;i++){ for(;;){ outer++; continue outer } }', 'outer')).toBe(3);
});

test('case 39: comments and empty statements after the value', async () => {
  expect(await show('1+1 // c')).toBe(2);
  expect(await show('3;;;/**/;')).toBe(3);
  expect(await openNotebook().run('// nothing')).toEqual({ ok: true, hasValue: false, value: undefined });
  expect(await openNotebook().run('')).toEqual({ ok: true, hasValue: false, value: undefined });
  expect(await openNotebook().run('void 0')).toEqual({ ok: true, hasValue: true, value: undefined });
});

test('case 40: a directive shows its string; a declaration at the end shows nothing', async () => {
  expect(await show('"use strict"')).toBe('use strict');
  expect(await openNotebook().run('5;let z=1')).toEqual({ ok: true, hasValue: false, value: undefined });
});

test('case 41: this, arguments and return at the top', async () => {
  expect(await show('this')).toBeUndefined();
  expect(await show('(()=>this)()')).toBeUndefined();
  await expect(show('arguments')).rejects.toThrow(new ReferenceError('arguments is not defined'));
  await expect(show('1;\nreturn 5')).rejects.toMatchObject({ name: 'SyntaxError', line: 2, column: 1 });
  expect(await show('function f(){ return arguments.length + (()=>arguments[0])() }', 'f(1,2)')).toBe(3);
});

test('a function called by its name gets no this, a method keeps it', async () => {
  expect(await show('function f(){return this} const t=function(s){return [this,s[0]]}', '[f(), f?.(), t`x`]')).toEqual([undefined, undefined, [undefined, 'x']]);
  expect(await show('const o={f(){return this===o}}', '[o.f(), o?.f?.(), (o.f)()]')).toEqual([true, true, true]);
  expect(await show('let none', 'none?.(1)')).toBeUndefined();
});

test('case 44: anything can be thrown', async () => {
  expect(await openNotebook().run('throw {code:7}')).toEqual({ ok: false, error: { code: 7 }, frames: [] });
  expect(await openNotebook().run('throw undefined')).toEqual({ ok: false, error: undefined, frames: [] });
});

test('case 32: dynamic import and import.meta', async () => {
  const notebook = openNotebook({ modules: { m: { x: 4 } } });
  expect(await notebook.show('const m=await import("m"); m.x')).toBe(4);
  expect(await notebook.show('const name="m"; (await import(`${name}`)).x')).toBe(4);
  expect(await notebook.show('typeof import.meta.url')).toBe('string');
  await expect(notebook.show('await import("none")')).rejects.toThrow("module 'none' not found");
});

test('cases 28, 30: imports are hoisted, and kept for later cells', async () => {
  const notebook = openNotebook({ modules: { m: { x: 4, default: 'd' }, n: { y: 5 } } });
  expect(await notebook.show('const r=x+y; import {x} from "m"\nimport {y} from "n"', 'r')).toBe(9);
  await notebook.run('import d, * as all from "m"; import {x as renamed} from "m"; import "n"');
  expect(await notebook.show('[d,all.x,renamed]')).toEqual(['d', 4, 4]);
  expect(await notebook.show('import {x} from "m"; x', 'export {y} from "n"; export * as whole from "m"', '[y,whole.x]')).toEqual([5, 4]);
});

test('case 29: import type fetches nothing', async () => {
  const notebook = openNotebook({ modules: { m: { x: 4 } } });
  await notebook.run('import type {T} from "other"; import {type U, x} from "m"; const t: T|U = x');
  expect(notebook.imported).toEqual(['m']);
});

test('case 31: assigning to an import fails', async () => {
  const notebook = openNotebook({ modules: { m: { x: 4 } } });
  await notebook.run('import {x} from "m"');
  await expect(notebook.show('x=5')).rejects.toThrow(TypeError);
  await expect(notebook.show('import {x} from "m"; x++')).rejects.toThrow(TypeError);
});

test('case 59: a missing export says what there is, unless only a type', async () => {
  const notebook = openNotebook({ modules: { m: { x: 4, y: 5 } } });
  await expect(notebook.show('import {z} from "m"; z')).rejects.toThrow("module 'm' has no export 'z'; its exports are: x, y");
  expect(await notebook.show('import {T, x} from "m"; const t: T = x; t')).toBe(4);
  await expect(notebook.show('T')).rejects.toThrow("has no export 'T'");
});
