import { expect, test } from 'vitest';
import { openNotebook } from './testing';

const show = (...cells: readonly string[]) => openNotebook().show(...cells);

test('case 1: a constant is declared anew by the next cell', async () => {
  expect(await show('const a=1', 'const a="s"', 'a')).toBe('s');
});

test('case 2: declaring a name twice in one cell is a syntax error at the second', async () => {
  await expect(show('let q=1;let q=2')).rejects.toMatchObject({ name: 'SyntaxError', line: 1, column: 13 });
});

test('case 3: assigning to a constant of another cell fails', async () => {
  await expect(show('const a=1', 'a=2')).rejects.toThrow(new TypeError('Assignment to constant variable.'));
  await expect(show('const a=1; a++')).rejects.toThrow(TypeError);
  await expect(show('const a=1; [a]=[2]')).rejects.toThrow(TypeError);
  expect(await show('const a=1', 'try { a=2 } catch {}', 'a')).toBe(1);
});

test('case 4: closures see the newest value', async () => {
  expect(await show('let n=1;const g=()=>n', 'n=5', 'g()')).toBe(5);
  expect(await show('const n=1;const g=()=>n', 'const n=5', 'g()')).toBe(5);
});

test('case 5: an awaiting function resolves with what a later cell set', async () => {
  const notebook = openNotebook({ globals: { later: new Promise<void>((resolve) => setTimeout(resolve, 20)) } });
  await notebook.run('let t="v1"; const p = (async () => { await later; return t })();');
  await notebook.run('t="v2"');
  expect(await notebook.show('await p')).toBe('v2');
});

test('case 6: a function calls the newest version of another', async () => {
  expect(await show('function g(){return 1}', 'function h(){return g()}', 'function g(){return 2}', 'h()')).toBe(2);
});

test('case 7: functions of separate cells call each other', async () => {
  const even = 'function even(n){ return n===0 ? true : odd(n-1) }';
  expect(await show(even, 'function odd(n){ return n===0 ? false : even(n-1) }', 'even(10)')).toBe(true);
});

test('case 8: an unknown name is a reference error at the name', async () => {
  const outcome = await openNotebook().run('notYet+1', 'c1');
  expect(outcome).toMatchObject({ ok: false, error: new ReferenceError('notYet is not defined') });
  expect(outcome).toMatchObject({ frames: [{ kind: 'cell', cellId: 'c1', line: 1, column: 1, functionName: null }] });
});

test('case 8: a name used above its declaration is a reference error, also when the cell runs again', async () => {
  const notebook = openNotebook();
  for (let turn = 0; turn < 2; turn++) {
    await expect(notebook.show('x; let x=1')).rejects.toThrow("Cannot access 'x' before initialization");
    await expect(notebook.show('f(); const y=1; function f(){ return y }')).rejects.toThrow("Cannot access 'y' before initialization");
    await notebook.run('let x=5; const y=6');
  }
  await expect(show('typeof z; let z=1')).rejects.toThrow(ReferenceError);
  await expect(show('z=1; let z')).rejects.toThrow(ReferenceError);
});

test('case 9: a function is hoisted', async () => {
  expect(await show('const r=f();function f(){return 7}\nr')).toBe(7);
});

test('case 10: functions and classes take the name they are given to', async () => {
  expect(await show('const foo=()=>1;foo.name')).toBe('foo');
  expect(await show('let a=1; a=function(){}; let B=class{}; [a.name,B.name]')).toEqual(['a', 'B']);
  expect(await show('const {f=()=>1}={}; let g; ({g=()=>1}={}); let [h=()=>1]=[]; let n; n??=()=>1; [f,g,h,n].map(x=>x.name)')).toEqual(['f', 'g', 'h', 'n']);
  expect(await show('const f=(function(){}); f.name')).toBe('f');
  expect(await show('const f=function own(){}; class K{}; [f.name,K.name]')).toEqual(['own', 'K']);
});

test('case 11: all names of a destructuring declaration persist', async () => {
  const cells = ['const o={x:5,y:6}', 'const {a=1,b:{c=2}={},...r}=o', 'r.y=0', '[a,c,r]'];
  expect(await show(...cells)).toEqual([1, 2, { x: 5, y: 0 }]);
  expect(await show('const o={b:{c:9}}', 'const {a=1,b:{c=2}={},...r}=o', '[a,c,r]')).toEqual([1, 9, {}]);
  expect(await show('const k="q"; const {[k]:v, ["w"]:w=k}={q:1}', '[v,w]')).toEqual([1, 'q']);
});

test('case 12: arrays are taken apart and swapped', async () => {
  expect(await show('const xs=[1,2,undefined,4,5]; let [p,,q=3,...s]=xs', '[p,q,s]')).toEqual([1, 3, [4, 5]]);
  expect(await show('let a=1,b=2', '[a,b]=[b,a]', '[a,b]')).toEqual([2, 1]);
  expect(await show('let a=1; const o={}; ({a, k:o.k, ...o.r}={a:2,k:3,z:4})', '[a,o]')).toEqual([2, { k: 3, r: { z: 4 } }]);
});

test('case 13: shorthand properties take the values of names', async () => {
  expect(await show('const a=1', 'const b=2;({a,b})')).toEqual({ a: 1, b: 2 });
  expect(await show('const __proto__=[]', 'Object.hasOwn({__proto__}, "__proto__")')).toBe(true);
});

