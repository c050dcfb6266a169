import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** The cells after renaming the name at the caret. */
async function renamed(newName: string, ...cells: string[]): Promise<string[]> {
  const notebook = new TestNotebook(...cells);
  const caretCell = cells.findIndex((cell) => cell.includes('¦'));
  const result = await notebook.language.rename(...notebook.at(caretCell), newName);
  if (!result.ok) return [result.reason];
  return cells.map((cell, index) =>
    result.edits
      .filter((edit) => edit.uri === notebook.uri(index))
      .toSorted((a, b) => b.span.start - a.span.start)
      .reduce((text, { span, text: added }) => text.slice(0, span.start) + added + text.slice(span.start + span.length), cell.replace('¦', '')),
  );
}

describe('renaming', () => {
  test('writes shorthand properties out, in every cell', async () => {
    expect(await renamed('lr', 'const ra¦te = 1; const a = { rate }', 'const b = { rate, c: rate }')).toEqual([
      'const lr = 1; const a = { rate: lr }',
      'const b = { rate: lr, c: lr }',
    ]);
  });

  test('keeps the property that a name is taken from', async () => {
    expect(await renamed('lr', 'const { rate } = { rate: 1 }', 'ra¦te')).toEqual(['const { rate: lr } = { rate: 1 }', 'lr']);
    expect(await renamed('lr', 'const [rate, ...rest] = [1, 2]', 'ra¦te + rest.length')).toEqual(['const [lr, ...rest] = [1, 2]', 'lr + rest.length']);
  });

  test('changes types, values and heritage of a class', async () => {
    expect(await renamed('Net', 'class Mod¦el { static make(): Model { return new Model() } }', 'class Big extends Model {}\nlet m: Model | null = Model.make()')).toEqual([
      'class Net { static make(): Net { return new Net() } }',
      'class Big extends Net {}\nlet m: Net | null = Net.make()',
    ]);
  });

  test('changes members of a class in other cells', async () => {
    expect(await renamed('depth', 'class Net { lay¦ers = 1 }', 'new Net().layers', 'const { layers } = new Net()')).toEqual([
      'class Net { depth = 1 }',
      'new Net().depth',
      'const { depth: layers } = new Net()',
    ]);
  });

  test('stops where another cell declares the name again', async () => {
    expect(await renamed('y', 'let x¦ = 1', 'x', 'let x = 2', 'x')).toEqual(['let y = 1', 'y', 'let x = 2', 'x']);
    expect(await renamed('y', 'let x = 1', 'x', 'let x = 2', 'x¦')).toEqual(['let x = 1', 'x', 'let y = 2', 'y']);
  });

  test('leaves names inside functions and strings alone', async () => {
    expect(await renamed('n', 'let co¦unt = 0', 'function f(count: number) { return count }\ncount; "count"')).toEqual([
      'let n = 0',
      'function f(count: number) { return count }\nn; "count"',
    ]);
  });

  test('changes an enum, an interface, a type and a namespace', async () => {
    expect(await renamed('M', 'enum Mo¦de { A }', 'const m: Mode = Mode.A')).toEqual(['enum M { A }', 'const m: M = M.A']);
    expect(await renamed('R', 'interface Ro¦w { a: Row | null }', 'type Rows = Row[]')).toEqual(['interface R { a: R | null }', 'type Rows = R[]']);
    expect(await renamed('N', 'namespace Ne¦ts { export const d = 1 }', 'Nets.d')).toEqual(['namespace N { export const d = 1 }', 'N.d']);
  });

  test('an imported name gets a local one and keeps its own', async () => {
    expect(await renamed('all', "import { list } from 'gradbook/files'", 'await li¦st()')).toEqual(["import { list as all } from 'gradbook/files'", 'await all()']);
  });

  test.each(['t¦f.tensor([1])', 'tf.ten¦sor([1])', 'con¦sole.log(1)', 'in¦put("Name?")'])('%s belongs to others and keeps its name', async (cell) => {
    expect(await renamed('x', cell)).toEqual([expect.stringMatching(/keeps its name|cannot rename/i)]);
  });
});

