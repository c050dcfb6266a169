/** `gradbook run`: a notebook without a window, in the same page and kernel, with exit codes that scripts can trust. */
import { spawn } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..');

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs the program as a shell would. */
function gradbook(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [join(ROOT, 'bin', 'gradbook.mjs'), ...words], { env: { ...process.env, ...env } });
    let said = '';
    for (const stream of [program.stdout, program.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
    program.once('error', reject);
    program.once('close', (code) => resolve({ code, said }));
  });
}

interface SavedCell {
  readonly source: string | readonly string[];
  readonly execution_count: number | null;
  readonly outputs: readonly { readonly text?: string | readonly string[]; readonly ename?: string; readonly data?: Readonly<Record<string, unknown>> }[];
}

async function savedCells(path: string): Promise<readonly SavedCell[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { cells: readonly SavedCell[] }).cells;
}

/** Everything that a cell printed. */
const printed = (cell: SavedCell | undefined): string => (cell?.outputs ?? []).flatMap(({ text }) => text ?? []).join('');

function notebook(...sources: readonly string[]): string {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${index}`,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  return JSON.stringify({ cells, metadata: { kept: 'as it is' }, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

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
  await writeFile(broken, '{\n "cells": [}');
  const cases: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [['run'], 2, /Give one notebook\.\s+Usage:/],
    [['run', good, '--runtime', 'abacus'], 2, /--runtime takes cpu or gpu, not "abacus"/],
    [['run', good, '--timeout', 'soon'], 2, /--timeout takes seconds above 0/],
    [['run', good, '--speed', '2'], 2, /--speed.*Usage:/s],
    [['run', info.outputPath('missing.ipynb')], 2, /missing\.ipynb" cannot be read/],
    [['run', good, '--upload', info.outputPath('missing.csv')], 2, /missing\.csv" cannot be read/],
    [['run', broken], 2, /line 2, column \d+/],
    [['walk'], 2, /no command "walk".*Usage:/s],
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
