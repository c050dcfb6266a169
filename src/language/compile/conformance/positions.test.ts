import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellStacks } from '../runtime/cell-stacks';
import { openNotebook } from '../testing';
import type { Outcome } from '../testing';

const notebook = openNotebook();
const { prepareStackTrace, stackTraceLimit } = Error;

beforeAll(() => {
  Error.prepareStackTrace = cellStacks(notebook.registry);
  Error.stackTraceLimit = 50;
});
afterAll(() => {
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
});

/** Frames as "name cell:line:column", "-" at the top of a cell; library frames as they are. */
function places(outcome: Outcome | null): string[] | null {
  if (outcome === null || outcome.ok || outcome.frames === null) return null;
  return outcome.frames.flatMap((frame) => {
    if (frame.kind === 'cell') return [`${frame.functionName ?? '-'} ${frame.cellId}:${frame.line}:${frame.column}`];
    return /node:internal|\/runtime\//.test(frame.text) ? [] : [frame.text];
  });
}

/** The frames of what the last of these cells, named a, b and c, throws. */
async function framesOf(...cells: readonly string[]): Promise<string[] | null> {
  let last: Outcome | null = null;
  for (const [at, text] of cells.entries()) last = await notebook.run(text, 'abc'[at]);
  return places(last);
}

describe('errors point at the line and column of the TypeScript', () => {
  test('in a constructor', async () => {
    const model = 'class Model {\n  readonly n: number;\n  constructor(private size: number) {\n    if (size < 0) throw new RangeError("negative");\n    this.n = size;\n  }\n}';
    expect(await framesOf(model, 'type T = 1;\nconst m = new Model(-1);')).toEqual(['new Model a:4:25', '- b:2:11']);
  });

  test('in a field and a static block', async () => {
    expect((await framesOf('class A {\n  x: number = fail();\n}', 'const fail = () => { throw new Error("no") }', '  new A()'))?.slice(0, 2)).toEqual(['fail b:1:28', '<instance_members_initializer> a:2:15']);
    expect((await framesOf('class B {\n  static {\n    nope();\n  }\n}'))?.[0]).toMatch(/ a:3:5$/);
  });

  test('in a getter and a setter', async () => {
    expect(await framesOf('class A {\n  get v(): string {\n    return this.u.v;\n  }\n}', 'const a = new A();\na.v')).toEqual(['get v [as v] a:3:19', '- b:2:3']);
    expect(await framesOf('const o = {\n  set x(v: number) {\n    throw new TypeError("set");\n  }\n};', 'o.x = 3;')).toEqual(['set x [as x] a:3:11', '- b:1:4']);
  });

  test('in a generator', async () => {
    const numbers = 'function* numbers(): Generator<number> {\n  yield 1;\n  throw new Error("spent");\n}';
    expect(await framesOf(numbers, 'const it = numbers();\nit.next();\nit.next()')).toEqual(['numbers a:3:9', 'at numbers.next (<anonymous>)', '- b:3:4']);
    expect(await framesOf(numbers, 'for (const x of numbers()) {\n}')).toEqual(['numbers a:3:9', 'at numbers.next (<anonymous>)', '- b:1:12']);
  });

  test('in chains of arrow functions', async () => {
    expect(await framesOf('const f = (a: any) => g(a);\nconst g = (a: any) =>\n  a.b.c;', 'f({})')).toEqual(['g a:3:7', 'f a:1:23', '- b:1:1']);
    expect(await framesOf('const add = (x: number) => (y: number) => {\n  throw new Error(`${x + y}`);\n};', '\nadd(1)(2)')).toEqual(['- a:2:9', '- b:2:7']);
  });

  test('in callbacks of the language', async () => {
    expect(await framesOf('[3, 1].map((x: any) =>\n  x.foo.bar)')).toEqual(['- a:2:9', 'at Array.map (<anonymous>)', '- a:1:8']);
    expect(await framesOf('[3, 1].sort((a, b) => {\n  throw new Error("compare");\n})')).toEqual(['- a:2:9', 'at Array.sort (<anonymous>)', '- a:1:8']);
    expect(await framesOf('"a".replace(/a/, () => {\n  return nope;\n})')).toEqual(['- a:2:10', 'at String.replace (<anonymous>)', '- a:1:5']);
    expect(await framesOf('await new Promise((resolve) => {\n  throw new Error("in executor");\n})')).toEqual(['- a:2:9', 'at new Promise (<anonymous>)', '- a:1:7']);
    expect(await framesOf('JSON.parse("{")')).toEqual(['at JSON.parse (<anonymous>)', '- a:1:6']);
  });

  test('in functions that await, across cells', async () => {
    const load = 'async function load(p: number): Promise<void> {\n  await new Promise((done) => setTimeout(done, 1));\n  throw new Error("late " + p);\n}';
    const run = 'class Job {\n  async run() {\n    await load(1);\n  }\n}\nconst go = async () => {\n  await new Job().run();\n};';
    expect(await framesOf(load, run, '\n\nawait go();')).toEqual(['load a:3:9', 'Job.run b:3:5', 'go b:7:3', '- c:3:1']);
    expect(await framesOf('const fail = async () => { await null; throw new Error("one") };', 'await Promise.all([\n  fail(),\n])')).toEqual(['fail a:1:46', '- b:1:1']);
    expect((await framesOf('async function* pages() {\n  yield 1;\n  throw new Error("end");\n}', 'for await (const page of pages()) {\n}'))?.[0]).toBe('pages a:3:9');
  });

  test('in enums, namespaces, destructuring and several declarators', async () => {
    expect((await framesOf('enum E {\n  A = (() => { throw new Error("member") })() as never,\n}'))?.[0]).toBe('- a:2:22');
    expect((await framesOf('namespace N {\n  export const a: number = undefinedName;\n}'))?.[0]).toBe('- a:2:28');
    expect(await framesOf('let x: any = 1,\n  y = x.foo.bar;')).toEqual(['- a:2:13']);
    expect((await framesOf('const { a: { b } }: any = {\n  a: null };'))?.[0]).toMatch(/^- a:1:/);
  });

  test('in decorators, resources and tagged templates', async () => {
    expect((await framesOf('const deco = (value: unknown, context: DecoratorContext) => {\n  throw new Error("deco") };\n\n@deco\nclass K {}'))?.[0]).toBe('deco a:2:9');
    expect((await framesOf('{\n  using r = { [Symbol.dispose]() { throw new Error("d") } };\n}'))?.[0]).toMatch(/ a:2:42$/);
    expect(await framesOf('function tag(s: TemplateStringsArray) {\n  throw new Error("tag");\n}\nconst text =\n  tag`a${1}`;')).toEqual(['tag a:2:9', '- a:5:6']);
  });

  test('however deep the calls', async () => {
    const frames = await framesOf('function deep(n: number): number {\n  if (n === 0) throw new Error("bottom");\n  return deep(n - 1);\n}', 'deep(30);');
    expect(frames?.[0]).toBe('deep a:2:22');
    expect(frames?.slice(1, -1)).toEqual(Array.from({ length: 30 }, () => 'deep a:3:10'));
    expect(frames?.at(-1)).toBe('- b:1:1');
  });

  test('after an edit that changes only where the code stands', async () => {
    await notebook.run('const boom = () => { throw new Error("x") };\nboom()', 'a');
    expect(places(await notebook.run('\n// a note\ntype Note = string;\n\n  const boom = () => { throw new Error("x") };\nboom()', 'a'))).toEqual(['boom a:5:30', '- a:6:1']);
  });
});

