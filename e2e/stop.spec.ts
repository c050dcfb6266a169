import { expect, test } from '@playwright/test';
import { openNotebook, openStart, outcomes, runAll, setText, settled, textOf } from './support/notebook';

const start = (page: import('@playwright/test').Page) =>
  page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
const running = (page: import('@playwright/test').Page) => page.locator('[data-status=running]');

test('case 50: Stop ends an endless loop and keeps the variables', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['let n = 0\nwhile (true) { n++ }']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Stop cell' }).click();
  await settled(page, 10_000);
  expect(textOf((await outcomes(page))[0])).toMatch(/Interrupted/);
  await setText(page, 1, 'n > 0');
  expect(textOf((await runAll(page))[0])).toBe('true');
});

test('case 51: Stop ends a loop that swallows every error', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['function w(){ throw new Error("again") }\nwhile (true) { try { w() } catch {} }', '"after"']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stop cell' }).click();
  await settled(page, 10_000);
  expect((await outcomes(page)).map(({ status }) => status)).toEqual(['error', 'aborted']);
});

test('case 52: Stop ends a wait that would never end', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['await new Promise(() => {})']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Stop cell' }).click();
  await settled(page, 10_000);
  expect(textOf((await outcomes(page))[0])).toMatch(/Interrupted/);
});

test('what JavaScript cannot stop can be terminated after three seconds; the notebook goes on', async ({ page }) => {
  await openStart(page);
  // One long native call: no guard runs inside a regular expression.
  await openNotebook(page, ['/^(a+)+$/.test("a".repeat(60) + "b")']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Stop cell' }).click();
  await page.getByRole('button', { name: /^Terminate/ }).click({ timeout: 10_000 });
  await settled(page, 10_000);
  await setText(page, 1, '1 + 1');
  await page.waitForFunction(
    () => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase === 'idle',
  );
  expect(textOf((await runAll(page))[0])).toBe('2');
});
