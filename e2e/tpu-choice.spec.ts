/** "Which runtime?" in the picker: told before anyone connects, by keyboard, to everyone, on a telephone too. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openNotebook } from './support/notebook';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`tells by keyboard when each runtime serves best, in ${colorScheme} and 390 px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await openNotebook(page, ['1']);
    await page.getByRole('button', { name: /^Runtime:/ }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Change runtime type' });
    const summary = dialog.getByText('Which runtime?', { exact: true });
    await expect(summary).toBeVisible();
    for (let press = 0; press < 15 && !(await summary.evaluate((element) => element === document.activeElement)); press++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    for (const words of [/Images, convolutions/, /Small networks and tables, short trainings/, /batches from 128 on.*shapes that stay.*no float64/]) await expect(dialog.getByText(words)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Enter');
    await expect(dialog.getByText(/Images, convolutions/)).toBeHidden();
  });
}
