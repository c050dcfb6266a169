/** What a module would be told, and what a notebook is spared: TypeScript's codes, cell by cell. */
import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Codes of the last cell's errors. */
async function codes(...cells: string[]): Promise<number[]> {
  const notebook = new TestNotebook(...cells);
  const found = await notebook.language.problems(notebook.uri(cells.length - 1));
  return found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

const overloads = 'function pick(x: string): string;\nfunction pick(x: number, y: number): number;\nfunction pick(x: unknown, y?: unknown): unknown { return y ?? x }';

describe('names keep their whole meaning in other cells', () => {
  test.each<[string, string[], number[]]>([
    ['overloads', [overloads, 'pick("a").length; pick(1, 2).toFixed(); pick(1)'], [2345]],
    ['generics', ['const first = <T,>(xs: readonly T[]): T | undefined => xs[0]', 'first([1])?.toFixed(); first(["a"])?.nope'], [2339]],
    ['generic classes', ['class Box<T extends object = {}> { constructor(readonly held: T) {} }', 'const b: Box<{ a: 1 }> = new Box({ a: 1 }); b.held.a; new Box(1)'], [2345]],
    ['class hierarchies', ['abstract class Layer { abstract apply(x: number): number }', 'class Dense extends Layer { override apply(x: number) { return x } }', 'class Bad extends Layer {}\nnew Dense().apply(1)'], [2515]],
    ['private fields', ['class Safe { #code = 1; read(other: Safe) { return other.#code } }', 'new Safe().read(new Safe()).toFixed(); new Safe().code'], [2339]],
    ['enums', ['enum Mode { Train = "train", Test = "test" }\nconst enum Flag { On = 1 }', 'const m: Mode = Mode.Train; const on: Flag = Flag.On; const bad: Mode = "train"'], [2322]],
    ['namespaces', ['namespace Nets { export const depth = 3; export interface Net { layers: number } }', 'import D = Nets.depth; const n: Nets.Net = { layers: D }; Nets.width'], [2339]],
    ['a type and a value of one name', ['type Shape = readonly number[]; const Shape = { of: (...sides: number[]): Shape => sides }', 'const s: Shape = Shape.of(1, 2); s.length'], []],
    ['functions with members', ['function make() { return 1 }\nnamespace make { export const twice = () => 2 }', 'make().toFixed() + make.twice().toFixed()'], []],
    ['only types', ['type Id = `cell-${number}`; interface Named { id: Id }\ndeclare const outside: Named', 'const n: Named = outside; const bad: Id = "x"'], [2322]],
    ['mapped and conditional types', ['type Part<T> = { [K in keyof T]?: T[K] extends Function ? never : T[K] }', 'const p: Part<{ a: number; f(): void }> = { a: 1 }; p.f = 1'], [2322]],
    ['type guards and assertions', ['function isText(x: unknown): x is string { return typeof x === "string" }\nfunction must(x: unknown): asserts x { if (!x) throw x }', 'const v: unknown = 1; if (isText(v)) v.length\ndeclare const o: { a?: number }; must(o.a); o.a.toFixed()'], []],
    ['narrowing of a let', ['let label: string | null = null', 'label = "cat"; label.length'], []],
    ['names under an export', ['export const rate = 0.1; const own = 2; export { own as other }; export default class {}', 'rate + own + other'], []],
    ['interfaces with a class', ['interface Point { x: number }\nclass Point { y = 1 }', 'new Point().x + new Point().y'], []],
  ])('%s', async (_name, cells, expected) => {
    expect(await codes(...cells)).toEqual(expected);
  });
});

describe('what a notebook is spared', () => {
  test.each<[string, string[]]>([
    ['a name declared again in another cell', ['const x = 1', 'const x = "s"; x.length']],
    ['a class declared again in another cell', ['class K { a = 1 }', 'class K { b = 1 }; new K().b']],
    ['await and for await at the top', ['await 1; for await (const x of [1]) x']],
    ['an export beside what it exports', ['export const a = 1; export { a as b }; export type { T }; type T = 1']],
    ['names that need each other across cells', ['const a = () => b() + 1', 'const b = (): number => (a as () => number)()']],
    ['names of the worker taken for something else', ['const name = "x", self = 1, status = 2, event = 3, close = 4; function fetch() {}']],
    ['lines for the shell', ['!ls -l /content\n!wget https://x.example/y.csv\nconst n = 1; n']],
    ['a cell that is timed, and one that is HTML', ['%%time\nconst n = 1; n']],
    ['a cell of HTML', ['%%html\n<b>not code</b> if (']],
    ['missing types of parameters', ['const f = (a, b) => a + b; f(1, 2)']],
    ['labels and unreachable code', ['here: for (;;) { break here; }\nthrow 1; 2']],
  ])('%s', async (_name, cells) => {
    expect(await codes(...cells)).toEqual([]);
  });
});

describe('what a module is told, a cell is told', () => {
  test.each<[string, string[], number[]]>([
    ['a name twice in one cell', ['let q = 1; let q = 2'], [2451, 2451]],
    ['an unknown name', ['nope'], [2304]],
    ['a name that is nearly right', ['const batchSize = 1', 'batchsize'], [2552]],
    ['a constant assigned', ['const c = 1', 'c = 2'], [2588]],
    ['an import assigned', ["import { list } from 'gradbook/files'", 'list = 1'], [2632]],
    ['return at the top', ['return 1'], [1108]],
    ['a value before it is there', ['{ early; const early = 1 }'], [2448, 2454]],
    ['a wrong argument for tf', ['tf.tensor([1], "two")'], [2345]],
    ['a missing member of tf', ['tf.tensr([1])'], [2551]],
    ['a promise used as text', ['const n: string = input("Name?")'], [2322]],
    ['something undefined', ['const m = new Map([[1, 2]])', 'm.get(1).toFixed()'], [2532]],
  ])('%s', async (_name, cells, expected) => {
    expect(await codes(...cells)).toEqual(expected);
  });
});

describe('grey and struck out, without reproach', () => {
  test('a local name that nothing uses is grey; one of the cell itself is not', async () => {
    const notebook = new TestNotebook("import { list } from 'gradbook/files'; const top = 1; function f() { const unused = 1 }");
    const found = await notebook.language.problems(notebook.uri(0));
    expect(found).toMatchObject([{ code: 6133, severity: 'hint', unnecessary: true }]);
  });

  test('what is deprecated is struck out', async () => {
    const notebook = new TestNotebook('/** @deprecated Use b. */\nfunction a() {}\n', 'a()');
    expect(await notebook.language.problems(notebook.uri(1))).toMatchObject([{ severity: 'hint', deprecated: true }]);
  });
});
