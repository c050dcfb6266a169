import { expect, test } from 'vitest';
import { openNotebook } from './testing';

const show = (...cells: readonly string[]) => openNotebook().show(...cells);

test('case 20: static blocks and private members work', async () => {
  expect(await show('class K{ static n=0; static { for(let i=0;i<3;i++) K.n+=i } #p=4; get p(){return this.#p} static has(o){return #p in o} }', '[K.n,new K().p,K.has(new K())]')).toEqual([3, 4, true]);
});

test('case 21: re-running a class replaces it', async () => {
  const notebook = openNotebook();
  await notebook.run('class K{ self(){ return K } }', 'k');
  await notebook.run('const old=new K()');
  await notebook.run('class K{ self(){ return K } }', 'k');
  expect(await notebook.show('[old instanceof K, new K() instanceof K, old.self()===K, new K().self()===K]')).toEqual([false, true, false, true]);
});

test('case 22: a class extends one of another cell; parameter properties', async () => {
  expect(await show('class A{constructor(private x: number){} get(){return this.x}}', 'class B extends A{}', 'new B(3).get()')).toBe(3);
});

test('case 23: re-running an enum replaces it', async () => {
  expect(await show('enum E{A=1,Old=9}', 'enum E{A=2}', '[E.Old,E.A]')).toEqual([undefined, 2]);
});

test('case 24: enums of one name in one cell merge', async () => {
  expect(await show('enum E{A=1};enum E{B=2}', '[E.A,E.B]')).toEqual([1, 2]);
});

test('case 25: a const enum reaches later cells', async () => {
  expect(await show('const enum C{X=7}', 'C.X')).toBe(7);
});

test('case 26: namespaces and aliases', async () => {
  expect(await show('namespace N{export const a=4; export namespace M{export const b=5}}', 'import q=N.a; q+N.M.b')).toBe(9);
  expect(await show('function f(){return f.x} namespace f{export let x=6}', 'f()')).toBe(6);
  expect(await show('class K{} namespace K{export const x=6}', 'K.x')).toBe(6);
});

test('case 27: types alone show nothing', async () => {
  const outcome = await openNotebook().run('interface A{x:number}\ntype B=A\ndeclare const z: B\ndeclare function g(): void');
  expect(outcome).toEqual({ ok: true, hasValue: false, value: undefined });
  expect(await show('let z=1', 'declare let z: number; z')).toBe(1);
});

test('type annotations, assertions and generics are erased, type errors do not matter', async () => {
  expect(await show('const n: string = 5 as any; const id=<T,>(x: T): T => x; function f(this: void, a?: number){return a!}', 'id(n satisfies unknown) + f(1)')).toBe(6);
  expect(await show('function f(a: string): void; function f(a: number): void; function f(a: unknown){ return 1 }', 'f(2)')).toBe(1);
  expect(await show('abstract class A{ abstract m(): void; declare x: number } class B extends A{ override m(){} }', 'Object.keys(new B())')).toEqual([]);
});

test('case 48: using is disposed at the end of the cell', async () => {
  const notebook = openNotebook({ globals: { log: [] } });
  await notebook.run('class R{ constructor(public n){} [Symbol.dispose](){ log.push("bye "+this.n) } }');
  expect(await notebook.show('using r=new R(1); const k=2; let m=3; function g(){return k} log.push("body"); 5')).toBe(5);
  expect(await notebook.show('log')).toEqual(['body', 'bye 1']);
  expect(await notebook.show('[k,m,g()]')).toEqual([2, 3, 2]);
  await expect(notebook.show('k=4')).rejects.toThrow(TypeError);
  await notebook.run('using r=new R(2); throw 1');
  await notebook.run('await using q={ async [Symbol.asyncDispose](){ log.push("async bye") } };');
  expect(await notebook.show('log')).toEqual(['body', 'bye 1', 'bye 2', 'async bye']);
  expect(notebook.scope.names()).not.toContain('env_1');
});

test('case 48: decorators', async () => {
  const notebook = openNotebook();
  await notebook.run('const seen: string[]=[]; const d=(v, c)=>{ seen.push(c.kind+" "+String(c.name)) }');
  await notebook.run('@d class K{ @d m(){ return 1 } @d accessor a=2; @d f=3 }');
  expect(await notebook.show('const k=new K(); [k.m(),k.a,k.f,K.name,seen]')).toEqual([1, 2, 3, 'K', ['method m', 'accessor a', 'field f', 'class K']]);
  expect(notebook.scope.names().filter((name) => name.startsWith('_'))).toEqual([]);
});

test('case 33: exports are declarations', async () => {
  expect(await show('export const e=1', 'e')).toBe(1);
  expect(await show('export function f(){return 2}; export class K{}; export enum E{A=4}; const l=3; export {l as m}', '[f(),typeof K,E.A,l]')).toEqual([2, 'function', 4, 3]);
  expect(await show('export default 3')).toBe(3);
  expect(await show('export default class Net{ x=1 }', 'new Net().x')).toBe(1);
  expect(await show('export default function(){}\n4')).toBe(4);
  await expect(show('1;\nexport * from "m"')).rejects.toMatchObject({ name: 'SyntaxError', line: 2, column: 1 });
});
