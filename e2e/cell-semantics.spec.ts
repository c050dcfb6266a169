/** How a TypeScript cell behaves, on the real worker: each case is cells run in order, and what the last one shows. */
import { expect, test, type Page } from '@playwright/test';
import { openStart, runCells, textOf } from './support/notebook';

interface Case {
  readonly name: string;
  readonly cells: readonly string[];
  /** The last cell's text: equal, or matching. */
  readonly shows: string | RegExp;
}

const CASES: readonly Case[] = [
  { name: '1: a declaration in a later cell replaces the first', cells: ['const a=1', 'const a="s"', 'a'], shows: '"s"' },
  { name: '2: one name declared twice in a cell is a SyntaxError', cells: ['let q=1;let q=2'], shows: /^SyntaxError: .*q/ },
  { name: '3: assigning to a const of another cell is a TypeError', cells: ['const a=1', 'a=2'], shows: /^TypeError: / },
  { name: '4: closures see the newest value', cells: ['let n=1;const g=()=>n', 'n=5', 'g()'], shows: '5' },
  {
    name: '5: a pending async function sees what a later cell sets',
    cells: ['let t="v1"; const later=(async()=>{await new Promise(r=>setTimeout(r,50)); return t})()', 't="v2"', 'await later'],
    shows: '"v2"',
  },
  {
    name: '6: a redefined function is the one that callers call',
    cells: ['const g=()=>1;const h=()=>g()', 'function g2(){}; const g=()=>2', 'h()'],
    shows: '2',
  },
  {
    name: '7: functions of separate cells call each other',
    cells: [
      'function even(n:number):boolean{return n===0||odd(n-1)}',
      'function odd(n:number):boolean{return n!==0&&even(n-1)}',
      '[even(10),odd(10)].join()',
    ],
    shows: '"true,false"',
  },
  { name: '8: an unknown name is a ReferenceError', cells: ['notYet+1'], shows: 'ReferenceError: notYet is not defined' },
  { name: '9: functions are hoisted', cells: ['const r=f();function f(){return 9}', 'r'], shows: '9' },
  { name: '10: arrow functions take the name of their const', cells: ['const foo=()=>1;foo.name'], shows: '"foo"' },
  {
    name: '11: every name of a destructuring persists',
    cells: ['const o={b:{c:3},d:4};const {a=1,b:{c=2}={},...r}=o as any', '[a,c,r.d].join()'],
    shows: '"1,3,4"',
  },
  {
    name: '12: arrays destructure with holes, defaults and rest, and swap',
    cells: ['const xs=[1,2,undefined,4,5];let [p,,q=3,...s]=xs as any', '[p,q]=[q,p]', '[p,q,...s].join()'],
    shows: '"3,1,4,5"',
  },
  { name: '13: shorthand properties take the values', cells: ['const a=1,b=2', 'JSON.stringify({a,b})'], shows: `'{"a":1,"b":2}'` },
  { name: '14: braces alone are an object', cells: ['{a:1,b:[2]}'], shows: /a: 1.*b: .*2/ },
  { name: '15: a block keeps its let', cells: ['{let z=3}', 'typeof z'], shows: '"undefined"' },
  { name: '16: a var of a block or loop persists', cells: ['if(true){var w=3} for(var i=0;i<4;i++);', '[w,i].join()'], shows: '"3,4"' },
  {
    name: '17: each turn of a loop has its own let',
    cells: ['const fs:(()=>number)[]=[];for(let i=0;i<3;i++)fs.push(()=>i)', 'fs.map(f=>f()).join()'],
    shows: '"0,1,2"',
  },
  {
    name: '18: shadowing leaves the outer name alone',
    cells: ['let v=1;function k(v:number){v=2;return v} k(0);{let v=3}try{throw 4}catch(v){}', 'v'],
    shows: '1',
  },
  { name: '19: a function updates a name for later cells', cells: ['let c=0;function inc(){c++}', 'inc();inc()', 'c'], shows: '2' },
  {
    name: '20: static blocks and private members work',
    cells: ['class S{static n=1;#p=2;static{S.n=5}get p(){return this.#p}}', '[S.n,new S().p].join()'],
    shows: '"5,2"',
  },
  { name: '21: a class run again is another class', cells: ['class K{}', 'const old=new K()', 'class K{}', 'old instanceof K'], shows: 'false' },
  {
    name: '22: extends and parameter properties work across cells',
    cells: ['class A{constructor(private x:number){} get(){return this.x}}', 'class B extends A{}', 'new B(7).get()'],
    shows: '7',
  },
  { name: '23: an enum run again starts afresh', cells: ['enum E{A=1,Old=9}', 'enum E{A=2}', 'String((E as any).Old)'], shows: '"undefined"' },
  { name: '27: types alone show nothing', cells: ['interface I{a:number} type T=string; declare const d:number'], shows: '' },
  {
    name: '30: imports are hoisted, and tf is the one instance',
    cells: ['const same = t === tf; import * as t from "@tensorflow/tfjs"', 'same'],
    shows: 'true',
  },
  { name: '34: a last await shows its value', cells: ['await Promise.resolve(3)'], shows: '3' },
  { name: '34: a last promise is shown as one, not awaited', cells: ['const p=new Promise(()=>{});p'], shows: /Promise/ },
  { name: '39: a comment after the value changes nothing', cells: ['1+1 // c'], shows: '2' },
  { name: '39: empty statements after the value change nothing', cells: ['3;;;/**/;'], shows: '3' },
  { name: '39: a comment alone shows nothing', cells: ['// only a comment'], shows: '' },
  { name: '42: typeof an unknown name is "undefined"', cells: ['typeof nope'], shows: '"undefined"' },
  { name: '42: assigning to an undeclared name is a ReferenceError', cells: ['g=5'], shows: /^ReferenceError: g/ },
  { name: '44: a thrown object is shown', cells: ['throw {code:7}'], shows: /code: 7/ },
  { name: '44: a thrown undefined is an error too', cells: ['throw undefined'], shows: /undefined/ },
  { name: '46: a syntax error names its place', cells: ['let x = 1\nlet y = = 2'], shows: /^SyntaxError: / },
  { name: '47: what ran before a throw is kept', cells: ['let p=1;p'], shows: '1' },
  { name: '56: circular objects, getters and proxies are shown within bounds', cells: [
    'const o:any={get boom(){throw new Error("no")}};o.self=o;o.proxy=new Proxy({},{get(){throw new Error("trap")}});o',
  ], shows: /boom/ },
];

