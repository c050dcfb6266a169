/** `gradbook run`: a notebook without a window, in the same page and kernel, with exit codes that scripts can trust. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gradbook, notebook, printed, ROOT, savedCells } from './support/command-line';

test('a notebook runs to its end, is told as it goes, and its outputs are written', async ({}, info) => {
  const [input, output, data] = ['in.ipynb', 'out.ipynb', 'rows.csv'].map((name) => info.outputPath(name));
  if (!input || !output || !data) throw new Error('no paths');
  const before = notebook(
    'const table = await data.csv("rows.csv");\nconsole.log(table.rows, runtime.device)',
    'console.log((await files.upload()).join())',
    'await tf.tensor1d([1, 2]).sum().data()',
  );
  await writeFile(input, before);
  await writeFile(data, 'a,b\n1,2\n3,4\n');
  const { code, said } = await gradbook(['run', input, '--out', output, '--runtime', 'cpu', '--upload', data, '--timeout', '100']);
  expect(code, said).toBe(0);
  expect(said).toMatch(/uploaded rows\.csv.*\[cell 1\] ok in [\d.]+ s.*\[cell 3\] ok.*wrote .*out\.ipynb/s);
  const [first, second, third] = await savedCells(output);
  expect(printed(first)).toBe('2 cpu\n');
  expect(printed(second)).toBe('rows.csv\n');
  expect(third?.execution_count).toBe(3);
  expect(String(third?.outputs[0]?.data?.['text/plain'])).toContain('3');
  expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({ metadata: { kept: 'as it is' } });
  expect(await readFile(input, 'utf8')).toBe(before);
});

test('a cell that fails, and time that runs out, end with 1 and keep what there was', async ({}, info) => {
  const failing = info.outputPath('failing.ipynb');
  await writeFile(failing, notebook('console.log("made it here")', 'nowhere + 1', '"never"'));
  const failed = await gradbook(['run', failing]);
  expect(failed.code, failed.said).toBe(1);
  expect(failed.said).toContain('[cell 2] error');
  expect(failed.said).toContain('ReferenceError: nowhere is not defined');
  const [first, second, third] = await savedCells(failing);
  expect(printed(first)).toBe('made it here\n');
  expect(second?.outputs[0]).toMatchObject({ ename: 'ReferenceError' });
  expect(third?.outputs).toEqual([]);

  const endless = info.outputPath('endless.ipynb');
  await writeFile(endless, notebook('console.log("before")', 'while (true) {}'));
  const late = await gradbook(['run', endless, '--timeout', '4']);
  expect(late.code, late.said).toBe(1);
  expect(late.said).toContain('Time ran out after 4 s');
  expect(printed((await savedCells(endless))[0])).toBe('before\n');
});

test('bad usage and bad files end with 2, a missing browser with 3; each says what is wrong', async ({}, info) => {
  const good = info.outputPath('good.ipynb');
  const broken = info.outputPath('broken.ipynb');
  await writeFile(good, notebook('1'));
  const folder = info.outputPath('folder');
  await mkdir(folder);
  await writeFile(broken, '{\n "cells": [}');
  const cases: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [['run'], 2, /Give a notebook, as in: gradbook run NOTEBOOK\.ipynb/],
    [['run', good, '--runtime', 'abacus'], 2, /--runtime takes cpu, gpu or tpu, not "abacus"/],
    [['run', good, '--runtime', 'tpu'], 2, /--runtime tpu needs --address ws:\/\/HOST:PORT/],
    [['run', good, '--runtime', 'tpu', '--address', 'ws://127.0.0.1:1'], 2, /--runtime tpu needs --token-file FILE/],
    [['run', good, '--runtime', 'tpu', '--address', 'ws://127.0.0.1:1/?token=a', '--token-file', good], 2, /leave the token out of it/],
    [['run', good, '--runtime', 'tpu', '--address', 'nearby', '--token-file', good], 2, /--address takes ws:\/\/HOST:PORT or wss:\/\/HOST:PORT, not "nearby"/],
    [['run', good, '--runtime', 'tpu', '--address', 'ws://127.0.0.1:1', '--token-file', info.outputPath('none')], 2, /none" cannot be read/],
    [['run', good, '--runtime', 'cpu', '--address', 'ws://127.0.0.1:1'], 2, /--address belongs to --runtime tpu/],
    [['run', good, '--timeout', 'soon'], 2, /--timeout takes seconds above 0/],
    [['run', good, '--speed', '2'], 2, /^Unknown option '--speed'; gradbook help lists the options\.\n$/],
    [['run', good, '--param'], 2, /^Option '--param <value>' argument missing; gradbook help lists the options\.\n$/],
    [['run', good, '--cell-timeout', '0'], 2, /--cell-timeout takes seconds above 0, not "0"/],
    [['run', good, broken, '--out', broken], 2, /--out takes one notebook; for several, give --out-dir/],
    [['run', good, '--out', good, '--no-save'], 2, /Give one of --out and --no-save/],
    [['run', good, good], 2, /Two notebooks would be written to ".*good\.ipynb"/],
    [['run', good, '--param', 'epochs'], 2, /--param takes NAME=VALUE, not "epochs"/],
    [['run', good, '--params', broken], 2, /broken\.ipynb" is no JSON/],
    [['run', info.outputPath('missing.ipynb')], 2, /missing\.ipynb" cannot be read: there is no such file\.\n$/],
    [['run', folder], 2, /folder" cannot be read: it is a folder; give the notebooks in it/],
    [['run', good, '--upload', info.outputPath('missing.csv')], 2, /missing\.csv" cannot be read: there is no such file/],
    [['run', good, '--upload', folder], 2, /folder" cannot be read: it is a folder; give --upload for each file/],
    [['run', good, '--out', folder], 2, /^".*folder" cannot be written: it is a folder; --out takes a file, --out-dir a folder\.\n$/],
    [['run', good, '--out-dir', broken], 2, /^".*good\.ipynb" cannot be written: ".*broken\.ipynb" is a file, not a folder\.\n$/],
    [['run', good, '--report', folder], 2, /^".*folder" cannot be written: it is a folder; --report takes a file\.\n$/],
    [['run', broken], 2, /line 2, column \d+/],
    [['walk'], 2, /no command "walk"; there are serve, run and help/],
    [['run', '--help'], 0, /^Usage:.*--param NAME=VALUE/s],
    [['serve', '--help'], 0, /^Usage:.*gradbook serve/s],
    [['serve', '--speed', '2'], 2, /^Unknown option '--speed'; gradbook help/],
    [['serve', '--port', 'x'], 2, /--port takes a whole number/],
  ];
  for (const [words, code, says] of cases) {
    const ended = await gradbook(words);
    expect(ended.code, `${words.join(' ')}: ${ended.said}`).toBe(code);
    expect(ended.said).toMatch(says);
  }
  const alone = await gradbook(['run', good], { GRADBOOK_BROWSER: '/nonexistent' });
  expect(alone.code, alone.said).toBe(3);
  expect(alone.said).toMatch(/No Chrome or Chromium was found.*GRADBOOK_BROWSER/);
  expect(await readFile(good, 'utf8')).toBe(notebook('1'));
});

test('several notebooks run one after another, each with files of its own, into a folder', async ({}, info) => {
  const [one, two, folder] = ['one.ipynb', 'two.ipynb', 'ran'].map((name) => info.outputPath(name));
  if (!one || !two || !folder) throw new Error('no paths');
  await writeFile(one, notebook('await files.write("left.txt", "x"); console.log("one")'));
  await writeFile(two, notebook('console.log(await files.has("left.txt"))', 'null.x'));
  const before = await readFile(one, 'utf8');
  const { code, said } = await gradbook(['run', one, two, '--out-dir', folder]);
  expect(code, said).toBe(1);
  expect(said).toMatch(/run .*one\.ipynb.*wrote .*ran.one\.ipynb.*run .*two\.ipynb.*two\.ipynb: cell 2 \(line 1, column 6\): TypeError: /s);
  expect(printed((await savedCells(join(folder, 'one.ipynb')))[0])).toBe('one\n');
  expect(printed((await savedCells(join(folder, 'two.ipynb')))[0])).toBe('false\n');
  expect(await readFile(one, 'utf8')).toBe(before);
});

test('a failure names the cell and the line of its TypeScript; --allow-errors goes on; the report says it all', async ({}, info) => {
  const [path, report] = ['errors.ipynb', 'report.json'].map((name) => info.outputPath(name));
  if (!path || !report) throw new Error('no paths');
  const cells = ['interface Row { label: string }\nfunction read(row: Row): number {\n  return row.label.length.x.y;\n}', 'const rows: Row[] = [{ label: "a" }];\n\n  read(rows[0]!)', 'let = 2', '"reached"'];
  await writeFile(path, notebook(...cells));
  const strict = await gradbook(['run', path, '--no-save']);
  expect(strict.code, strict.said).toBe(1);
  expect(strict.said).toMatch(/errors\.ipynb: cell 2 \(line 3, column 3\): TypeError: .*\n\s+at read cell 1 \(line 3, column \d+\)\n\s+at <cell> cell 2 \(line 3, column 3\)/);
  expect(strict.said).toContain('[cell 4] not run');
  expect(await readFile(path, 'utf8')).toBe(notebook(...cells));

  const lenient = await gradbook(['run', path, '--allow-errors', '--report', report]);
  expect(lenient.code, lenient.said).toBe(0);
  expect(lenient.said).toMatch(/errors\.ipynb: cell 3 \(line 1, column \d+\): SyntaxError: .*\[cell 4\] ok/s);
  expect(String((await savedCells(path))[3]?.outputs[0]?.data?.['text/plain'])).toBe('"reached"');
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
    version: 1,
    totals: { notebooks: 1, failedNotebooks: 1, cells: 4, ok: 2, error: 2, stopped: 0, notRun: 0 },
    notebooks: [
      {
        notebook: path,
        out: path,
        status: 'failed',
        runtime: { kind: 'cpu' },
        cells: [
          { index: 1, id: 'cell-0', status: 'ok', executionCount: 1, error: null },
          { index: 2, id: 'cell-1', status: 'error', error: { name: 'TypeError', line: 3, column: 3 } },
          { index: 3, id: 'cell-2', status: 'error', error: { name: 'SyntaxError', line: 1 } },
          { index: 4, id: 'cell-3', status: 'ok', elapsedMs: expect.any(Number) },
        ],
      },
    ],
  });
});

test('--param and --params set //@param fields; a name that is none says which there are', async ({}, info) => {
  const [path, params] = ['form.ipynb', 'params.json'].map((name) => info.outputPath(name));
  if (!path || !params) throw new Error('no paths');
  await writeFile(path, notebook('const epochs = 5 //@param {type: "integer", min: 1}\nconst label = "a" //@param\nconst shuffle = false //@param', 'console.log(epochs, label, shuffle)'));
  await writeFile(params, '{"epochs": 9, "shuffle": true}');
  const ran = await gradbook(['run', path, '--params', params, '--param', 'epochs=12', '--param', 'label=x = "y"']);
  expect(ran.code, ran.said).toBe(0);
  const [form, shown] = await savedCells(path);
  expect(printed(shown)).toBe('12 x = "y" true\n');
  expect([form?.source].flat().join('')).toContain('const label = "x = \\"y\\"" //@param');
  const before = await readFile(path, 'utf8');
  const wrong = await gradbook(['run', path, '--param', 'epoch=3', '--param', 'epochs=1.5']);
  expect(wrong.code, wrong.said).toBe(2);
  expect(wrong.said).toContain("form.ipynb: parameter 'epoch' not found; parameters are: epochs, label, shuffle");
  expect(wrong.said).toContain('form.ipynb: epochs takes a whole number of at least 1, not "1.5"');
  expect(await readFile(path, 'utf8')).toBe(before);
});

test('--param trainer.OPTION reaches every Trainer; options and fields that are none are told with those that are', async ({}, info) => {
  const path = info.outputPath('trainer.ipynb');
  const cells = [
    `const w = tf.variable(tf.scalar(1));
const net = train.defineModule({ w, trainingStep: ({ x, y }) => w.mul(x).sub(y).square().mean(), configureOptimizers: () => tf.train.sgd(0.1) });
const fit = async (options: train.TrainerOptions) => {
  const { epochs, steps } = await new train.Trainer({ summary: false, ...options }).fit(net, { x: tf.ones([8]), y: tf.zeros([8]), batchSize: 2 });
  console.log(epochs, steps);
};`,
    'await fit({ maxEpochs: 5 }); await fit({ maxEpochs: 7, limitBatches: { validation: 1 } })',
  ];
  await writeFile(path, notebook(...cells));
  const ran = await gradbook(['run', path, '--runtime', 'cpu', '--param', 'trainer.maxEpochs=3', '--param', 'trainer.limitBatches.train=2']);
  expect(ran.code, ran.said).toBe(0);
  expect(printed((await savedCells(path))[1])).toBe('3 6\n3 6\n');
  const wrong = await gradbook(['run', path, '--param', 'trainer.maxEpoch=3', '--param', 'smoke=true']);
  expect(wrong.code, wrong.said).toBe(2);
  expect(wrong.said).toMatch(/trainer\.ipynb: option 'trainer\.maxEpoch' not found; options are: trainer\.maxEpochs, .*trainer\.checkpointEvery/);
  expect(wrong.said).toContain("trainer.ipynb: parameter 'smoke' not found; the notebook has no //@param fields");
  const out = await gradbook(['run', path, '--no-save', '--param', 'trainer.maxEpochs=-1']);
  expect(out.code, out.said).toBe(1);
  expect(out.said).toMatch(/cell 2 .*RangeError: maxEpochs/);
});

test('--input answers in order, and the cell that asks once more than there are answers fails', async ({}, info) => {
  const path = info.outputPath('asking.ipynb');
  await writeFile(path, notebook("console.log(await input('Name?'), await confirm('Sure?'))", "await prompt('Label?')", "\nawait input('More?')"));
  const { code, said } = await gradbook(['run', path, '--input', 'Ada', '--input', 'yes', '--input', 'cat']);
  expect(code, said).toBe(1);
  expect(said).toContain('[cell 3] asks "More?", and no --input is left to answer it');
  expect(said).toMatch(/asking\.ipynb: cell 3 \(line 2, column \d+\): Error: nobody answered 'More\?'/);
  const [first, second] = await savedCells(path);
  expect(printed(first)).toBe('Name? Ada\nSure? yes\nAda true\n');
  expect(printed(second)).toBe('Label? cat\n');
});

test('--stream prints what cells print, as it comes, and nothing else on stdout', async ({}, info) => {
  const path = info.outputPath('stream.ipynb');
  await writeFile(path, notebook('console.log("early");\nawait new Promise((resolve) => setTimeout(resolve, 1500));\nconsole.log("late"); console.error("aside")', '1 + 1'));
  let early = '';
  const { code, out, said } = await gradbook(['run', path, '--stream'], {}, (soFar) => {
    if (early === '' && soFar.includes('early')) early = soFar;
  });
  expect(code, said).toBe(0);
  expect(early).not.toContain('late');
  expect(out).toBe('early\nlate\n2\n');
  expect(said).toContain('aside');
});

test('--cell-timeout stops the cell, or ends a kernel that does not answer, and names it', async ({}, info) => {
  const path = info.outputPath('slow.ipynb');
  await writeFile(path, notebook('const kept = 1', 'console.log("in"); while (true) {}', 'kept'));
  const slow = await gradbook(['run', path, '--cell-timeout', '2', '--allow-errors']);
  expect(slow.code, slow.said).toBe(0);
  expect(slow.said).toMatch(/slow\.ipynb: cell 2 ran longer than 2 s and is stopped.*\[cell 2\] stopped.*\[cell 3\] ok/s);
  const cells = await savedCells(path);
  expect(printed(cells[1])).toBe('in\n');
  expect(String(cells[2]?.outputs[0]?.data?.['text/plain'])).toBe('1');

  const deaf = info.outputPath('deaf.ipynb');
  await writeFile(deaf, notebook('console.log("before")', `/^(a+)+$/.test("${'a'.repeat(40)}!")`));
  const ended = await gradbook(['run', deaf, '--cell-timeout', '2']);
  expect(ended.code, ended.said).toBe(1);
  expect(ended.said).toContain('deaf.ipynb: cell 2 ran longer than 2 s and is stopped');
  expect(printed((await savedCells(deaf))[0])).toBe('before\n');
});

test('Ctrl+C stops the notebook and keeps the outputs so far', async ({}, info) => {
  const [path, folder] = ['long.ipynb', 'none'].map((name) => info.outputPath(name));
  if (!path || !folder) throw new Error('no paths');
  await mkdir(folder);
  await writeFile(path, notebook('console.log("first")', 'console.log("second"); await new Promise(() => {})', '3'));
  let sent = false;
  const { code, said } = await gradbook(['run', path, join(ROOT, 'public', 'examples', 'digits.ipynb'), '--out-dir', folder], {}, (soFar, program) => {
    if (sent || !soFar.includes('[cell 2] running')) return;
    sent = true;
    program.kill('SIGINT');
  });
  expect(code, said).toBe(1);
  expect(said).toMatch(/Stopping; press Ctrl\+C again.*long\.ipynb: stopped; the outputs so far are kept.*wrote /s);
  expect(said).not.toContain('run digits.ipynb');
  const cells = await savedCells(join(folder, 'long.ipynb'));
  expect([printed(cells[0]), printed(cells[1])]).toEqual(['first\n', 'second\n']);
  expect(cells[1]?.outputs.at(-1)).toMatchObject({ ename: 'Interrupted' });
});

test('the example "Handwritten digits" reads 95 % or more of new digits right', async ({}, info) => {
  test.setTimeout(240_000);
  const path = info.outputPath('digits.ipynb');
  await copyFile(join(ROOT, 'public', 'examples', 'digits.ipynb'), path);
  const { code, said } = await gradbook(['run', path, '--runtime', 'cpu', '--timeout', '200']);
  expect(code, said).toBe(0);
  expect(said).toMatch(/epoch|loss/);
  const cells = await savedCells(path);
  const accuracy = Number(/accuracy on [\d,]+ new digits: ([\d.]+) %/.exec(cells.map((cell) => ('outputs' in cell ? printed(cell) : '')).join(''))?.[1]);
  expect(accuracy).toBeGreaterThanOrEqual(95);
  const drawn = cells.flatMap((cell) => ('outputs' in cell ? cell.outputs : [])).map(({ data = {} }) => Object.keys(data));
  expect(drawn).toContainEqual(expect.arrayContaining(['application/vnd.gradbook.chart+json', 'image/svg+xml', 'text/plain']));
});

test('the other examples run in short where their form says so', async ({}, info) => {
  const folder = info.outputPath('ran');
  await mkdir(folder);
  const names = ['trainer-images.ipynb', 'tabular-regression.ipynb'];
  const { code, said } = await gradbook(['run', ...names.map((name) => join(ROOT, 'public', 'examples', name)), '--out-dir', folder, '--param', 'smoke=true', '--timeout', '100']);
  expect(code, said).toBe(0);
  for (const name of names) expect((await savedCells(join(folder, name))).every((cell) => !('outputs' in cell) || cell.outputs.every((output) => !('ename' in output)))).toBe(true);
});
