/** The panel that tfvis draws in: opened by cells and by hand, one surface for a tab and a name, tabs by keyboard, a restart. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { kernelReady, openNotebook, openStart, outcomes, outputOf, runAll, settled, textOf } from './support/notebook';

const LINES = "tfvis.render.linechart({ name: 'Loss', tab: 'Training' }, { values: [{ x: 1, y: 2 }, { x: 2, y: 1 }], series: ['a'] });";
const MATRIX = "await tfvis.render.confusionMatrix({ name: 'Confusion', tab: 'Evaluation' }, { values: [[3, 1], [0, 4]], tickLabels: ['cat', 'dog'] });";

const rail = (page: Page) => page.getByRole('tablist', { name: 'Panels' }).getByRole('tab', { name: 'Visor' });
const panel = (page: Page) => page.getByRole('tabpanel', { name: 'Visor', exact: true });
const tabs = (page: Page) => page.getByRole('tablist', { name: 'Tabs of the visor' });
const surface = (page: Page, name: string) => panel(page).getByRole('group', { name, exact: true });

async function runCell(page: Page, number: number): Promise<string> {
  await page.evaluate((index) => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.runCell(session.store.getState().notebook.cells[index]?.id ?? '');
  }, number - 1);
  await settled(page);
  return textOf((await outcomes(page))[number - 1]);
}

test('surfaces stand in a panel as well as in the output, and cells open, turn and close it', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    `${LINES}\n${MATRIX}`,
    'tfvis.visor().open(); tfvis.visor().isOpen()',
    "tfvis.visor().setActiveTab('Evaluation'); tfvis.visor().surfaceList().map(({ tab, name }) => `${tab}/${name}`).join(' ')",
    'tfvis.visor().isOpen()',
    'tfvis.visor().toggle(); tfvis.visor().isOpen()',
    "try { tfvis.visor().setActiveTab('Elsewhere') } catch (error) { console.log((error as Error).message) }",
  ]);
  await expect(rail(page)).toBeHidden();
  await runCell(page, 1);
  await expect(rail(page)).toHaveAttribute('aria-selected', 'false');
  await expect(outputOf(page, 1).getByRole('heading', { name: 'Evaluation · Confusion' })).toBeVisible();

  expect(await runCell(page, 2)).toContain('true');
  await expect(panel(page)).toBeVisible();
  await expect(surface(page, 'Loss').getByRole('figure')).toBeVisible();
  await expect(surface(page, 'Confusion')).toBeHidden();
  await expect(outputOf(page, 1).getByRole('heading', { name: 'Evaluation · Confusion' })).toBeVisible();

  expect(await runCell(page, 3)).toContain('Training/Loss Evaluation/Confusion');
  await expect(surface(page, 'Confusion').getByRole('img')).toHaveAccessibleName(/7 of 8 right/);
  await expect(surface(page, 'Loss')).toBeHidden();
  await tabs(page).getByRole('tab', { name: 'Evaluation' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(tabs(page).getByRole('tab', { name: 'Training' })).toBeFocused();
  await expect(surface(page, 'Loss')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(rail(page)).toBeFocused();
  // The kernel knows what the reader did.
  expect(await runCell(page, 4)).toContain('false');
  expect(await runCell(page, 5)).toContain('true');
  await expect(panel(page)).toBeVisible();
  expect(await runCell(page, 5)).toContain('false');
  await expect(panel(page)).toBeHidden();
  expect(await runCell(page, 6)).toContain("the visor has no tab 'Elsewhere'; its tabs are: Training, Evaluation");
});

test('a surface is one place, whichever cell draws in it, and outlives outputs but not the kernel', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    "tfvis.render.table({ name: 'Numbers' }, { headers: ['of'], values: [['first cell']] });",
    "tfvis.render.table({ name: 'Numbers' }, { headers: ['of'], values: [['second cell']] });",
  ]);
  await runAll(page);
  await rail(page).click();
  await expect(surface(page, 'Numbers')).toHaveCount(1);
  await expect(surface(page, 'Numbers')).toContainText('second cell');
  await runCell(page, 1);
  await expect(surface(page, 'Numbers')).toContainText('first cell');
  await expect(surface(page, 'Numbers')).not.toContainText('second cell');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.clearOutputs());
  await expect(outputOf(page, 1)).toBeHidden();
  await expect(surface(page, 'Numbers')).toContainText('first cell');

  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await expect(panel(page)).toContainText('Run the cells that draw them again');
  await kernelReady(page);
  await runCell(page, 2);
  await expect(surface(page, 'Numbers')).toContainText('second cell');
  // The outputs, and with them the file, are what they are without the panel.
  const file = await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.toIpynb());
  expect(file).toContain('second cell');
  expect(file).not.toContain('tfvis-Visor');

  await page.evaluate(() => window.gradbook?.app.commands.newNotebook());
  await expect(panel(page)).toBeHidden();
  await expect(rail(page)).toBeHidden();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in the panel, and it fits a narrow page, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await openStart(page);
    await openNotebook(page, [`${LINES}\n${MATRIX}\ntfvis.visor().surface({ name: 'Empty', tab: 'Training' });\ntfvis.visor().open();`]);
    await runAll(page);
    await expect(surface(page, 'Loss').getByRole('figure')).toBeVisible();
    await expect(surface(page, 'Empty')).toContainText('nothing drawn yet');
    const { violations } = await new AxeBuilder({ page }).include('#side-panel').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    const [own, room] = await panel(page).evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(own).toBeLessThanOrEqual(room ?? 0);
  });
}
