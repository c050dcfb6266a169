/** For every reader: nothing serious for axe, all by keyboard, narrow pages, and the names that automation relies on. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { cell, chooseMenu, dropFiles, focusEditor, openNotebook, openStart, outputOf, runAll, settled } from './support/notebook';

const CELLS = [
  'console.log("plain");\nconsole.warn("careful")',
  'display(tf.tensor2d([[1, -2], [3, 4]]));\ndisplay({ a: 1, b: [1, 2] });\n[{ name: "a", loss: 0.5 }]',
  'chart({ loss: [3, 2, 1], val_loss: [3, 2.5, 2] }, { title: "Loss" });\nfor (const _ of progress([1, 2])) ;',
  'display(tf.randomUniform([3, 8, 8, 1]));\ndisplay.html("<p>framed</p>");\ndisplay.markdown("A *text* with $x$ and `code`")',
  'nowhere + 1',
  '"behind the error"',
];
const PROSE = '# A heading\n\nA paragraph with [a link](https://example.com), `code`, $x^2$.\n\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a = 1; // why\n```';

/** A notebook with outputs of every kind, a text cell and files. */
async function furnished(page: Page): Promise<void> {
  await openNotebook(page, CELLS);
  await page.evaluate((text) => {
    window.gradbook?.app.store.getState().session?.commands.insertCell('markdown', 'start', text);
  }, PROSE);
  await runAll(page);
  await expect(outputOf(page, 4).getByRole('img', { name: /^Loss/ })).toBeVisible();
  await expect(outputOf(page, 5).locator('iframe')).toBeVisible();
  await dropFiles(page.getByRole('main'), [{ name: 'words.txt', content: 'some text' }]);
  await expect(page.getByText('Uploading')).toHaveCount(0);
}

/** What axe finds serious or critical, as short lines. */
async function problems(page: Page): Promise<readonly string[]> {
  // Colours in the middle of a fade are nobody's.
  await page.evaluate(() => Promise.all(document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined))));
  // A frame is see-through; axe takes its ground for white, in dark too. What is in it belongs to the cell.
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html, any }) => `${id}: ${String(target)} ${html.slice(0, 120)} ${any[0]?.message.slice(0, 160) ?? ''}`));
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any page or dialog in ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    await openStart(page);
    await expect(page.getByRole('heading', { name: 'Recent' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect.soft(await problems(page), 'start page').toEqual([]);

    await furnished(page);
    await page.evaluate(() => window.gradbook?.app.commands.notify({ tone: 'danger', text: 'A notice', remedy: 'What to do.' }));
    expect.soft(await problems(page), 'notebook').toEqual([]);
    await focusEditor(page, 2);
    expect.soft(await problems(page), 'a cell being written').toEqual([]);
    await page.keyboard.press('Escape');

    for (const panel of ['Files', 'Find', 'Contents']) {
      await page.getByRole('tab', { name: panel }).click();
      if (panel === 'Files') await page.getByRole('button', { name: /^words\.txt/ }).click();
      expect.soft(await problems(page), `${panel} panel`).toEqual([]);
    }
    await page.getByRole('tab', { name: 'Contents' }).click();

    await page.getByRole('button', { name: /^Runtime:/ }).click();
    await expect(page.getByRole('radio', { name: 'GPU' })).toBeVisible();
    expect.soft(await problems(page), 'runtime dialog').toEqual([]);
    await closeDialog(page);
    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByRole('textbox', { name: 'Link' })).toHaveValue(/#nb=/);
    expect.soft(await problems(page), 'share dialog').toEqual([]);
    await closeDialog(page);
    await page.keyboard.press('ControlOrMeta+Shift+P');
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
    expect.soft(await problems(page), 'palette').toEqual([]);
    await closeDialog(page);
    await chooseMenu(page, 'Tools', /^Keyboard shortcuts/);
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    expect.soft(await problems(page), 'shortcuts dialog').toEqual([]);
    await closeDialog(page);
    await page.getByRole('menuitem', { name: 'Runtime', exact: true }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    expect.soft(await problems(page), 'menu').toEqual([]);
    await context.close();
  });
}

test('at 390 px nothing scrolls sideways and everything is at hand', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const overflow = () => page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth - root.clientWidth, ...Array.from(document.querySelectorAll('[data-notebook-column]'), (column) => column.scrollWidth - column.clientWidth)];
  });
  await openStart(page);
  await expect(page.getByRole('button', { name: /^Start blank/ })).toBeVisible();
  expect(await overflow()).toEqual([0]);
  await furnished(page);
  expect(await overflow()).toEqual([0, 0]);
  expect(await problems(page)).toEqual([]);
  await expect(page.getByRole('textbox', { name: 'File name' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Runtime:/ })).toBeVisible();
  for (const [button, title] of [[/^Runtime:/, 'Change runtime type'], ['Share', 'Share']] as const) {
    await page.getByRole('button', { name: button }).click();
    const box = await page.getByRole('dialog', { name: title }).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
    expect(await overflow()).toEqual([0, 0]);
    await closeDialog(page);
  }
  await page.getByRole('tab', { name: 'Files' }).click();
  await expect(page.getByRole('button', { name: 'Upload files' })).toBeVisible();
  expect(await overflow()).toEqual([0, 0]);
  await page.getByRole('button', { name: 'Close panel' }).click();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Insert' }).click();
  await page.getByRole('menuitem', { name: /^Text cell below/ }).click();
  await expect(page.locator('[data-cell-type=markdown]')).toHaveCount(2);
  await context.close();
});

