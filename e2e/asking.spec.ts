/** Cells that ask: fields in the output of the cell, answers that stay, a stop that takes the question away. */
import { expect, test, type Page } from '@playwright/test';
import { cell, openNotebook, openStart, outcomes, outputOf, runAll, settled, textOf } from './support/notebook';

test.beforeEach(({ page }) => openStart(page));

/** Runs a cell as a person does: selects it and presses Ctrl+Enter. */
async function run(page: Page, number = 1): Promise<void> {
  await cell(page, number).locator('[data-editor]').first().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
}

test('input takes the focus, Enter answers, and question and answer stay in the output', async ({ page }) => {
  await openNotebook(page, ["const name = await input('Name?', {initial: 'Ada'});\nname.toUpperCase()"]);
  await run(page);
  const field = outputOf(page, 1).getByRole('textbox', { name: 'Name?' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Ada');
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'running');
  await field.fill('Grace');
  await page.keyboard.press('Enter');
  await expect(field).toBeHidden();
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'ok');
  await expect(outputOf(page, 1)).toContainText('Name? Grace');
  await expect(outputOf(page, 1)).toContainText('GRACE');
  await expect(cell(page, 1)).toBeFocused();
  const [outcome] = await outcomes(page);
  expect(outcome?.outputs[0]).toEqual({ type: 'stream', name: 'stdout', text: 'Name? Grace\n' });
});

test('questions come one after another, and the keyboard goes from each to the next', async ({ page }) => {
  await openNotebook(page, ["console.log(await prompt('Label?', 'cat'), await confirm('Keep it?'), await prompt('Why?'), await confirm('Sure?'))"]);
  await run(page);
  await expect(page.getByRole('textbox', { name: 'Label?' })).toBeFocused();
  await page.keyboard.type('!');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Keep it?' }).getByRole('button', { name: 'Yes' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Why?' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'ok');
  expect(textOf((await outcomes(page))[0])).toBe('Label? cat!\nKeep it? yes\nWhy? (declined)\nSure? no\ncat! true null false\n');
});

test('a secret is hidden while it is typed and stays out of the file', async ({ page }) => {
  await openNotebook(page, ["const key = await input('Key?', {secret: true})\nkey.length"]);
  await run(page);
  const field = page.getByLabel('Key?');
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill('hunter2');
  await field.press('Enter');
  await expect(outputOf(page, 1)).toContainText('Key? ••••••••');
  const file = await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.toIpynb());
  expect(file).not.toContain('hunter2');
});

test('stop takes the question away and keeps what there was; so does a restart', async ({ page }) => {
  await openNotebook(page, ["let kept = 'before';\ntry { kept = await input('Name?') } catch { kept = 'caught' }", 'kept']);
  await run(page);
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeVisible();
  await cell(page, 1).getByRole('button', { name: 'Stop cell' }).click();
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeHidden();
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'error');
  await run(page, 2);
  await expect(outputOf(page, 2)).toContainText('before');

  await run(page);
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeVisible();
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeHidden();
});

test('a question leaves the keyboard to someone who writes elsewhere', async ({ page }) => {
  await openNotebook(page, ["await new Promise((resolve) => setTimeout(resolve, 1500));\nawait input('Name?')", '']);
  await run(page);
  await cell(page, 2).locator('[data-editor]').first().click();
  await page.keyboard.type('const mine = 1');
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeVisible();
  await page.keyboard.type('0');
  await expect(page.getByRole('textbox', { name: 'Name?' })).toHaveValue('');
  await expect(cell(page, 2).locator('[data-editor]').first()).toContainText('const mine = 10');
});

test('after Shift+Enter the question of the cell above has the keyboard', async ({ page }) => {
  await openNotebook(page, ["await input('Name?')", '1']);
  await cell(page, 1).locator('[data-editor]').first().click();
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeFocused();
  await page.keyboard.type('dd');
  await page.keyboard.press('Enter');
  await expect(cell(page, 2)).toBeFocused();
  await expect(outputOf(page, 1)).toContainText('Name? dd');
});

for (const keys of ['Shift+Enter', 'Control+Enter']) {
  test(`a kernel that asks at once is not too early for the keyboard, ${keys}`, async ({ page }) => {
    await openNotebook(page, ["await input('Name?')", '1']);
    const editor = cell(page, 1).locator('.monaco-editor').first();
    const field = page.getByRole('textbox', { name: 'Name?' });
    // From the second time on the kernel is warm, and the question comes before the page has drawn the new selection.
    for (const name of ['Ada', 'Grace', 'Edsger']) {
      await cell(page, 1).locator('[data-editor]').first().click();
      await expect(editor).toBeVisible();
      await page.keyboard.press(keys);
      await expect(field).toBeFocused();
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await expect(outputOf(page, 1)).toContainText(`Name? ${name}`);
    }
  });
}

test('a forgotten await is explained', async ({ page }) => {
  await openNotebook(page, ["`Hello ${input('Name?')}`"]);
  await runAll(page);
  await expect(outputOf(page, 1)).toContainText("input('Name?') gives a promise of the answer here: write await input('Name?')");
  await expect(page.getByRole('textbox', { name: 'Name?' })).toBeHidden();

  await openNotebook(page, ["if (confirm('Sure?')) 1"]);
  await runAll(page);
  await settled(page);
  expect(textOf((await outcomes(page))[0])).toContain("The cell did not wait for the answer to confirm('Sure?'): write await confirm('Sure?')");
});
