import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Interrupted } from './runtime/interrupted';
import { openNotebook } from './testing';
import type { Outcome } from './testing';

/** A notebook whose flag another thread raises to `ordinal` after a while, as the page does. */
function openStoppable() {
  const shared = new SharedArrayBuffer(4);
  const notebook = openNotebook({ stop: shared });
  const stopRun = async (text: string, ordinal: number): Promise<Outcome> => {
    const code = `const {workerData:[s,n]}=require('node:worker_threads');Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,60);Atomics.store(new Int32Array(s),0,n)`;
    const worker = new Worker(code, { eval: true, workerData: [shared, ordinal] });
    const outcome = await notebook.run(text);
    await worker.terminate();
    return outcome;
  };
  return { ...notebook, stopRun };
}

const isStopped = (outcome: Outcome) => !outcome.ok && outcome.error instanceof Interrupted;

test('case 50: an endless loop stops and keeps what it counted', async () => {
  const notebook = openStoppable();
  await notebook.run('let n=0');
  expect(isStopped(await notebook.stopRun('while(true){n++}', 2))).toBe(true);
  expect(await notebook.show('n')).toBeGreaterThan(100);
});

test('case 50: every shape of endless code stops', { timeout: 60_000 }, async () => {
  const endless = [
    'while(true);',
    'for(;;);',
    'do ; while(true)',
    'for(;;) for(;;);',
    'const f=()=>{ for(let i=0;;i++); }; f()',
    'const fib=n=>n<2?1:fib(n-1)+fib(n-2); fib(80)',
    'function hang(n){ if(n===0) return 0; hang(n-1); return hang(n-1) } hang(60)',
    'function* g(){ while(true) yield 1 } for(const x of g());',
    'function* g(){ for(;;); } [...g()]',
    'class K{ static { for(;;); } }',
    'label: while(true){ while(true){ continue label } }',
    'const o={ get x(){ for(;;); } }; o.x',
    'while(true) await 0',
    'switch(1){ case 1: for(;;); }',
    'Array.from({length:1e9},(_,i)=>i)',
    'const never=()=>{}; for(;;) [1,2,3].forEach(never)',
    'const again=()=>Promise.resolve().then(again); await again()',
    // Numbers of turns that would keep loops from ever looking at the same time.
    'let n=0; for(;;) for(let i=0;i<63;i++) n=n+i|0',
    'let n=0; while(true){ for(let i=0;i<1023;i++) n=n+i|0; Math.abs(n) }',
    'let n=0; while(true){ for(let i=0;i<3;i++) n=n+i|0; for(let i=0;i<59;i++) n=n-i|0; Math.abs(n) }',
  ];
  for (const text of endless) expect([text, isStopped(await openStoppable().stopRun(text, 1))]).toEqual([text, true]);
});

test('case 51: a catch that swallows everything does not swallow the stop', { timeout: 30_000 }, async () => {
  const notebook = openStoppable();
  await notebook.run('function w(){ while(true); }');
  expect(isStopped(await notebook.stopRun('while(true){try{w()}catch{}}', 2))).toBe(true);
  expect(isStopped(await notebook.stopRun('while(true){try{w()}catch({message}){}}', 3))).toBe(true);
  expect(isStopped(await notebook.stopRun('while(true){try{w()}catch(e){}finally{continue}}', 4))).toBe(true);
  expect(isStopped(await notebook.stopRun('for(;;) await (async()=>w())().catch(()=>0)', 5))).toBe(true);
});

test('a finally block runs when the cell is stopped', async () => {
  const notebook = openStoppable();
  await notebook.run('let cleaned=0');
  await notebook.stopRun('try{ for(;;); } finally { cleaned=1 }', 2);
  expect(await notebook.show('cleaned')).toBe(1);
});

test('cells after a stopped one run, and call functions of older cells', async () => {
  const notebook = openStoppable();
  await notebook.run('function count(n){ let c=0; for(let i=0;i<n;i++) c++; return c }');
  await notebook.stopRun('for(;;);', 2);
  expect(await notebook.show('count(1000)')).toBe(1000);
});

test('case 52: a pending await ends, and what follows it writes nothing', async () => {
  const notebook = openNotebook();
  await notebook.run('let wrote="no", open; const gate=new Promise(r=>{open=r})');
  const running = notebook.run('try { await gate; wrote="late" } finally { wrote+=" cleaned" }');
  setTimeout(() => notebook.stop(2), 10);
  expect(isStopped(await running)).toBe(true);
  await notebook.run('open(); await new Promise(r=>setTimeout(r,5))');
  expect(await notebook.show('wrote')).toBe('no cleaned');
});

test('case 52: for await and imports end too', async () => {
  for (const text of ['for await (const x of {[Symbol.asyncIterator]:()=>({next:()=>new Promise(()=>{})})});', 'await Promise.all([new Promise(()=>{})])']) {
    const notebook = openNotebook();
    const running = notebook.run(text);
    setTimeout(() => notebook.stop(1), 5);
    expect(isStopped(await running)).toBe(true);
  }
});

test('a stop leaves alone what an earlier cell awaits', async () => {
  const notebook = openNotebook();
  await notebook.run('let beats=0, open; void (async()=>{ await new Promise(r=>{open=r}); beats++ })()');
  const running = notebook.run('await new Promise(()=>{})');
  setTimeout(() => notebook.stop(2), 10);
  expect(isStopped(await running)).toBe(true);
  await notebook.run('open(); await null; await null');
  expect(await notebook.show('beats')).toBe(1);
});

test('a caught error is still caught', async () => {
  expect(await openNotebook().show('try { null.x } catch (e) { e.constructor.name }', 'let m; try { throw {m:1} } catch ({m: got, z=2}) { m=[got,z] } m')).toEqual([1, 2]);
});
