import { describe, expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

describe('names of other cells', () => {
  test('a name keeps its true type in a later cell', async () => {
    const notebook = new TestNotebook('let steps = 3;\nconst name = "mnist";', 'steps¦.toFixed()', 'name.nope');
    expect(await notebook.hover(1)).toBe('let steps: number');
    expect(await notebook.problems(1)).toEqual([]);
    expect(await notebook.problems(2)).toEqual(["nope: Property 'nope' does not exist on type '\"mnist\"'."]);
  });

  test('a let of another cell can be assigned to, a const cannot', async () => {
    const notebook = new TestNotebook('let a = 1; const b = 2', 'a = 5; b = 6');
    expect(await notebook.problems(1)).toEqual(["b: Cannot assign to 'b' because it is a constant."]);
  });

  test('classes, enums, interfaces and types go on to other cells, as values and as types', async () => {
    const notebook = new TestNotebook(
      'class Point { x = 1 }\nenum Color { Red }\ninterface Shape { area: number }\ntype Id = string',
      'const p: Point = new Point(); const c: Color = Color.Red; const s: Shape = { area: p.x }; const i: Id = "a";\nclass Pixel extends Point {}',
    );
    expect(await notebook.problems(1)).toEqual([]);
  });

  test('an import of one cell serves the others', async () => {
    const notebook = new TestNotebook("import * as other from '@tensorflow/tfjs'", 'const t: other.Tensor = other.tensor([1])');
    expect(await notebook.problems(1)).toEqual([]);
  });

  test('names from destructuring and var in a block go on to other cells', async () => {
    const notebook = new TestNotebook('const { a, b: [c = 2] } = { a: "s", b: [1] };\nif (true) { var w = 3 }', 'a.length + c + w');
    expect(await notebook.problems(1)).toEqual([]);
  });

  test('functions may call each other across cells', async () => {
    const notebook = new TestNotebook(
      'const even = (n: number): boolean => n === 0 || odd(n - 1)',
      'function odd(n: number): boolean { return n !== 0 && even(n - 1) }',
    );
    expect(await notebook.problems(0)).toEqual([]);
    expect(await notebook.problems(1)).toEqual([]);
  });

  test('declaring a name again in another cell is no error, and later cells see the newest', async () => {
    const notebook = new TestNotebook('let x = 1', 'x.toFixed()', 'let x = "s"', 'x.length');
    for (const index of [0, 1, 2, 3]) expect(await notebook.problems(index)).toEqual([]);
  });

  test('a name declared only below is unknown while that cell has not run', async () => {
    expect(await new TestNotebook('late', { text: 'const late = 1', ran: false }).problems(0)).toEqual(["late: Cannot find name 'late'."]);
    expect(await new TestNotebook('late', { text: 'const late = 1', ran: true }).problems(0)).toEqual([]);
  });

  test('unfinished code in one cell does not hide its names from others', async () => {
    const notebook = new TestNotebook('const ready = 1\nfoo(`', 'ready.toFixed()');
    expect(await notebook.problems(1)).toEqual([]);
  });

  test('a change of one cell shows in the others', async () => {
    const notebook = new TestNotebook('const size = 4', 'size.toFixed()');
    expect(await notebook.problems(1)).toEqual([]);
    notebook.write(0, 'const size = "big"');
    expect(await notebook.problems(1)).toEqual([expect.stringContaining(`'toFixed' does not exist on type '"big"'`)]);
  });
});

describe('what is no mistake in a notebook', () => {
  test.each([
    'await Promise.resolve(1)',
    '1 + 1',
    'let xs = []; xs.push(1); xs',
    'const f = (a, b) => a + b; f(1, 2)',
    'for await (const x of [1]) console.log(x)',
    '#!/usr/bin/env gradbook\n1',
    "import sharp from 'https://example.org/x.js'; sharp(1)",
    'try { 1 } catch (error) { console.log(error.message) }',
    'const name = 1, status = 2, self = 3; name + status',
  ])('%s', async (text) => {
    expect(await new TestNotebook(text).problems(0)).toEqual([]);
  });

  test('a real mistake on the first line is marked where it is', async () => {
    expect(await new TestNotebook('let n: number = "s"').problems(0)).toEqual(["n: Type 'string' is not assignable to type 'number'."]);
    expect(await new TestNotebook('let a = 1', 'a;let y = = 2').problems(1)).toEqual(['=: Expression expected.']);
  });
});

describe('the names every cell has', () => {
  test('tf, files, data, chart, display and runtime are typed', async () => {
    const notebook = new TestNotebook(
      [
        'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });',
        'const names = await files.upload({ accept: ".gz" }); await files.delete(names[0]!);',
        'const images = (await data.idx(names[0]!)).div(255);',
        'chart({ loss: [1, 2] }, { title: "Loss" }); const live = chart.live({ x: "step" }); live.push({ loss: 1 }); live.end();',
        'display(model, { id: "m" }).update(1); display.html("<b>x</b>"); console.log(runtime.device.length, (await runtime.devices()).length);',
        'const t: tf.Tensor2D = tf.zeros([1, 2]);',
        'const table = await data.csv("a.csv"); const x = table.tensor(["a", "b"]).concat(table.oneHot("c"), 1); const parts = data.split(table.rows);',
        'for (const row of progress([1, 2], { label: "Rows" })) row.toFixed(); tf.gather(x, Array.from(parts.train));',
        'const remote = await runtime.remoteDataset("a.csv", { labels: "c" }); await model.fitDataset(remote, { epochs: 1, validationData: remote });',
      ].join('\n'),
    );
    expect(await notebook.problems(0)).toEqual([]);
  });

  test('a cell may take such a name for itself', async () => {
    const notebook = new TestNotebook('const data = [1, 2]', 'data.length', 'files.nope()');
    expect(await notebook.problems(1)).toEqual([]);
    expect(await notebook.problems(2)).toEqual([expect.stringContaining('nope')]);
  });

  test('they are modules too', async () => {
    const notebook = new TestNotebook("import { upload } from 'gradbook/files'; import draw from 'gradbook/chart'; import { data as d } from 'gradbook/data'; draw([1]); upload(); d.split(3)");
    expect(await notebook.problems(0)).toEqual([]);
  });
});

describe('completion', () => {
  test('offers the members of tf on the first line', async () => {
    expect(await new TestNotebook('tf.¦').completions(0)).toEqual(expect.arrayContaining(['tensor', 'layers', 'sequential', 'train']));
  });

  test('offers names of other cells before they are mentioned, with their types', async () => {
    const notebook = new TestNotebook('/** Rows at once. */\nconst batchSize = 32', 'const n = ba¦');
    expect(await notebook.completions(1)).toContain('batchSize');
    const details = await notebook.language.completionDetails(...notebook.at(1), 'batchSize');
    expect(details).toEqual({ signature: 'const batchSize: 32', documentation: 'Rows at once.', edits: [] });
  });

  test('offers members of a value of another cell in unfinished code', async () => {
    const notebook = new TestNotebook('const point = { px: 1 }', 'foo(point.¦');
    expect(await notebook.completions(1)).toEqual(['px']);
  });

  test('offers no other names after a dot', async () => {
    const notebook = new TestNotebook('const other = 1; const point = { px: 1 }', 'point.¦');
    expect(await notebook.completions(1)).not.toContain('other');
  });

  test('signature help knows functions of other cells', async () => {
    const notebook = new TestNotebook('/** Adds. */\nfunction add(a: number, b: number) { return a + b }', 'add(1, ¦');
    const help = await notebook.language.signatureHelp(...notebook.at(1));
    expect(help?.signatures[0]?.label).toBe('add(a: number, b: number): number');
    expect(help?.activeParameter).toBe(1);
  });
});

describe('following a name', () => {
  const cells = ['let rate = 1', 'const o = { rate };\nrate + ra¦te', '{ const rate = 2; rate }', 'rate = 3'];

  test('its definition is in the declaring cell', async () => {
    const notebook = new TestNotebook(...cells);
    expect(notebook.show(await notebook.language.definitions(...notebook.at(1)))).toEqual(['0:4:rate']);
  });

  test('renaming it changes every cell that means it and no other', async () => {
    const notebook = new TestNotebook(...cells);
    const renamed = await notebook.language.rename(...notebook.at(1), 'lr');
    expect(renamed.ok && renamed.edits.map((edit) => `${notebook.show([edit])[0]} ${edit.text}`).sort()).toEqual([
      '0:4:rate lr',
      '1:12:rate rate: lr',
      '1:20:rate lr',
      '1:27:rate lr',
      '3:0:rate lr',
    ]);
  });

  test('a class is renamed across cells too', async () => {
    const notebook = new TestNotebook('class N¦et {}', 'const net: Net = new Net()');
    expect(notebook.show(await notebook.language.references(...notebook.at(0)))).toEqual(['0:6:Net', '1:11:Net', '1:21:Net']);
  });

  test('a name of the notebook itself keeps its name', async () => {
    const notebook = new TestNotebook('disp¦lay(1)');
    expect(await notebook.language.rename(...notebook.at(0), 'show')).toEqual({
      ok: false,
      reason: "'display' belongs to the notebook or a library and keeps its name.",
    });
  });

  test('the comment above a declaration shows on hover in other cells', async () => {
    const notebook = new TestNotebook('/** Learning rate. */\nlet rate = 1', 'ra¦te');
    expect(await notebook.language.hover(...notebook.at(1))).toMatchObject({ signature: 'let rate: number', documentation: 'Learning rate.' });
  });
});