test('case 14: braces alone are an object', async () => {
  expect(await show('{a:1,b:[2]}')).toEqual({ a: 1, b: [2] });
  expect(await show('// what\n{a:1 as number}')).toEqual({ a: 1 });
  expect(await show('{}')).toEqual({});
  expect(await show('{let z=3}')).toBeUndefined();
  expect(await show('const q=1', '{ q }')).toEqual({ q: 1 });
  expect(await openNotebook().run('{a:1,\nb:nope}', 'c')).toMatchObject({ frames: [{ line: 2, column: 3 }] });
  expect(await openNotebook().run('{a:nope}', 'c')).toMatchObject({ frames: [{ line: 1, column: 4 }] });
});

test('case 15: a block keeps its names', async () => {
  expect(await show('{let z=3}', 'typeof z')).toBe('undefined');
  expect(await show('{function z(){}}', 'typeof z')).toBe('undefined');
  expect(await show('switch(1){case 1: let z=3}', 'typeof z')).toBe('undefined');
});

test('case 16: var leaves blocks and loops', async () => {
  expect(await show('if(true){var w=3}', 'w')).toBe(3);
  expect(await show('for(var i=0;i<4;i++){}', 'i')).toBe(4);
  expect(await show('for(var k of [1,2,3]);', 'k')).toBe(3);
  expect(await show('for(var [k,v] of Object.entries({a:1}));', '[k,v]')).toEqual(['a', 1]);
  expect(await show('for(var key in {p:1});', 'key')).toBe('p');
  expect(await show('var u', 'u')).toBeUndefined();
});

test('case 17: each turn of a let loop has its own variable', async () => {
  expect(await show('const fs=[];for(let i=0;i<2;i++) fs.push(()=>i)', 'fs.map(f=>f())')).toEqual([0, 1]);
});

test('case 18: inner names leave the outer one alone', async () => {
  const cells = [
    'let x="outer"; const seen=[]',
    '((x)=>{x=1; seen.push(x)})(0)',
    'try{throw 1}catch(x){x=2; seen.push(x)}',
    'try{throw {x:5}}catch({x}){seen.push(x)}',
    '{let x=3; seen.push(x)}',
    '(function x(){ seen.push(typeof x) })()',
    '{class x{}; seen.push(typeof x)}',
    'for(let x of [6]) seen.push(x)',
    '(()=>{ seen.push(x); var x=7 })()',
    '((a=()=>x)=>{ var x=8; seen.push(a()) })()',
    'x: for(;;){ break x }',
    'const o={x:9, get y(){return x}}; seen.push(o.x, o.y, {x}.x)',
    '[seen, x]',
  ];
  expect(await show(...cells)).toEqual([[1, 2, 5, 3, 'function', 'function', 6, undefined, 'outer', 9, 'outer', 'outer'], 'outer']);
});

test('case 19: a function updates a name for later cells', async () => {
  expect(await show('let c=0;function inc(){c++}', 'inc();inc()', 'c+=10;c')).toBe(12);
});

test('cases 42, 43: typeof, undeclared assignment, names of the platform', async () => {
  expect(await show('typeof nope')).toBe('undefined');
  await expect(show('g=5')).rejects.toThrow(new ReferenceError('g is not defined'));
  await expect(show('"use strict"; (()=>{ g+=5 })()')).rejects.toThrow(ReferenceError);
  const { performance, fetch } = globalThis;
  expect(await show('const performance=5, fetch=6', 'performance+fetch')).toBe(11);
  expect([globalThis.performance, globalThis.fetch]).toEqual([performance, fetch]);
  expect(await show('const Math={sqrt:()=>"mine"}', 'Math.sqrt(4)')).toBe('mine');
  expect(await show('performance=1; performance')).toBe(1);
  expect(globalThis.performance).toBe(performance);
  expect(await show('globalThis.shared0=1; shared0 + (typeof shared0).length')).toBe(7);
  Reflect.deleteProperty(globalThis, 'shared0');
});

test('case 47: a declaration that ran before an error stays; let starts over, var keeps', async () => {
  const notebook = openNotebook();
  await notebook.run('let p=1;throw 0');
  expect(await notebook.show('p')).toBe(1);
  expect(await notebook.show('var k; let l; k=(k??0)+1; l=(l??0)+1; [k,l]')).toEqual([1, 1]);
  expect(await notebook.show('var k; let l; k=(k??0)+1; l=(l??0)+1; [k,l]')).toEqual([2, 1]);
});

test('a declaration that was never reached leaves the older value', async () => {
  const notebook = openNotebook();
  await notebook.run('const data=[1]');
  await notebook.run('throw 0; const data=[2]');
  expect(await notebook.show('data')).toEqual([1]);
  await notebook.run('throw 0; let fresh=1');
  await expect(notebook.show('fresh')).rejects.toThrow('fresh is not defined');
  expect(notebook.scope.names()).toEqual(['data']);
});

test('case 49: unusual names and unfinished lines', async () => {
  expect(await show('1\n;(()=>2)()')).toBe(2);
  expect(await show('const f=(a=dv)=>a', 'const dv=4', 'f()')).toBe(4);
  expect(await show('let $=1, π=3, $$=2, $0_run=4', '$+π+$$+$0_run')).toBe(10);
  expect(await show('#!/usr/bin/env x\n3')).toBe(3);
  expect(await show('const class_=1; let async=2, of=3, get=4, show=5', 'class_+async+of+get+show')).toBe(15);
});

test('the scope lists what cells declared', async () => {
  const notebook = openNotebook({ globals: { tf: 1 } });
  await notebook.run('let a=1; function f(){}; class K{}; enum E{A}; Math; tf');
  expect([...notebook.scope.names()].sort()).toEqual(['E', 'K', 'a', 'f']);
  expect(notebook.scope.get('a')).toBe(1);
  expect(notebook.scope.get('Math')).toBeUndefined();
});
