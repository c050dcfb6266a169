/** Forms of //@param fields: an edit of either side shows in the other. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { cell, focusEditor, openNotebook, openStart, outputOf, setText, sourceOf } from './support/notebook';

const SOURCE = [
  '//@title Hyper-parameters',
  '//@markdown How long to **train**',
  'const epochs = 5 //@param {type: "integer", min: 1, max: 50}',
  'const rate = 0.01 //@param {type: "number"}',
  'const momentum = 0.5 //@param {type: "slider", min: 0, max: 1, step: 0.1}',
  'const shuffle = false //@param {type: "boolean"}',
  "const label = 'cat' //@param {type: \"string\", placeholder: \"a word\"}",
  'const day = "2026-01-31" //@param {type: "date"}',
  'const units = 32 //@param [16, 32, 64]',
  'const activation = "relu" //@param ["relu", "selu"] {allow-input: true}',
  'const seed = Date.now() //@param {type: "raw"}',
  'console.log([epochs, rate, momentum, shuffle, label, day, units, activation].join())',
].join('\n');

const formOf = (page: Page, number = 1): Locator => page.getByRole('group', { name: `Form of cell ${number}` });
const lineOf = async (page: Page, line: number, number = 1): Promise<string> => (await sourceOf(page, number)).split('\n')[line - 1] ?? '';

test.beforeEach(({ page }) => openStart(page));

test('every kind of field writes the code, and the cell runs with what it wrote', async ({ page }) => {
  await openNotebook(page, [SOURCE]);
  const form = formOf(page);
  await expect(form.getByRole('heading', { name: 'Hyper-parameters' })).toBeVisible();
  await expect(form.locator('strong')).toHaveText('train');

  await form.getByLabel('epochs').fill('12');
  await form.getByLabel('rate').fill('1e-3');
  await form.getByLabel('momentum').focus();
  await page.keyboard.press('ArrowRight');
  await form.getByLabel('shuffle').check();
  await form.getByLabel('label').fill("it's");
  await form.getByLabel('day').fill('2026-02-28');
  await form.getByLabel('units').selectOption('64');
  await form.getByLabel('activation').fill('gelu');
  await form.getByLabel('seed').fill('7 * 6');
  expect((await sourceOf(page, 1)).split('\n').slice(2, 11)).toEqual([
    'const epochs = 12 //@param {type: "integer", min: 1, max: 50}',
    'const rate = 0.001 //@param {type: "number"}',
    'const momentum = 0.6 //@param {type: "slider", min: 0, max: 1, step: 0.1}',
    'const shuffle = true //@param {type: "boolean"}',
    "const label = 'it\\'s' //@param {type: \"string\", placeholder: \"a word\"}",
    'const day = "2026-02-28" //@param {type: "date"}',
    'const units = 64 //@param [16, 32, 64]',
    'const activation = "gelu" //@param ["relu", "selu"] {allow-input: true}',
    'const seed = 7 * 6 //@param {type: "raw"}',
  ]);
  await form.getByLabel('seed').press('Control+Enter');
  await expect(outputOf(page, 1)).toContainText("12,0.001,0.6,true,it's,2026-02-28,64,gelu");
});

test('an edit of the code shows in the form, and undo takes a field back', async ({ page }) => {
  await openNotebook(page, [SOURCE]);
  await setText(page, 1, SOURCE.replace('epochs = 5', 'epochs = 9'));
  await expect(formOf(page).getByLabel('epochs')).toHaveValue('9');
  await formOf(page).getByLabel('label').fill('dog');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.undo());
  await expect(formOf(page).getByLabel('label')).toHaveValue('cat');
});

test('a value that does not fit stays in its field with the reason, and the code keeps the last that did', async ({ page }) => {
  await openNotebook(page, [SOURCE]);
  const epochs = formOf(page).getByLabel('epochs');
  await epochs.fill('99');
  await expect(formOf(page)).toContainText('epochs takes a whole number from 1 to 50, not "99"');
  await expect(epochs).toHaveAttribute('aria-invalid', 'true');
  expect(await lineOf(page, 3)).toContain('epochs = 5');
  await epochs.blur();
  await expect(epochs).toHaveValue('5');
  await formOf(page).getByLabel('seed').fill('1 // one');
  await expect(formOf(page)).toContainText('seed cannot be 1 // one: it must fit on the line, in front of //@param');
  expect(await lineOf(page, 11)).toContain('seed = Date.now() //@param');
});

test('a line that cannot be read says why, and the other fields stay', async ({ page }) => {
  await openNotebook(page, ['const a = 1 //@param {type: "slidr"}\nconst b = 2 //@param']);
  await expect(formOf(page).getByRole('note')).toHaveText(/Line 1, a: type "slidr" is not known; types are: string, .*slider/);
  await expect(formOf(page).getByLabel('b')).toHaveValue('2');
  await setText(page, 1, 'const a = 1 //@param {type: "slider"}\nconst b = 2 //@param');
  await expect(formOf(page).getByRole('note')).toHaveCount(0);
  await expect(formOf(page).getByRole('slider', { name: 'a' })).toHaveValue('1');
});

test('the code hides and shows, as Colab keeps it in the file', async ({ page }) => {
  await openNotebook(page, [SOURCE]);
  const editor = cell(page, 1).locator('[data-editor]').first();
  await formOf(page).getByRole('button', { name: 'Hide code' }).click();
  await expect(editor).toBeHidden();
  const view = () => page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().notebook.cells[0]?.metadata.cellView ?? null);
  expect(await view()).toBe('form');
  await formOf(page).getByLabel('epochs').fill('3');
  expect(await lineOf(page, 3)).toContain('epochs = 3');

  // Editing the cell shows its code for as long.
  await cell(page, 1).focus();
  await page.keyboard.press('Enter');
  await expect(cell(page, 1).locator('.monaco-editor.focused')).toBeVisible();
  await expect(editor).toContainText('epochs');
  await page.keyboard.press('Escape');
  await expect(editor).toBeHidden();

  await formOf(page).getByRole('button', { name: 'Show code (12 lines)' }).click();
  await expect(editor).toBeVisible();
  expect(await view()).toBeNull();
  await focusEditor(page, 1);
});

test('a form with {run: "auto"} runs its cell when a field changes, once edits pause', async ({ page }) => {
  await openNotebook(page, ['//@title Live {run: "auto"}\nconst size = 1 //@param {type: "slider", min: 0, max: 10}\nconsole.log("size", size)', '//@title Not live\nconst other = 1 //@param']);
  await formOf(page, 1).getByLabel('size').focus();
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
  await expect(outputOf(page, 1)).toContainText('size 4');
  await expect(formOf(page, 1).getByLabel('size')).toBeFocused();
  await formOf(page, 2).getByLabel('other').fill('2');
  await page.waitForTimeout(600);
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'idle');
});

test('keys in a field are the field’s own', async ({ page }) => {
  await openNotebook(page, [SOURCE, '2']);
  await formOf(page).getByLabel('units').focus();
  await page.keyboard.press('a');
  await page.keyboard.press('b');
  await formOf(page).getByLabel('momentum').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(page.locator('[data-cell-id]')).toHaveCount(2);
  expect(await lineOf(page, 5)).toContain('momentum = 0.4');
  await page.keyboard.press('Escape');
  await expect(cell(page, 1)).toBeFocused();
});

for (const theme of ['light', 'dark'] as const) {
  test(`fields have names and contrast, and fit a narrow page (${theme})`, async ({ page }) => {
    await page.evaluate((choice) => window.gradbook?.app.commands.setTheme(choice), theme);
    await page.setViewportSize({ width: 480, height: 900 });
    await openNotebook(page, [`${SOURCE}\nconst wrong = 1 //@param {type: "nope"}`, "await Promise.all([input('Name?'), confirm('Sure?')])"]);
    await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
    await expect(page.getByRole('textbox', { name: 'Name?' })).toBeVisible();
    const form = formOf(page);
    const { violations } = await new AxeBuilder({ page }).include('[data-notebook-column]').withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    expect(await form.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });
}
