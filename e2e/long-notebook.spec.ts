import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { cell, openNotebook, openStart, outputOf, runAll, runCells, sourceOf } from './support/notebook';

const CELLS = 1000;

async function openLong(page: Page): Promise<void> {
  await openStart(page);
  const cells = Array.from({ length: CELLS }, (_, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: index + 1,
    source: `const value${index} = ${index};\nvalue${index} * 2`,
    outputs: [{ output_type: 'execute_result', execution_count: index + 1, metadata: {}, data: { 'text/plain': `result ${index * 2}` } }],
  }));
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  await page.evaluate((source) => window.gradbook?.app.commands.openFile(new File([source], 'long.ipynb')), text);
  await expect(outputOf(page, 1)).toContainText('result 0');
}

test.describe('a notebook of a thousand cells', () => {
  test('shows every cell that is scrolled to, with its output', async ({ page }) => {
    await openLong(page);
    await expect(page.locator('[data-cell-id]')).toHaveCount(CELLS);
    for (const number of [500, CELLS, 1]) {
      await cell(page, number).scrollIntoViewIfNeeded();
      await expect(outputOf(page, number)).toContainText(`result ${(number - 1) * 2}`);
      await expect(page.getByRole('group', { name: `Code cell ${number}`, exact: true })).toBeInViewport();
    }
    // Most of the page is outlines: that is what keeps it quick.
    expect(await page.locator('[data-cell-id][data-far]').count()).toBeGreaterThan(800);
  });

  test('is walked through and run by keyboard, also far from where it was opened', async ({ page }) => {
    await openLong(page);
    await page.keyboard.press('Control+Shift+A');
    await expect(page.locator('[data-cell-id]')).toHaveCount(CELLS);
    await page.keyboard.press('ArrowUp');
    await expect(cell(page, CELLS - 1)).toBeFocused();
    await expect(cell(page, CELLS - 1)).toBeInViewport();
    await page.keyboard.press('Control+Enter');
    await expect(outputOf(page, CELLS - 1)).toContainText(String((CELLS - 2) * 2));
    await expect(cell(page, CELLS - 1)).toHaveAttribute('data-status', 'ok');
  });

  test('is searched as a whole, and text replaced in it, as one step to undo', async ({ page }) => {
    await openLong(page);
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in the notebook' }).fill('value77\\d\\b');
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await expect(page.getByText('20 matches')).toBeVisible();
    await page.getByRole('searchbox').press('Enter');
    await expect(page.getByText('1 of 20 matches')).toBeVisible();
    await expect(cell(page, 771)).toBeInViewport();
    await expect(page.getByRole('searchbox')).toBeFocused();

    await page.getByRole('textbox', { name: 'Replace with' }).fill('item');
    await page.getByRole('button', { name: 'Replace all in code and text' }).click();
    await expect(page.getByText('Nothing found.')).toBeVisible();
    expect(await sourceOf(page, 775)).toBe('const item = 774;\nitem * 2');
    await cell(page, 775).click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('z');
    await expect.poll(() => sourceOf(page, 775)).toBe('const value774 = 774;\nvalue774 * 2');
  });
});

test('a match in an output is found and led to; a wrong expression is explained', async ({ page }) => {
  await runCells(page, ['console.log("needle in the output")', '1']);
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox').fill('NEEDLE');
  const matches = page.getByRole('list', { name: 'Matches' }).getByRole('button');
  await expect(matches).toHaveCount(2);
  await page.getByText('In outputs too').click();
  await expect(matches).toHaveCount(1);
  await page.getByRole('button', { name: 'Regular expression' }).click();
  await page.getByRole('searchbox').fill('needle(');
  await expect(page.getByText(/Not a regular expression: Unterminated group/)).toBeVisible();
});

test('what a cell prints beyond its output can be read to its end and downloaded', async ({ page }) => {
  await openNotebook(page, ['for (let i = 0; i < 300_000; i++) console.log(`line ${i}`);']);
  await runAll(page);
  await expect(outputOf(page, 1)).toContainText('290,000 more lines not shown');
  await page.getByRole('button', { name: /^Show all text/ }).click();
  const text = page.getByRole('region', { name: 'Full text of cell 1' });
  await expect(text).toContainText('line 0');
  await text.focus();
  await page.keyboard.press('End');
  await expect(text).toContainText('line 299999');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const content = await readFile(await (await download).path(), 'utf8');
  expect(content.split('\n').length).toBe(300_001);
});
