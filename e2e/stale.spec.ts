/** Results that are out of date say so, and why. */
import { expect, test, type Page } from '@playwright/test';
import { cell, chooseMenu, openNotebook, openStart, outcomes, runAll, setText, settled, textOf } from './support/notebook';

const mark = (page: Page, number: number) => cell(page, number).getByRole('img', { name: /^Stale/ });
const runCell = async (page: Page, number: number) => {
  await page.evaluate((index) => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[index]?.id;
    if (id !== undefined) session?.commands.runCell(id);
  }, number - 1);
  await settled(page);
};

test.beforeEach(({ page }) => openStart(page));

test('a changed text marks its cell until it is what ran again', async ({ page }) => {
  await openNotebook(page, ['1 + 1']);
  await runAll(page);
  await expect(mark(page, 1)).toHaveCount(0);
  await setText(page, 1, '1 + 2');
  await expect(mark(page, 1)).toHaveAccessibleName('Stale: edited since');
  await expect(cell(page, 1).getByRole('button', { name: 'Run cell' })).toHaveAccessibleDescription(/edited since/);
  await setText(page, 1, '1 + 1');
  await expect(mark(page, 1)).toHaveCount(0);
});

test('a name given another value marks the cells that read it, with the reason; running the stale cells settles it', async ({ page }) => {
  await openNotebook(page, ['let lr = 0.1', 'const doubled = lr * 2\ndoubled', 'Math.round(doubled * 10)', '"apart"']);
  await runAll(page);
  await expect(page.getByRole('img', { name: /^Stale/ })).toHaveCount(0);

  await setText(page, 1, 'let lr = 0.5');
  await runCell(page, 1);
  await expect(mark(page, 2)).toHaveAccessibleName('Stale: `lr` was changed by cell 1 since');
  await expect(page.getByRole('img', { name: /^Stale/ })).toHaveCount(1);

  await page.getByRole('menubar').getByRole('menuitem', { name: 'Runtime', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: /^Run stale cells \(1\)/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await chooseMenu(page, 'Runtime', /^Run stale cells/);
  await settled(page);
  await expect(page.getByRole('img', { name: /^Stale/ })).toHaveCount(0);
  const after = await outcomes(page);
  expect([textOf(after[1]), textOf(after[2])]).toEqual(['1', '10']);
  // The cell that reads nothing of it did not run again.
  expect(after.map(({ executionCount }) => executionCount)).toEqual([5, 6, 7, 4]);
});

test('the palette finds the stale cells with their count', async ({ page }) => {
  await openNotebook(page, ['1', '2']);
  await runAll(page);
  await setText(page, 1, '3');
  await setText(page, 2, '4');
  await page.keyboard.press('ControlOrMeta+Shift+P');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('stale');
  await page.getByRole('option', { name: /Run stale cells \(2\)/ }).click();
  await expect.poll(async () => (await outcomes(page)).map(textOf)).toEqual(['3', '4']);
});

test('a cell that counts up is not stale by its own doing', async ({ page }) => {
  await openNotebook(page, ['let n = 0', 'n++\nn']);
  await runAll(page);
  await runCell(page, 2);
  await expect(page.getByRole('img', { name: /^Stale/ })).toHaveCount(0);
  await runCell(page, 1);
  await expect(mark(page, 2)).toHaveAccessibleName(/`n` was changed by cell 1/);
});
