/** The notebook's files: into it by button, drop and cell; out of it by preview, download and code. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { cell, dropFiles, openNotebook, openStart, outputOf, runCells, setText, settled, textOf, type DroppedFile } from './support/notebook';

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const CSV = 'length,rings,sex\n0.5,9,M\n0.4,7,F\n';
/** IDX of three labels: two zero bytes, type 8 (uint8), one dimension, its length, the values. */
const IDX = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9];

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openStart(page);
});
test.afterAll(() => page.close());

const list = () => page.getByRole('tabpanel', { name: 'Files' }).getByRole('listitem');

async function openPanel(): Promise<void> {
  const tab = page.getByRole('tab', { name: 'Files' });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
}

/** Drops files on the notebook and waits until they are listed. */
async function give(...files: readonly DroppedFile[]): Promise<void> {
  await openPanel();
  await dropFiles(page.getByRole('main'), files);
  for (const { name } of files) await expect(list().filter({ hasText: name })).toBeVisible();
}

async function fromMenu(file: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${file}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Runs these cells below the first. */
async function addAndRun(sources: readonly string[]): Promise<void> {
  await page.evaluate((cells) => {
    const session = window.gradbook?.app.store.getState().session;
    for (const source of cells) session?.commands.insertCell('code', 'end', source);
    session?.commands.runAll();
  }, sources);
  await settled(page);
}

/** What the cell of this number among those added shows. */
const shown = async (number: number): Promise<string> => (await outputOf(page, number + 1).innerText()).trim();

test('files come by button and by dropping; they are listed, previewed, downloaded and deleted', async () => {
  await openNotebook(page, ['1']);
  await openPanel();
  await expect(page.getByRole('tabpanel', { name: 'Files' })).toContainText('No files yet');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload files' }).click();
  await (await chooser).setFiles([
    { name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) },
    { name: 'noise.bin', mimeType: '', buffer: Buffer.alloc(2_500_000, 0xff) },
  ]);
  await expect(list()).toHaveText([/noise\.bin\s*2\.5 MB/, /table\.csv\s*33 B/]);
  await give({ name: 'dot.png', content: [...Buffer.from(DOT, 'base64')] });
  await expect(list()).toHaveText([/dot\.png/, /noise\.bin/, /table\.csv/]);

  await page.getByRole('button', { name: /^table\.csv/ }).click();
  await expect(page.getByLabel('Beginning of table.csv')).toHaveText(CSV);
  await page.getByRole('button', { name: /^dot\.png/ }).click();
  const picture = page.getByRole('img', { name: 'dot.png' });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(1);
  await page.getByRole('button', { name: /^noise\.bin/ }).click();
  await expect(page.getByLabel('First bytes of noise.bin')).toContainText('ff ff ff');

  const download = page.waitForEvent('download');
  await fromMenu('table.csv', 'Download');
  expect((await download).suggestedFilename()).toBe('table.csv');
  expect(await readFile(await (await download).path(), 'utf8')).toBe(CSV);

  await fromMenu('noise.bin', 'Delete');
  await page.getByRole('alertdialog', { name: "Delete 'noise.bin'?" }).getByRole('button', { name: 'Delete' }).click();
  await expect(list()).toHaveText([/dot\.png/, /table\.csv/]);

  // Another file of the same name replaces nothing.
  await dropFiles(page.getByRole('main'), [{ name: 'table.csv', content: 'a,b\n1,2\n' }]);
  await expect(list()).toHaveText([/dot\.png/, /table \(2\)\.csv/, /table\.csv/]);

  await fromMenu('table (2).csv', 'Insert a cell that reads it');
  await expect(cell(page, 2)).toContainText("data.csv('table (2).csv')");
  await page.reload();
  await openPanel();
  await expect(list()).toHaveText([/dot\.png/, /table \(2\)\.csv/, /table\.csv/]);
});