describe('a stack that a cell reads itself', () => {
  const stackOf = async (...cells: readonly string[]) => {
    for (const [at, text] of cells.slice(0, -1).entries()) await notebook.run(text, 'abc'[at]);
    const outcome = await notebook.run(cells.at(-1) ?? '', 'c');
    if (!outcome.ok) return outcome.error;
    // Which part of Node goes on after an await depends on what else is due.
    return String(outcome.value).replace(/\n {4}at [^\n]*\(node:internal\/[^\n]*/g, '');
  };

  test('has the positions of the TypeScript, in frames of other cells too', async () => {
    expect(await stackOf('interface Wide { a: number }\nfunction here(x: Wide): string {\n  return new Error("look " + x.a).stack!;\n}', 'const call = (a: number) => here({ a });', 'call(1)')).toBe(
      'Error: look 1\n    at here (gradbook-cell:///a:3:10)\n    at call (gradbook-cell:///b:1:29)\n    at gradbook-cell:///c:1:1',
    );
  });

  test('has those of functions that await', async () => {
    expect(await stackOf('async function late() {\n  await null;\n  return new Error("then").stack;\n}', '1', '\nawait late()')).toBe(
      'Error: then\n    at late (gradbook-cell:///a:3:10)\n    at gradbook-cell:///c:2:1',
    );
  });

  test('has those of an error that was caught, and of its cause', async () => {
    expect(await stackOf('const parse = (text: string) => {\n  try {\n    return nothing(text);\n  } catch (cause) {\n    throw new Error("no", { cause });\n  }\n};', '1', 'let read; try { parse("") } catch (error) { read = [error.stack, error.cause.stack].join("\\n") } read')).toBe(
      [
        'Error: no',
        '    at parse (gradbook-cell:///a:5:11)',
        '    at gradbook-cell:///c:1:17',
        'ReferenceError: nothing is not defined',
        '    at parse (gradbook-cell:///a:3:12)',
        '    at gradbook-cell:///c:1:17',
      ].join('\n'),
    );
  });

  test('keeps the frames of the language and of libraries between', async () => {
    expect(await stackOf('1', '1', '[1].map(() => new Error("m").stack)[0]')).toBe('Error: m\n    at gradbook-cell:///c:1:15\n    at Array.map (<anonymous>)\n    at gradbook-cell:///c:1:5');
  });

  test('exists for captured objects, and survives an error that cannot be told', async () => {
    expect(await stackOf('1', '1', 'const target: any = {}; Error.captureStackTrace(target); target.stack')).toBe('Error\n    at gradbook-cell:///c:1:31');
    expect(await stackOf('1', '1', 'const odd = new Error("x"); Object.defineProperty(odd, "message", { get() { throw 1 } }); odd.stack')).toMatch(/^Error/);
  });

  test('of code that is no cell stays as the engine writes it', () => {
    const inner = () => new Error('plain').stack ?? '';
    expect(inner()).toMatch(/^Error: plain\n {4}at inner \(.*positions\.test\.ts:\d+:\d+\)\n/);
  });
});
