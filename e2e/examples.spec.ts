/** The notebooks of the start page, each run from its first cell to its last in short, on every device. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gradbook, ROOT, savedCells } from './support/command-line';
import { startRemoteServer } from './support/remote-server';

const FOLDER = join(ROOT, 'public', 'examples');
const examples = async (): Promise<string[]> => (await readdir(FOLDER)).filter((name) => name.endsWith('.ipynb')).sort();

/** On slow devices a fourth each day, as of other tests that take long; all of them where all tests are asked for. */
async function ofToday(): Promise<string[]> {
  const day = Math.floor(Date.now() / 86_400_000);
  return (await examples()).filter((_, index) => process.env['GRADBOOK_TEST_ALL'] === '1' || index % 4 === day % 4);
}

/** @returns what was printed */
async function runAll(names: readonly string[], folder: string, options: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { code, said } = await gradbook(['run', ...names.map((name) => join(FOLDER, name)), '--out-dir', folder, '--param', 'smoke=true', '--timeout', '120', ...options]);
  expect(code, said).toBe(0);
  for (const name of names) {
    const outputs = (await savedCells(join(folder, name))).flatMap((cell) => ('outputs' in cell ? cell.outputs : []));
    expect(outputs.length, name).toBeGreaterThan(0);
    expect(outputs.filter((output) => 'ename' in output), name).toEqual([]);
  }
  return said;
}

test('every notebook of the folder is on the start page, and every one of the start page is in the folder', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Examples' }).getByRole('button')).toHaveCount((await examples()).length);
  for (const name of await examples()) {
    await page.goto(`/#example=${name.replace('.ipynb', '')}`);
    await expect(page.locator('[data-cell-id]').first()).toBeVisible();
  }
});

test('examples hold no outputs and teach in prose', async () => {
  for (const name of await examples()) {
    const { cells } = JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as { cells: { cell_type: string; outputs?: unknown[] }[] };
    expect(cells.flatMap(({ outputs = [] }) => outputs), name).toEqual([]);
    expect(cells.filter(({ cell_type: type }) => type === 'markdown').length, name).toBeGreaterThanOrEqual(3);
  }
});

test('every example runs in short on the CPU', async ({}, info) => {
  test.setTimeout(600_000);
  await runAll(await examples(), info.outputPath('cpu'), ['--runtime', 'cpu']);
});

test('examples run in short on the GPU', async ({}, info) => {
  test.setTimeout(900_000);
  await runAll(await ofToday(), info.outputPath('gpu'), ['--runtime', 'gpu']);
});

test('examples run in short on a server', async ({}, info) => {
  test.setTimeout(900_000);
  await mkdir(info.outputPath(), { recursive: true });
  const tokenFile = info.outputPath('token');
  await writeFile(tokenFile, 'a-token-of-the-examples-0123');
  const server = await startRemoteServer({ args: ['--token', tokenFile] });
  try {
    await runAll(await ofToday(), info.outputPath('tpu'), ['--runtime', 'tpu', '--address', server.address, '--token-file', tokenFile]);
  } finally {
    await server.end();
  }
});
