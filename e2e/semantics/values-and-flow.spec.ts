/** What cells show, and how control flows through them, on the real worker. */
import { expect, test } from '@playwright/test';
import { framesOf, runOne, testCases } from '../support/cases';
import { openNotebook, openStart, textOf } from '../support/notebook';

testCases('values and flow', {
  'the last value': [
    { name: 'case 34: a last await shows its value', cells: ['await Promise.resolve(3)'], shows: '3' },
    { name: 'case 34: a last promise is shown as one, not awaited', cells: ['const p=new Promise(()=>{});p'], shows: /^Promise/ },
    { name: 'case 35: a last thenable is not adopted', cells: ['let adopted=false; ({then(f: (x: number) => void){ adopted=true; f(9) }, other: 35})', 'adopted'], shows: 'false' },
    { name: 'case 36: for await at the top of a cell', cells: ['async function* gen(){ yield 1; yield 2 }', 'let sum=0; for await (const x of gen()) sum+=x; sum'], shows: '3' },
    { name: 'case 37: a generator keeps its place across cells', cells: ['function* g37(){ yield 1; yield 2 } const it=g37(); it.next().value', 'it.next().value'], shows: '2' },
    { name: 'case 38: a label may be named like a variable', cells: ['let outer=0; outer: for(let i=0;i<3;i++){ for(;;){ outer++; continue outer } }', 'outer'], shows: '3' },
    { name: 'case 39: a comment after the value changes nothing', cells: ['1+1 // c'], shows: '2' },
    { name: 'case 39: empty statements after the value change nothing', cells: ['3;;;/**/;'], shows: '3' },
    { name: 'case 39: a comment alone shows nothing', cells: ['// only a comment'], shows: '' },
    { name: 'case 40: a directive shows its string', cells: ['"use strict"'], shows: '"use strict"' },
    { name: 'case 40: a declaration at the end shows nothing', cells: ['5;let z40=1'], shows: '' },
    { name: 'case 49: a line that starts with a parenthesis after a semicolon', cells: ['1\n;(()=>2)()'], shows: '2' },
    { name: 'case 49: a default sees a name that a later cell declares', cells: ['const f49=(a=dv)=>a', 'const dv=4', 'f49()'], shows: '4' },
    { name: 'case 49: $ and π are names', cells: ['const $=1, π=3', '$+π'], shows: '4' },
    { name: 'case 49: a shebang line is a comment', cells: ['#!/usr/bin/env gradbook\n6'], shows: '6' },
  ],
  'names that are not there': [
    { name: 'case 41: this is undefined at the top of a cell', cells: ['String(this)'], shows: '"undefined"' },
    { name: 'case 41: arguments at the top is a ReferenceError', cells: ['\n  arguments'], shows: 'ReferenceError: arguments is not defined', at: '2:3' },
    { name: 'case 41: return at the top is a SyntaxError', cells: ['1;\nreturn 5'], shows: /^SyntaxError: .*return/, at: '2:1' },
    { name: 'case 42: typeof an unknown name is "undefined"', cells: ['typeof nope'], shows: '"undefined"' },
    { name: 'case 42: assigning to an undeclared name is a ReferenceError', cells: ['g42=5'], shows: /^ReferenceError: g42/, at: '1:4' },
    {
      name: 'case 43: names of the platform may be declared without breaking it or TensorFlow.js',
      cells: ['const performance=5, fetch=6, setTimeout=7', '[performance+fetch+setTimeout, tf.sum(tf.ones([2,3])).arraySync(), (await tf.time(() => tf.ones([2]))).wallMs >= 0].join()'],
      shows: '"18,6,true"',
    },
  ],
  errors: [
    { name: 'case 44: a thrown object is shown', cells: ['throw {code:7}'], shows: /code: 7/ },
    { name: 'case 44: a thrown undefined is an error too', cells: ['throw undefined'], shows: /undefined/ },
    { name: 'case 45: a run-time error points at the TypeScript', cells: ['interface A {\n  x: number }\ntype T = 1; const o45: any = {};\n  o45.a.b'], shows: /^TypeError/, at: '4:9' },
    { name: 'case 46: a syntax error points at its line and column', cells: ['let x = 1\nlet y = = 2'], shows: 'SyntaxError: Expression expected', at: '2:9' },
    { name: 'case 47: what ran before a throw is kept', cells: ['let p47=1;throw 0', 'p47'], shows: '1' },
    { name: 'case 48: a resource is disposed at the end of its cell', cells: ['let log48=""; { using r=null } using r48={[Symbol.dispose](){log48+="bye"}}; log48+="body "', 'log48'], shows: '"body bye"' },
    { name: 'case 48: the value after using is shown', cells: ['using v48={[Symbol.dispose](){}};5'], shows: '5' },
    {
      name: 'case 48: decorators work',
      cells: ['const seen48: string[]=[]; const note=(_: unknown, c: DecoratorContext)=>{ seen48.push(`${c.kind} ${String(c.name)}`) }', '@note class D48{ @note m(){} @note accessor a=1 } seen48.join()'],
      shows: '"method m,accessor a,class D48"',
    },
  ],
});

test('case 45: frames of functions of other cells point into those cells', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    'interface Wide { a: number }\nfunction fail(x: Wide): never {\n  throw new RangeError("deep " + x.a);\n}',
    'type T = 1;\n\n  fail({ a: 1 });',
  ]);
  const first = await runOne(page, 1);
  const second = await runOne(page, 2);
  expect(textOf(first)).toBe('');
  expect(framesOf(second).map(({ name, place }) => `${name} ${place}`)).toEqual(['fail 3:9', '<cell> 3:3']);
  const [inner, outer] = framesOf(second);
  expect(inner?.cell).not.toBe(outer?.cell);
});

test('case 47: in a cell run again var keeps its value and let starts over', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['var k: number; let l: number | undefined; k=(k??0)+1; l=(l??0)+1; [k,l].join()']);
  expect(textOf(await runOne(page, 1))).toBe('"1,1"');
  expect(textOf(await runOne(page, 1))).toBe('"2,1"');
});