test('a cell asks for files and goes on with what it is given', async () => {
  await openNotebook(page, ['const names = await files.upload({ accept: ".csv" });\nnames.join()', 'const none = await files.upload();\nnone.length']);
  await page.getByRole('button', { name: 'Run all' }).click();
  const ask = page.getByRole('group', { name: 'The cell asks for files' });
  await expect(ask).toContainText('.csv');
  const chooser = page.waitForEvent('filechooser');
  await ask.getByRole('button', { name: 'Choose files' }).click();
  await (await chooser).setFiles([{ name: 'given.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }]);
  await expect(outputOf(page, 1)).toContainText('given.csv');

  const second = cell(page, 2).getByRole('group', { name: 'The cell asks for files' });
  await second.getByRole('button', { name: 'Cancel' }).click();
  await settled(page);
  await expect(outputOf(page, 2)).toHaveText(/^\s*0\s*$/);

  await setText(page, 2, '(await files.upload({ multiple: false })).join()');
  await cell(page, 2).getByRole('button', { name: 'Run cell' }).click();
  await dropFiles(page.getByRole('group', { name: 'The cell asks for a file' }), [{ name: 'dropped.txt', content: 'x' }]);
  await settled(page);
  await expect(outputOf(page, 2)).toContainText('dropped.txt');
  await openPanel();
  await expect(list()).toHaveText([/dropped\.txt/, /given\.csv/]);
});

test('a cell lists, reads, streams and writes files; a missing one names those that exist', async () => {
  await openNotebook(page, ['']);
  await give({ name: 'a.txt', content: 'Grüße' }, { name: 'b.json', content: '{"rate": 0.5}' }, { name: 'broken.json', content: '{"rate": }' });
  const sources = [
    '(await files.list()).map(({ name, size }) => `${name}:${size}`).join()',
    '(await files.bytes("a.txt")).length + await files.text("a.txt")',
    '(await files.json<{ rate: number }>("b.json")).rate',
    'let streamed = 0;\nfor await (const piece of await files.stream("a.txt")) streamed += piece.length;\nstreamed',
    'await files.write("made.txt", "by a cell");\nawait files.text("made.txt")',
    'const said = async (read: () => Promise<unknown>) => { try { return await read(); } catch (error) { return (error as Error).message; } };',
    'console.log(await said(() => files.bytes("c.txt")))',
    'console.log(await said(() => files.json("broken.json")))',
  ];
  await addAndRun(sources);
  expect(await shown(1)).toContain('a.txt:7,b.json:13,broken.json:10');
  expect(await shown(2)).toContain('7Grüße');
  expect(await shown(3)).toBe('0.5');
  expect(await shown(4)).toBe('7');
  expect(await shown(5)).toContain('by a cell');
  expect(await shown(7)).toBe("file 'c.txt' not found; files are: 'a.txt', 'b.json', 'broken.json', 'made.txt'");
  expect(await shown(8)).toMatch(/^'broken\.json' is no JSON: .*'}'/);
  await expect(list().filter({ hasText: 'made.txt' })).toBeVisible();
});

test('IDX and CSV files become tensors and columns; a broken one says at which byte or row', async () => {
  await openNotebook(page, ['']);
  await give(
    { name: 'labels.idx', content: IDX },
    { name: 'cut.idx', content: IDX.slice(0, 10) },
    { name: 'text.idx', content: 'not an array' },
    { name: 'abalone.csv', content: CSV },
    { name: 'ragged.csv', content: 'a,b\n1,2\n3\n' },
    { name: 'quote.csv', content: 'a,b\n1,2\n"3,4\n' },
  );
  const sources = [
    'const labels = await data.idx("labels.idx");\nlabels.dtype + labels.shape + ":" + (await labels.data()).join()',
    'const table = await data.csv("abalone.csv");\n[table.columns.join(), table.rows, table.type("sex"), table.column("rings").join()].join("|")',
    'const x = table.tensor(["length", "rings"]);\nx.shape.join() + ":" + Array.from(await x.data(), (value) => value.toFixed(1)).join()',
    'const said = async (read: () => unknown) => { try { return await read(); } catch (error) { return (error as Error).message; } };',
    'for (const name of ["cut.idx", "text.idx"]) console.log(await said(() => data.idx(name)));',
    'for (const name of ["ragged.csv", "quote.csv"]) console.log(await said(() => data.csv(name)));',
    'console.log(await said(() => table.column("ring")))',
    'console.log(await said(() => data.csv("nope.csv")))',
  ];
  await addAndRun(sources);
  expect(await shown(1)).toContain('int323:7,8,9');
  expect(await shown(2)).toContain('length,rings,sex|2|string|9,7');
  expect(await shown(3)).toContain('2,2:0.5,9.0,0.4,7.0');
  expect(await shown(5)).toMatch(/cut\.idx: Expected 11 bytes.*found 10.*at byte 10\.\s+text\.idx: This is not an IDX file: bytes 0 and 1 are 6e 6f/s);
  expect(await shown(6)).toMatch(/ragged\.csv: Row 3 has 1 field, the first row has 2.*\s+quote\.csv: Row 3 has a quote/s);
  expect(await shown(7)).toMatch(/^column 'ring' not found; columns are: length, rings, sex\. Did you mean 'rings'\?$/i);
  expect(await shown(8)).toContain("file 'nope.csv' not found; files are:");
});

test('files of one notebook are not those of another', async () => {
  const [only] = await runCells(page, ['(await files.list()).length']);
  expect(textOf(only)).toBe('0');
});

test('files dropped on the start page begin a notebook that reads them', async () => {
  await page.getByRole('button', { name: 'All notebooks' }).click();
  await dropFiles(page.getByRole('main'), [{ name: 'abalone.csv', content: CSV }]);
  await expect(cell(page, 1)).toBeVisible();
  await openPanel();
  await expect(list()).toHaveText([/abalone\.csv/]);
  await page.getByRole('button', { name: 'Run all' }).click();
  await settled(page);
  await expect(page.locator('[data-status=error]')).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('columnheader', { name: 'rings' }).first()).toBeVisible();
});