test.describe('cells', () => {
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    await openStart(page);
  });
  test.afterAll(() => page.close());

  for (const { name, cells, shows } of CASES) {
    test(`case ${name}`, async () => {
      const last = (await runCells(page, cells)).at(-1);
      const text = textOf(last).trim();
      if (typeof shows === 'string') expect(text).toBe(shows);
      else expect(text).toMatch(shows);
    });
  }

  test('case 45: run-time errors point at the line and column of the TypeScript, in frames of other cells too', async () => {
    const [, second] = await runCells(page, [
      'interface Wide { a: number }\nfunction fail(x: Wide): never {\n  throw new RangeError("deep " + x.a);\n}',
      'type T = 1;\n\n  fail({ a: 1 });',
    ]);
    const error = second?.outputs.find((output) => output.type === 'error');
    expect(error).toMatchObject({ ename: 'RangeError', evalue: 'deep 1' });
    const frames = (error?.type === 'error' ? error.traceback : []).filter((line) => line.includes('#'));
    expect(frames[0]).toMatch(/fail .*:3:9\)$/);
    expect(frames[1]).toMatch(/:3:3\)$/);
  });

  test('case 46: a syntax error points at its line and column', async () => {
    const [only] = await runCells(page, ['let x = 1\nlet y = = 2']);
    const error = only?.outputs[0];
    expect(error?.type === 'error' && error.traceback.join('\n')).toMatch(/:2:9/);
  });

  test('case 57: cells queued behind an error are aborted, and say so', async () => {
    const results = await runCells(page, ['let ran = 1', 'throw new Error("stop here")', 'ran = 2']);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'error', 'aborted']);
    await expect(page.locator('[data-cell-id]').nth(2)).toContainText(/not run|aborted/i);
  });

  test('case 55: a million log lines and a very long string are cut, with a notice, and the page answers', async () => {
    const started = Date.now();
    const [lines, long] = await runCells(page, [
      'for (let i = 0; i < 1_000_000; i++) console.log("line " + i)',
      '"x".repeat(100_000_000)',
    ]);
    expect(lines?.status).toBe('ok');
    expect(textOf(lines).length).toBeLessThan(3_000_000);
    expect(textOf(lines)).toMatch(/more lines/);
    expect(textOf(long).length).toBeLessThan(3_000_000);
    expect(Date.now() - started).toBeLessThan(60_000);
    await expect(page.getByRole('button', { name: /^Runtime:/ })).toBeVisible();
  });
});
