import { expect, test } from 'vitest';
import { openNotebook } from './testing';

/** A notebook whose `display` notes which run it belongs to. */
function openLogged() {
  const log: string[] = [];
  const notebook = openNotebook({ locals: (run) => ({ display: (text: unknown) => log.push(`${run}: ${String(text)}`) }) });
  return { ...notebook, log };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('what a helper of another cell shows belongs to the cell that called it', async () => {
  const notebook = openLogged();
  await notebook.run('const say=(text)=>display(text)');
  await notebook.run('say("a"); display("b")');
  expect(notebook.log).toEqual(['2: a', '2: b']);
});

test('case 53: a late timer shows under the cell that set it, also while another runs', async () => {
  const notebook = openLogged();
  await notebook.run('let n=0; const timer=setInterval(()=>{ display("tick"); if(++n===2) clearInterval(timer) }, 10); setTimeout(()=>display("late"),40)');
  await notebook.run('await new Promise(r=>setTimeout(r,200)); display("done")');
  expect([...notebook.log].sort()).toEqual(['1: late', '1: tick', '1: tick', '2: done']);
});

test('a task left running keeps its cell across awaits', async () => {
  const notebook = openLogged();
  await notebook.run('const wait=(ms)=>new Promise(r=>setTimeout(r,ms)); async function work(){ for(let i=0;i<2;i++){ await wait(10); display(i) } }');
  await notebook.run('work(); display("started")');
  await notebook.run('for(let i=0;i<4;i++){ await wait(30); display("other") }');
  expect(notebook.log.filter((line) => /\d$/.test(line))).toEqual(['2: 0', '2: 1']);
  expect(notebook.log.filter((line) => line.endsWith('other'))).toHaveLength(4);
  expect(notebook.log.every((line) => !line.endsWith('other') || line.startsWith('3'))).toBe(true);
});

test('between runs, a callback of the platform shows under the cell that made it', async () => {
  const target = new EventTarget();
  const notebook = openNotebook({ globals: { target }, locals: (run) => ({ display: () => (last = run) }) });
  let last = 0;
  await notebook.run('target.addEventListener("x", () => display(1))');
  await notebook.run('1');
  target.dispatchEvent(new Event('x'));
  await pause(1);
  expect(last).toBe(1);
});

test('a name of the run that a cell declares is the cell’s, everywhere', async () => {
  const notebook = openLogged();
  await notebook.run('const f=()=>display');
  expect(await notebook.show('const display=5; [display, f(), typeof display]')).toEqual([5, 5, 'number']);
  expect(await openLogged().show('[typeof display, typeof chart, typeof console]')).toEqual(['function', 'undefined', 'object']);
  await expect(openLogged().show('chart')).rejects.toThrow('chart is not defined');
});

test('the active run is known while its code runs', async () => {
  const seen: (string | null)[] = [];
  const notebook = openNotebook({ globals: { ask: () => seen.push(notebook.scope.activeRun()?.cellId ?? null) } });
  await notebook.run('const f=async()=>{ ask(); await 0; ask() }', 'a');
  await notebook.run('await f()', 'b');
  expect(seen).toEqual(['b', 'b']);
  expect(notebook.scope.activeRun()).toBeNull();
});
