/** What is kept: edits without asking, the list of notebooks, and files to the byte. */
import { expect, test, type Page } from '@playwright/test';
import {
  cell,
  chooseMenu,
  downloadNotebook,
  dropFiles,
  focusEditor,
  kernelReady,
  notice,
  openNotebook,
  openStart,
  outputOf,
  settled,
  sourceOf,
} from './support/notebook';

/** A notebook as a careful person might write it by hand: everything that a careless reader loses. */
const HAND_MADE = `{
 "cells": [
  {
   "attachments": {
    "dot.png": {
     "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    }
   },
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Caf\\u00e9\\n",
    "![dot](attachment:dot.png)"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 7,
   "id": "one",
   "metadata": {"rate": 1.0, "10": "ten", "9": [ 1.50, 1e3 ]},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "kept\\n"
     ]
    }
   ],
   "source": "const kept = 1;"
  },
  {
   "cell_type": "raw",
   "id": "raw",
   "metadata": {"format": "text/restructuredtext"},
   "source": ["as *is*"]
  }
 ],
 "metadata": {
  "from_elsewhere": {"big": 1152921504606846976, "list": [], "nothing": null},
  "kernelspec": {
   "display_name": "TypeScript", "name": "x"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

const recent = (page: Page) => page.getByRole('region', { name: /^Recent/ }).getByRole('listitem');

test('what was typed a second before the tab was killed is there on return, unnamed, and nothing runs', async ({ page, context }) => {
  await openNotebook(page, ['console.log("ran")', '']);
  await focusEditor(page, 1);
  await page.keyboard.press('Control+Enter');
  await settled(page);
  await expect(outputOf(page, 1)).toContainText('ran');
  await focusEditor(page, 2);
  await page.keyboard.type('const typed = 41 + 1');
  // The promise is about time, measured by the page's own clock.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  const address = page.url();
  const crashed = page.waitForEvent('crash');
  const devtools = await context.newCDPSession(page);
  devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();

  const back = await context.newPage();
  await back.goto(address);
  await expect(cell(back, 2)).toContainText('const typed = 41 + 1');
  await expect(outputOf(back, 1)).toContainText('ran');
  await kernelReady(back);
  await expect(back.locator('[data-status=idle]')).toHaveCount(2);
  await expect(cell(back, 1)).toContainText('[1]');
});

test('closing the tab a second after an edit loses nothing', async ({ page, context }) => {
  await openNotebook(page, ['']);
  await focusEditor(page, 1);
  await page.keyboard.type('let closed = true');
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  const address = page.url();
  await page.close();
  const back = await context.newPage();
  await back.goto(address);
  await expect(cell(back, 1)).toContainText('let closed = true');
});

test('Recent lists notebooks, newest first; they are renamed, copied and deleted there', async ({ page }) => {
  await openStart(page);
  await page.getByRole('button', { name: /^Start blank/ }).click();
  const name = page.getByRole('textbox', { name: 'File name' });
  await name.fill('First');
  await name.press('Enter');
  await expect(page).toHaveTitle(/^First/);
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.getByRole('button', { name: 'All notebooks' }).click();
  await expect(recent(page)).toHaveText([/First.*1 cell/]);

  await page.getByRole('button', { name: /^Start blank/ }).click();
  await chooseMenu(page, 'File', /^Rename/);
  await expect(name).toBeFocused();
  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await expect(name).toHaveValue('Second');
  await page.getByRole('button', { name: 'All notebooks' }).click();
  await expect(recent(page)).toHaveText([/Second/, /First/]);

  await page.getByRole('button', { name: 'More for First' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(recent(page)).toHaveText([/Copy of First/, /Second/, /First/]);
  await page.getByRole('button', { name: 'More for Copy of First' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog', { name: /Delete 'Copy of First'/ }).getByRole('button', { name: 'Delete notebook' }).click();
  await expect(recent(page)).toHaveText([/Second/, /First/]);
  await page.reload();
  await expect(recent(page)).toHaveText([/Second/, /First/]);

  await recent(page).filter({ hasText: 'First' }).getByRole('button', { name: /^First/ }).click();
  await expect(name).toHaveValue('First');
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Recent' })).toBeVisible();
});

test('a file opens by dropping, saves to identical bytes, and an edit changes only its cell', async ({ page }) => {
  await openStart(page);
  await dropFiles(page.getByRole('main'), [{ name: 'hand made.ipynb', content: HAND_MADE }]);
  await expect(page.getByRole('textbox', { name: 'File name' })).toHaveValue('hand made');
  await expect(page.getByRole('heading', { name: 'Café' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'dot' })).toBeVisible();
  await expect(outputOf(page, 2)).toContainText('kept');
  await expect(page.getByRole('group', { name: 'Raw cell 3' })).toContainText('as *is*');
  expect(await downloadNotebook(page)).toBe(HAND_MADE);

  // Stored and opened again, it still is the same file.
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Café' })).toBeVisible();
  expect(await downloadNotebook(page)).toBe(HAND_MADE);

  await focusEditor(page, 2);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' // é');
  await expect.poll(() => sourceOf(page, 2)).toBe('const kept = 1; // é');
  await page.keyboard.press('Escape');
  const edited = await downloadNotebook(page);
  const start = HAND_MADE.indexOf('"source": "const kept = 1;"');
  const end = start + '"source": "const kept = 1;"'.length;
  expect(edited.slice(0, start)).toBe(HAND_MADE.slice(0, start));
  expect(edited.endsWith(HAND_MADE.slice(end))).toBe(true);
  const changed = edited.slice(start, edited.length - (HAND_MADE.length - end));
  expect(JSON.parse(`{${changed}}`)).toEqual({ source: 'const kept = 1; // é' });
});

test('a broken file says what is wrong and where, and the open notebook stays', async ({ page }) => {
  await openNotebook(page, ['"still here"']);
  const main = page.getByRole('main');
  await dropFiles(main, [{ name: 'cut.ipynb', content: '{\n "cells": [\n  {"cell_type": "code",' }]);
  await expect(notice(page, /“cut\.ipynb” cannot be opened: .*line 3, column \d+/)).toBeVisible();
  await dropFiles(main, [
    { name: 'odd.ipynb', content: '{"cells": [\n{"cell_type": "code", "metadata": {}, "source": 5, "outputs": []}],\n"metadata": {}, "nbformat": 4, "nbformat_minor": 5}' },
  ]);
  await expect(notice(page, /“odd\.ipynb” cannot be opened: .*line 2, column \d+.*cell 1: source/)).toBeVisible();
  await dropFiles(main, [{ name: 'list.ipynb', content: '[1, 2]' }]);
  await expect(notice(page, /“list\.ipynb” cannot be opened: .*not a notebook/)).toBeVisible();
  await expect(cell(page, 1)).toContainText('still here');
  await expect(page.getByRole('textbox', { name: 'File name' })).toHaveValue('Untitled notebook');
});

test('a file chosen in the dialog opens; one of format 3 is upgraded', async ({ page }) => {
  await openStart(page);
  await page.getByRole('button', { name: /^Open a file or link/ }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('dialog', { name: 'Open a notebook' }).getByRole('button', { name: /Choose an \.ipynb file/ }).click();
  const old = {
    metadata: { name: 'old' },
    nbformat: 3,
    nbformat_minor: 0,
    worksheets: [
      {
        cells: [
          { cell_type: 'heading', level: 2, metadata: {}, source: ['From 2013'] },
          {
            cell_type: 'code',
            collapsed: false,
            input: ['6*7'],
            language: 'python',
            metadata: {},
            outputs: [{ output_type: 'pyout', prompt_number: 3, metadata: {}, text: ['42'] }],
            prompt_number: 3,
          },
        ],
        metadata: {},
      },
    ],
  };
  await (await chooser).setFiles({ name: 'old.ipynb', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(old)) });
  await expect(page.getByRole('heading', { name: 'From 2013', level: 2 })).toBeVisible();
  await expect(cell(page, 2)).toContainText('6*7');
  await expect(cell(page, 2)).toContainText('[3]');
  await expect(outputOf(page, 2)).toContainText('42');
  const saved: unknown = JSON.parse(await downloadNotebook(page));
  expect(saved).toMatchObject({
    nbformat: 4,
    cells: [
      { cell_type: 'markdown' },
      { cell_type: 'code', execution_count: 3, outputs: [{ output_type: 'execute_result', execution_count: 3 }] },
    ],
  });
});
