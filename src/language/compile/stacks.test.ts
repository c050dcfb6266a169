import { expect, test } from 'vitest';
import ts from 'typescript';
import { compileCell } from './compile';
import type { Frame } from './runtime/map-stack';
import { openNotebook } from './testing';

const at = (frames: readonly Frame[] | null | undefined) =>
  (frames ?? []).flatMap((frame) => {
    if (frame.kind === 'cell') return [`${frame.functionName ?? '-'} ${frame.cellId}:${frame.line}:${frame.column}`];
    // Node shows its event loop between functions that await one another; browsers do not.
    return frame.text.includes('node:internal') ? [] : [frame.text];
  });

async function framesOf(...cells: readonly (readonly [string, string])[]) {
  const notebook = openNotebook();
  let frames: readonly Frame[] | null = null;
  for (const [id, text] of cells) {
    const outcome = await notebook.run(text, id);
    frames = outcome.ok ? null : outcome.frames;
  }
  return at(frames);
}

test('case 45: errors point at the TypeScript, in frames of other cells too', async () => {
  const helper = 'interface Shape { x: number }\nfunction area(s: Shape): number {\n  const w: number = s.x;\n  return s.y.z + w;\n}';
  expect(await framesOf(['a', helper], ['b', 'type N = number;\nconst go = (n: N): N => area({ x: n } as never);'], ['c', '// run\n  go(1)'])).toEqual([
    'area a:4:14',
    'go b:2:25',
    '- c:2:3',
  ]);
});

test('case 45: frames across await', async () => {
  const load = 'async function load(): Promise<void> {\n  await null;\n  throw new Error("late");\n}';
  expect(await framesOf(['a', load], ['b', 'async function outer() {\n  return await load();\n}'], ['c', '\nawait outer()'])).toEqual([
    'load a:3:9',
    'outer b:2:10',
    '- c:2:1',
  ]);
});

test('case 45: a thrown error, a method, a callback of a library', async () => {
  expect(await framesOf(['a', 'class K {\n  m() { throw new Error("x") }\n}'], ['b', '[1].map(() => new K().m())'])).toEqual([
    'K.m a:2:15',
    '- b:1:23',
    'at Array.map (<anonymous>)',
    '- b:1:5',
  ]);
});

test('unknown names are found inside longer lines, and in functions', async () => {
  expect(await framesOf(['a', 'const a = 1;\nconst b = a + (a * nope);'])).toEqual(['- a:2:20']);
  expect(await framesOf(['a', 'function f() {\n  return missing(1, 2);\n}\n\nf();'])).toEqual(['f a:2:10', '- a:5:1']);
  expect(await framesOf(['a', 'const c = 1;\n\n  c = 2;'])).toEqual(['- a:3:4']);
  expect(await framesOf(['a', 'const big = 1; let later = () => soon; later(); let soon = 1'])).toEqual(['later a:1:34', '- a:1:40']);
});

test('a closure of an older version of a cell keeps its lines', async () => {
  const notebook = openNotebook();
  await notebook.run('\n\nconst first = () => { throw new Error("old") }', 'a');
  await notebook.run('const keep = first', 'b');
  await notebook.run('const first = 1', 'a');
  const outcome = await notebook.run('keep()', 'c');
  expect(at(outcome.ok ? null : outcome.frames)).toEqual(['first a:3:29', '- c:1:1']);
});

test('a failed import points at its statement', async () => {
  const outcome = await openNotebook().run('const a = 1;\nimport { x } from "nowhere";', 'a');
  expect(at(outcome.ok ? null : outcome.frames).at(-1)).toBe('- a:2:1');
});

test('case 46: a syntax error has its line and column', () => {
  const errorOf = (text: string) => {
    const program = compileCell(ts, text, { cellId: 'a' });
    return program.ok ? null : [program.error.line, program.error.column, program.error.message];
  };
  expect(errorOf('const a = 1;\nlet y = = 2')).toEqual([2, 9, 'Expression expected']);
  expect(errorOf('type T = number;\n  let x: T = 1;\n  let x = 2;')).toEqual([3, 7, "Identifier 'x' has already been declared"]);
  expect(errorOf('function f( {')?.slice(0, 2)).toEqual([1, 14]);
  expect(errorOf('const x: = 1')?.slice(0, 2)).toEqual([1, 10]);
  expect(errorOf('class A { #a; m() { return this.#b } }')?.slice(0, 1)).toEqual([1]);
  expect(errorOf('break')?.slice(0, 2)).toEqual([1, 1]);
  expect(errorOf('"unclosed')?.slice(0, 1)).toEqual([1]);
});
