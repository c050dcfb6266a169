/** Lines that start with `!` and `%%`, in a real kernel on the notebook's files. */
import { expect, test } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { cell, openNotebook, outputOf, runAll, runCells, textOf } from './support/notebook';

test.beforeEach(async ({ page }) => {
  const bodies: Readonly<Record<string, Buffer>> = {
    '/points.csv': Buffer.from('x,y\n1,2\n3,4\n'),
    '/set.zip': Buffer.from(zipSync({ 'images/1.txt': strToU8('one'), 'images/2.txt': strToU8('two') })),
    '/big.txt.gz': gzipSync('line\n'.repeat(1000)),
  };
  await page.context().route('https://files.test/**', (route) => {
    const body = bodies[new URL(route.request().url()).pathname];
    const headers = { 'access-control-allow-origin': '*' };
    return route.fulfill(body ? { body, headers } : { status: 404, body: 'none', headers });
  });
});

test('files come from the web, are unpacked, read and removed, and the page lists them', async ({ page }) => {
  const [download, unpacked, read, gone] = await runCells(page, [
    '!wget https://files.test/points.csv\n!wget -q https://files.test/set.zip -O /content/in/set.zip\n!curl -sO https://files.test/big.txt.gz\n!wget https://files.test/none',
    "const archive: string = 'in/set.zip'\n!unzip -q {archive} -d in && rm $archive\n!gunzip big.txt.gz\n!ls -R",
    "!head -n 2 points.csv\n!wc -l big.txt\nconst rows = (await files.text('points.csv')).trim().split('\\n').length;\n[rows, await files.text('in/images/2.txt')]",
    '!rm -r in *.csv\n!ls',
  ]);
  expect([download, unpacked, read, gone].map((outcome) => outcome?.status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(textOf(download)).toContain("'points.csv' saved, 12 bytes");
  expect(textOf(download)).toContain('https://files.test/none answered 404');
  expect(textOf(unpacked)).toBe('.:\nbig.txt  in/  points.csv\n\n./in:\nimages/\n\n./in/images:\n1.txt  2.txt\n');
  expect(textOf(read)).toContain('x,y\n1,2\n1000 big.txt\n');
  expect(textOf(read)).toContain("two");
  expect(textOf(gone)).toBe('big.txt\n');
  await expect
    .poll(() => page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().files.map((file) => file.name)))
    .toEqual(['big.txt']);
});

test('a failing command is told and the cell goes on; what does not exist here has a remedy', async ({ page }) => {
  const [failed, pip, python, unknown] = await runCells(page, [
    '!cat nope.txt\nconst after = 1\nafter + 1',
    '!pip install numpy\n!npm install d3-array@3',
    '%%python\nprint(1)',
  ]).then(async (first) => {
    await openNotebook(page, ['!frobnicate --now']);
    return [...first, ...(await runAll(page))];
  });
  expect(failed?.status).toBe('ok');
  expect(textOf(failed)).toBe("cat: 'nope.txt' not found\n\n2");
  expect(textOf(pip)).toContain("pip: There is no Python here. tf.* does what NumPy does; for a package write import {…} from 'name'");
  expect(textOf(pip)).toContain("Nothing to install: write `import … from 'd3-array@3'`");
  expect(python?.status).toBe('error');
  expect(textOf(python)).toContain("SyntaxError: '%%python' does not exist here");
  expect(textOf(unknown)).toContain('there is no such command here; commands are: ls, cp');
});

test('%%html, %%markdown, %%bash, %%writefile and %%time do what they do elsewhere', async ({ page }) => {
  const outcomes = await runCells(page, [
    '%%html\n<p>Hello <b>there</b></p>',
    '%%markdown\n## A heading',
    '%%bash\necho one > a.txt\ncat a.txt | wc -c',
    '%%writefile lib/notes.txt\nline 1\nline 2',
    "%%time\nconst seven = 7\nawait new Promise((done) => setTimeout(done, 20))\n!cat lib/notes.txt\nseven * 6",
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  await expect(outputOf(page, 2).getByRole('heading', { name: 'A heading' })).toBeVisible();
  expect(textOf(outcomes[0])).toBe('Hello there');
  expect(textOf(outcomes[2])).toBe('4\n');
  expect(textOf(outcomes[3])).toBe('Writing lib/notes.txt\n');
  expect(textOf(outcomes[4])).toMatch(/^line 1\nline 2\n?Wall time: [\d.]+ m?s\n\n42$/);
});

test('a download that hangs is stopped with its cell', async ({ page }) => {
  await page.context().route('https://slow.test/**', () => undefined);
  await openNotebook(page, ['!wget https://slow.test/never\nlet reached = true', 'typeof reached']);
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
  // Queued cells count as busy too; a stop would only take them out of the queue.
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'running');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.interrupt());
  await expect
    .poll(() => page.evaluate(() => Object.values(window.gradbook?.app.store.getState().session?.store.getState().runs ?? {}).map((run) => run.status)))
    .toEqual(['error', 'aborted']);
});
