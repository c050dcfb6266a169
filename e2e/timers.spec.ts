/** Timers that outlive their cell: where their output goes, how they are seen and how they end. */
import { expect, test, type Page } from '@playwright/test';
import { cell, kernelReady, openNotebook, openStart, outcomes, outputOf, runAll, settled, textOf } from './support/notebook';

const badge = (page: Page, number: number) => cell(page, number).getByRole('button', { name: `Clear timers of cell ${number}` });
const runCell = async (page: Page, number: number) => {
  await page.evaluate((index) => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[index]?.id;
    if (id !== undefined) session?.commands.runCell(id);
  }, number - 1);
  await settled(page);
};
const ticksOf = async (page: Page, number: number) => textOf((await outcomes(page))[number - 1]).split('tick').length - 1;

test.beforeEach(({ page }) => openStart(page));

test('case 53: a timer prints into its own cell while another runs, and a badge counts it until it is cleared', async ({ page }) => {
  await openNotebook(page, [
    'setInterval(() => console.log("tick"), 50); setInterval(() => {}, 5000)',
    'await new Promise((done) => setTimeout(done, 400)); console.log("mine")',
  ]);
  await runAll(page);
  await expect(cell(page, 1)).toContainText('2 timers');
  await expect(outputOf(page, 1)).toContainText('tick');
  expect(textOf((await outcomes(page))[1])).toBe('mine\n');
  await expect(badge(page, 2)).toHaveCount(0);

  await badge(page, 1).click();
  await expect(badge(page, 1)).toHaveCount(0);
  const ticks = await ticksOf(page, 1);
  await runCell(page, 2);
  expect(await ticksOf(page, 1)).toBe(ticks);
});

test('a timer that fires once takes its badge with it', async ({ page }) => {
  await openNotebook(page, ['setTimeout(() => console.log("late"), 1500)']);
  await runAll(page);
  await expect(cell(page, 1)).toContainText('1 timer');
  await expect(outputOf(page, 1)).toContainText('late');
  await expect(badge(page, 1)).toHaveCount(0);
});

test('any cell can clear the timer of another', async ({ page }) => {
  await openNotebook(page, ['const beat = setInterval(() => {}, 50)', 'clearInterval(beat)']);
  await runCell(page, 1);
  await expect(badge(page, 1)).toBeVisible();
  await runCell(page, 2);
  await expect(badge(page, 1)).toHaveCount(0);
});

test('running a cell again ends the timers of its run before', async ({ page }) => {
  await openNotebook(page, ['let count = 0; setInterval(() => { count++ }, 40)', 'const from = count; await new Promise((done) => setTimeout(done, 1000)); count - from']);
  await runCell(page, 1);
  await runCell(page, 1);
  await runCell(page, 1);
  await expect(cell(page, 1)).toContainText('1 timer');
  await runCell(page, 2);
  // One interval makes at most 25 steps in a second; three would make up to 75.
  expect(Number(textOf((await outcomes(page))[1]))).toBeLessThan(35);
});

test('a callback that never ends is stopped by clearing its timers', async ({ page }) => {
  await openNotebook(page, ['setTimeout(() => { for (;;); }, 1000); setInterval(() => {}, 60_000)', '6 * 7']);
  await runCell(page, 1);
  await expect(badge(page, 1)).toBeVisible();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 1500)));
  await badge(page, 1).click();
  await expect(badge(page, 1)).toHaveCount(0);
  await runCell(page, 2);
  expect(textOf((await outcomes(page))[1])).toBe('42');
});

test('a restart ends timers and their badges', async ({ page }) => {
  await openNotebook(page, ['setInterval(() => console.log("tick"), 50)']);
  await runAll(page);
  await expect(badge(page, 1)).toBeVisible();
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
  await expect(badge(page, 1)).toHaveCount(0);
  const ticks = await ticksOf(page, 1);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  expect(await ticksOf(page, 1)).toBe(ticks);
});

test('an animation goes on after its cell and counts as a timer', async ({ page }) => {
  await openNotebook(page, ['let frames = 0; const draw = () => { frames++; requestAnimationFrame(draw) }; draw()', 'while (frames < 3) await new Promise((done) => setTimeout(done, 50)); frames > 2']);
  await runAll(page);
  expect(textOf((await outcomes(page))[1])).toBe('true');
  await badge(page, 1).click();
  await expect(badge(page, 1)).toHaveCount(0);
});
