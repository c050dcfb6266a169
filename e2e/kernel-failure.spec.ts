import { expect, test } from '@playwright/test';
import { kernelReady, openNotebook, openStart, outcomes, runAll, textOf } from './support/notebook';

test('a kernel that does not load says so once, loses nothing, and starts when asked again', async ({ page }) => {
  let asked = 0;
  await page.context().route('**/assets/kernel-*.js', (route) => {
    asked++;
    return route.abort();
  });
  await openStart(page);
  await page.evaluate(
    () => void window.gradbook?.app.commands.newNotebook({ source: [{ type: 'code', source: '6 * 7' }] }),
  );
  await expect(page.getByText('The kernel has ended')).toBeVisible();
  await expect(page.getByText(/script did not load/)).toBeVisible();
  await expect(page.locator('[data-cell-id]')).toContainText('6 * 7');
  // A kernel that cannot load is not asked for again and again.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  expect(asked).toBe(1);

  await page.context().unroute('**/assets/kernel-*.js');
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await kernelReady(page);
  await expect(page.getByText('The kernel has ended')).toHaveCount(0);
  expect(textOf((await runAll(page))[0])).toBe('42');
});

test('a restart keeps the outputs and runs nothing by itself', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['const kept = 1', 'kept']);
  await runAll(page);
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
  const after = await outcomes(page);
  expect(after.map(({ executionCount }) => executionCount)).toEqual([1, 2]);
  await expect(page.locator('[data-status=running], [data-status=queued]')).toHaveCount(0);
});