/** Presses Tab until the focus is on something of this name; the names met on the way. */
async function tabTo(page: Page, wanted: RegExp, limit = 60): Promise<readonly string[]> {
  const met: string[] = [];
  for (let press = 0; press < limit; press++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      return element ? (element.getAttribute('aria-label') ?? element.textContent).trim() : '';
    });
    met.push(name);
    if (wanted.test(name)) return met;
  }
  throw new Error(`Tab never reached ${String(wanted)}; it met: ${met.join(', ')}`);
}

test('everything can be reached and used by keyboard alone', async ({ page }) => {
  await openStart(page);
  const steps = await tabTo(page, /^Start blank/);
  expect(steps.filter((name) => /^(Train on digits|Use your own data|Open a file or link|Start blank)/.test(name))).toHaveLength(4);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Code cell 1' })).toBeVisible();

  await page.getByRole('button', { name: 'All notebooks' }).focus();
  const frame = await tabTo(page, /^Code cell 1/);
  for (const name of ['File name', /^Share/, /^Runtime:/, 'File', 'Add code cell', 'Add text cell', 'Run all', 'Contents']) {
    expect(frame.some((met) => (typeof name === 'string' ? met === name : name.test(met))), `${String(name)} among ${frame.join(', ')}`).toBe(true);
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Code of cell 1' })).toBeFocused({ timeout: 60_000 });
  await page.keyboard.type('[1, 2].map((x) => ({ x, name: "n" + x }))');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('group', { name: 'Code cell 1' })).toBeFocused();
  await tabTo(page, /^Run cell/, 3);
  await page.keyboard.press('Enter');
  await settled(page);
  await expect(page.getByRole('button', { name: 'Run cell' })).toBeFocused();
  const inside = await tabTo(page, /^Actions for the output of cell 1/);
  expect(inside.some((name) => /^Output of cell 1/.test(name)), inside.join(', ')).toBe(true);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy as text' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Hide output' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '1 output hidden' })).toBeVisible();
  await tabTo(page, /^Move cell down|^Duplicate cell/);
  await tabTo(page, /^Add code cell at the end/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Code of cell 2' })).toBeFocused();
  await page.keyboard.press('Escape');

  // A dialog keeps the focus inside and gives it back.
  await page.getByRole('button', { name: /^Runtime:/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Change runtime type' });
  await expect(dialog).toBeVisible();
  for (let press = 0; press < 8; press++) {
    await page.keyboard.press('Tab');
    await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Runtime:/ })).toBeFocused();

  await page.getByRole('tab', { name: 'Contents' }).focus();
  await page.keyboard.press('ArrowDown');
  for (const name of ['Find', 'Runs', 'Files']) {
    await expect(page.getByRole('tab', { name })).toBeFocused();
    if (name !== 'Files') await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await tabTo(page, /^Upload files/, 4);
});

test('cells, menus and panels have the names that automation relies on', async ({ page }) => {
  await openNotebook(page, ['await new Promise((go) => setTimeout(go, 1500))', 'throw new Error("x")', '3']);
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.insertCell('markdown', 'end', 'text'));
  await expect(page.getByRole('group', { name: 'Code cell 1', exact: true })).toHaveAttribute('data-status', 'idle');
  await expect(page.getByRole('group', { name: 'Text cell 4', exact: true })).toHaveAttribute('data-cell-type', 'markdown');
  await expect(cell(page, 1)).toHaveAttribute('data-cell-id', /.+/);
  await expect(page.getByRole('menubar').getByRole('menuitem')).toHaveText(['File', 'Edit', 'View', 'Insert', 'Runtime', 'Tools', 'Help']);
  await expect(page.getByRole('tablist', { name: 'Panels' }).getByRole('tab')).not.toHaveCount(0);
  for (const name of ['Contents', 'Find', 'Runs', 'Files']) await expect(page.getByRole('tab', { name })).toBeVisible();

  await page.getByRole('button', { name: 'Run all' }).click();
  const first = page.getByRole('group', { name: 'Code cell 1', exact: true });
  await expect(first).toHaveAttribute('data-status', 'running');
  await expect(first.getByRole('button', { name: 'Stop cell' })).toBeVisible();
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'queued');
  await settled(page);
  await expect(first).toHaveAttribute('data-status', 'ok');
  await expect(first.getByRole('button', { name: 'Run cell' })).toBeVisible();
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'error');
  await expect(cell(page, 3)).toHaveAttribute('data-status', 'aborted');
  await expect(outputOf(page, 2)).toBeVisible();
  await expect(page.getByRole('status', { name: 'Runs' })).toContainText(/cell 2/i);
});