describe('going to a definition', () => {
  const definitions = async (...cells: string[]): Promise<string[]> => {
    const notebook = new TestNotebook(...cells);
    return notebook.show(await notebook.language.definitions(...notebook.at(cells.findIndex((cell) => cell.includes('¦')))));
  };

  test('leads to the member of a class in another cell', async () => {
    expect(await definitions('class Net { layers = 1 }', 'new Net().lay¦ers')).toEqual(['0:12:layers']);
  });

  test('leads to the newest declaration above', async () => {
    expect(await definitions('let x = 1', 'let x = 2', 'x¦', 'let x = 3')).toEqual(['1:4:x']);
  });

  test('leads nowhere, and breaks nothing, for what a library declares', async () => {
    expect(await definitions('tf.ten¦sor([1])')).toEqual([]);
    expect(await definitions('t¦f.tensor([1])')).toEqual([]);
    expect(await definitions('[1].ma¦p(String)')).toEqual([]);
  });
});

describe('hovering', () => {
  test('tells a name of the notebook from one inside a function', async () => {
    const notebook = new TestNotebook('const x = tf.zeros([2, 3])', 'x¦.print()', 'function f(x: number) { return x¦ }', 'const o = { x: 1 }; o.x¦');
    const names = await Promise.all([1, 2, 3].map(async (cell) => (await notebook.language.hover(...notebook.at(cell)))?.notebookName));
    expect(names).toEqual(['x', undefined, undefined]);
  });

  test('shows every overload of a call of another cell', async () => {
    const notebook = new TestNotebook('function pick(x: string): string;\nfunction pick(x: number): number;\nfunction pick(x: unknown) { return x }', 'pick(¦');
    const help = await notebook.language.signatureHelp(...notebook.at(1));
    expect(help?.signatures.map(({ label }) => label)).toEqual(['pick(x: string): string', 'pick(x: number): number']);
  });
});

describe('completion', () => {
  test('offers members of the modules of the notebook with the import they need', async () => {
    const notebook = new TestNotebook('//@title Upload\nconst names = await upl¦');
    const entry = (await notebook.language.completions(...notebook.at(0))).find(({ name }) => name === 'upload');
    expect(entry).toMatchObject({ source: 'gradbook/files' });
    const details = await notebook.language.completionDetails(...notebook.at(0), 'upload', 'gradbook/files');
    expect(details?.edits).toEqual([{ span: { start: 16, length: 0 }, text: "import { upload } from 'gradbook/files';\n" }]);
  });

  test('offers no import of what tf has, nor of what the cell names itself', async () => {
    const found = await (async () => {
      const notebook = new TestNotebook('const upload = 1; ten¦');
      return notebook.language.completions(...notebook.at(0));
    })();
    expect(found.filter(({ source }) => source?.startsWith('@tensorflow'))).toEqual([]);
    expect(found.filter(({ name }) => name === 'upload')).toHaveLength(1);
  });

  test('works behind a line for the shell', async () => {
    expect(await new TestNotebook('!ls\ntf.¦').completions(0)).toContain('tensor');
  });
});

test('names follow the order of runs where a cell below has run', async () => {
  const notebook = new TestNotebook({ text: 'late.toFixed()' }, { text: 'const late = 1', ran: true }, { text: 'const late = "s"', ran: false });
  expect(await notebook.problems(0)).toEqual([]);
});

test('names of a cell above win over those of a cell below that has run', async () => {
  const notebook = new TestNotebook({ text: 'const x = 1', ran: true }, { text: 'x.toFixed()', ran: false }, { text: 'const x = "s"', ran: true });
  expect(await notebook.problems(1)).toEqual([]);
});
