/** Writing a notebook: keys, editors, the tools of cells, text cells, menus and the palette. */
import { expect, test, type Page } from '@playwright/test';
import { cell, chooseMenu, focusEditor, openNotebook, openStart, outputOf, setText, settled, sourceOf } from './support/notebook';

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openStart(page);
});
test.afterAll(() => page.close());

/** Cells in order, as "code: text". */
const cells = (): Promise<readonly string[]> =>
  page.evaluate(
    () =>
      window.gradbook?.app.store
        .getState()
        .session?.store.getState()
        .notebook.cells.map(({ type, source }) => `${type}: ${source}`) ?? [],
  );
const expectCells = (...expected: string[]): Promise<void> => expect.poll(cells).toEqual(expected);
const group = (name: string) => page.getByRole('group', { name, exact: true });

/** Selects a cell in command mode. */
async function select(number: number): Promise<void> {
  await focusEditor(page, number);
  await page.keyboard.press('Escape');
  await expect(cell(page, number)).toBeFocused();
}

test('keys of command mode add, convert, cut, copy, paste, delete and bring back cells', async () => {
  await openNotebook(page, ['1', '2']);
  await select(1);
  await page.keyboard.press('b');
  await expectCells('code: 1', 'code: ', 'code: 2');
  await expect(group('Code cell 2')).toBeFocused();
  await page.keyboard.press('a');
  await expectCells('code: 1', 'code: ', 'code: ', 'code: 2');
  await page.keyboard.press('ArrowUp');
  await expect(group('Code cell 1')).toBeFocused();
  await page.keyboard.press('m');
  await expect(group('Text cell 1')).toBeFocused();
  await page.keyboard.press('y');
  await expect(group('Code cell 1')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expectCells('code: 1', 'code: 2');
  await page.keyboard.press('z');
  await expectCells('code: 1', 'code: ', 'code: 2');
  await page.keyboard.press('z');
  await expectCells('code: 1', 'code: ', 'code: ', 'code: 2');
  await page.keyboard.press('Shift+Z');
  await page.keyboard.press('Shift+Z');
  await expectCells('code: 1', 'code: 2');

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await expectCells('code: 1');
  await page.keyboard.press('v');
  await page.keyboard.press('v');
  await expectCells('code: 1', 'code: 2', 'code: 2');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('c');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('v');
  await expectCells('code: 1', 'code: 2', 'code: 1', 'code: 2');

  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expectCells('code: 1', 'code: 2');
  // One D alone deletes nothing: another key ends the chord.
  await page.keyboard.press('d');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('d');
  await expectCells('code: 1', 'code: 2');
});

test('Shift+Enter runs and goes on, Ctrl+Enter stays, Alt+Enter inserts; Enter writes and Esc leaves', async () => {
  await openNotebook(page, ['const a = 20', 'a + 1']);
  await focusEditor(page, 1);
  await page.keyboard.press('Shift+Enter');
  await expect(group('Code cell 2')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await settled(page);
  await expect(outputOf(page, 2)).toContainText('21');
  await expect(group('Code cell 2')).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Code of cell 2' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' + 1');
  await page.keyboard.press('Control+Enter');
  await expect(outputOf(page, 2)).toContainText('22');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(group('Code cell 2')).toBeFocused();

  await page.keyboard.press('Alt+Enter');
  await expect(page.getByRole('textbox', { name: 'Code of cell 3' })).toBeFocused();
  await page.keyboard.type('a * 2');
  await page.keyboard.press('Shift+Enter');
  await expect(outputOf(page, 3)).toContainText('40');
  // Past the last cell there is a new one to write in.
  await expect(page.getByRole('textbox', { name: 'Code of cell 4' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: 'Code of cell 3' })).toBeFocused();
  await expectCells('code: const a = 20', 'code: a + 1 + 1', 'code: a * 2', 'code: ');
  // Letters that are commands elsewhere are text here.
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' //dd');
  await expect.poll(() => sourceOf(page, 3)).toBe('a * 2 //dd');
  await settled(page);
});

test('a key right behind the one that runs a cell already meets command mode', async () => {
  await openNotebook(page, ['40 + 2']);
  await focusEditor(page, 1);
  await page.keyboard.press('Control+Enter');
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'ok');
  await page.keyboard.press('Enter');
  await expect(cell(page, 1).locator('.monaco-editor.focused')).toBeVisible();
  // In one task, before anything can be drawn: the press is aimed at the editor that had the focus.
  const wasHeld = await page.evaluate(() => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().selection.focus ?? '';
    session?.commands.runCell(id);
    const held = session?.shown.held();
    const press = { key: 'b', code: 'KeyB', keyCode: 66, bubbles: true, cancelable: true, composed: true };
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', press));
    return held;
  });
  expect(wasHeld).toBe(true);
  await expectCells('code: 40 + 2', 'code: ');
  await expect(group('Code cell 2')).toBeFocused();
});

test('what is typed before the editor has loaded is kept, and Esc leaves for good', async ({ browser }) => {
  const fresh = await browser.newPage();
  let arrive = (): void => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await fresh.route(/\/assets\/service-[\w-]+\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await openStart(fresh);
  await openNotebook(fresh, ['', '2']);
  const first = fresh.getByRole('group', { name: 'Code cell 1', exact: true });
  await first.focus();
  await fresh.keyboard.press('Enter');
  await expect(fresh.getByRole('textbox', { name: 'Code of cell 1' })).toBeFocused();
  await fresh.keyboard.type('const early = 1');
  await fresh.keyboard.press('Escape');
  await expect(first).toBeFocused();
  expect(await fresh.locator('.monaco-editor').count()).toBe(0);
  arrive();
  await expect(cell(fresh, 1).locator('.monaco-editor')).toBeVisible();
  await expect(cell(fresh, 1)).toContainText('const early = 1');
  await fresh.keyboard.press('j');
  await expect(fresh.getByRole('group', { name: 'Code cell 2', exact: true })).toBeFocused();
  expect(await sourceOf(fresh, 1)).toBe('const early = 1');
  await fresh.close();
});

test('the editor completes TensorFlow.js and names of other cells, and grows with its text', async () => {
  await openNotebook(page, ['const learningRate = 0.1', '']);
  await focusEditor(page, 2);
  const before = (await cell(page, 2).boundingBox())?.height ?? 0;
  await page.keyboard.type('tf.');
  const offers = page.locator('.suggest-widget.visible');
  await expect(offers).toBeVisible({ timeout: 60_000 });
  await page.keyboard.type('tenso');
  await expect(offers.getByRole('option', { name: /^tensor\b/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(() => sourceOf(page, 2)).toMatch(/^tf\.tensor/);

  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('learn');
  await expect(offers.getByRole('option', { name: /^learningRate/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(() => sourceOf(page, 2)).toBe('learningRate');

  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  for (let line = 1; line <= 12; line++) {
    await page.keyboard.type(`// ${line}`);
    await page.keyboard.press('Enter');
  }
  await expect(cell(page, 2).getByText('// 1', { exact: true })).toBeVisible();
  await expect(cell(page, 2).getByText('// 12', { exact: true })).toBeVisible();
  const after = (await cell(page, 2).boundingBox())?.height ?? 0;
  expect(after - before).toBeGreaterThanOrEqual(12 * 20 - 2);
});

test('output that arrives leaves the caret where someone is typing', async () => {
  const source = 'for (let i = 0; i < 60; i++) {\n  console.log("line", i);\n  await new Promise((go) => setTimeout(go, 100));\n}\n';
  await openNotebook(page, [source, '']);
  await focusEditor(page, 1);
  await page.keyboard.press('Control+Enter');
  await expect(outputOf(page, 1)).toContainText('line 1');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('// typed here', { delay: 20 });
  await focusEditor(page, 2);
  await page.keyboard.type('// and typed there', { delay: 20 });
  expect(await sourceOf(page, 1)).toBe(`${source}// typed here`);
  expect(await sourceOf(page, 2)).toBe('// and typed there');
  await expect(page.locator('[data-status=running]')).toHaveCount(1);
  await settled(page);
  await expect(page.getByRole('textbox', { name: 'Code of cell 2' })).toBeFocused();
  await page.keyboard.type('!');
  await expect.poll(() => sourceOf(page, 2)).toBe('// and typed there!');
});

test('the tools of a cell move, duplicate, convert and delete it, and each can be undone', async () => {
  await openNotebook(page, ['1', '2', '3']);
  const tool = async (number: number, name: string): Promise<void> => {
    await cell(page, number).hover();
    await page.getByRole('toolbar', { name: `Tools of cell ${number}` }).getByRole('button', { name, exact: true }).click();
  };
  const start = ['code: 1', 'code: 2', 'code: 3'];
  const undone = async (): Promise<void> => {
    await page.keyboard.press('z');
    await expectCells(...start);
  };
  await select(1);
  await tool(1, 'Move cell down');
  await expectCells('code: 2', 'code: 1', 'code: 3');
  await undone();
  await tool(3, 'Move cell up');
  await expectCells('code: 1', 'code: 3', 'code: 2');
  await undone();
  await tool(2, 'Duplicate cell');
  await expectCells('code: 1', 'code: 2', 'code: 2', 'code: 3');
  await undone();
  await tool(2, 'Delete cell');
  await expectCells('code: 1', 'code: 3');
  await undone();
  await tool(1, 'More cell actions');
  await page.getByRole('menuitem', { name: /^Convert to text/ }).click();
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expectCells('markdown: 1', 'code: 2', 'code: 3');
  await undone();
  await page.getByRole('button', { name: 'Add text cell at the end' }).click();
  await expectCells(...start, 'markdown: ');
  await page.keyboard.press('Escape');
  await undone();
});

const MARKDOWN = [
  '# A *title*',
  '| a | b |\n|---|---|\n| 1 | ~~2~~ |',
  '- [x] done',
  'Inline $e^{i\\pi}+1=0$, and\n\n$$\\int_0^1 x\\,dx$$',
  '```ts\nconst answer: number = 42; // text\n```',
  '<script>window.ran = "script"</script>',
  '<img src="nowhere.png" onerror="window.ran = \'onerror\'" alt="broken">',
  '[a link](javascript:window.ran="link")',
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
].join('\n\n');

test('a text cell shows GitHub Markdown, math and coloured code, and nothing in it runs', async () => {
  await openNotebook(page, ['']);
  await select(1);
  await page.keyboard.press('m');
  await setText(page, 1, MARKDOWN);
  const text = group('Text cell 1');
  await expect(text.getByRole('heading', { name: 'A title', level: 1 })).toBeVisible();
  await expect(text.getByRole('cell', { name: '2' })).toBeVisible();
  await expect(text.locator('del, s').filter({ hasText: '2' })).toBeVisible();
  await expect(text.getByRole('checkbox')).toBeChecked();
  await expect(text.locator('.katex')).toHaveCount(2);
  await expect(text.locator('.katex-display')).toHaveCount(1);
  // The words of a fence have colours of their own.
  const colours = () =>
    text.evaluate((root) => {
      const words = Array.from(root.querySelectorAll('span')).filter(({ textContent }) => /^(const|42|\/\/ text)$/.test(textContent.trim()));
      return new Set(words.map((word) => getComputedStyle(word).color)).size;
    });
  await expect.poll(colours).toBe(3);

  const dangerous = await text.evaluate((root) =>
    Array.from(root.querySelectorAll('*')).filter(
      (element) =>
        ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED'].includes(element.tagName) ||
        element.getAttributeNames().some((name) => name.startsWith('on') || element.getAttribute(name)?.startsWith('javascript:')),
    ).length,
  );
  expect(dangerous).toBe(0);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);

  await text.getByRole('heading', { name: 'A title' }).dblclick();
  await expect(page.getByRole('textbox', { name: 'Markdown of cell 1' })).toBeFocused({ timeout: 60_000 });
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('## Shorter');
  await expect(page.getByRole('region', { name: 'Preview of cell 1' }).getByRole('heading', { name: 'Shorter' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(text).toBeFocused();
  await expect(text.getByRole('textbox')).toHaveCount(0);
  await expect(text.getByRole('heading', { name: 'Shorter', level: 2 })).toBeVisible();
});

test('the palette, menus by keyboard and the list of shortcuts', async () => {
  await openNotebook(page, ['1']);
  await select(1);
  await page.keyboard.press('ControlOrMeta+Shift+P');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.type('text below');
  await expect(palette.getByRole('option').first()).toHaveAccessibleName(/Text cell below/);
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await expectCells('code: 1', 'markdown: ');

  const file = page.getByRole('menubar').getByRole('menuitem', { name: 'File', exact: true });
  await file.focus();
  for (let right = 0; right < 3; right++) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('menuitem', { name: 'Insert', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /^Code cell above/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /^Code cell below/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expectCells('code: 1', 'markdown: ', 'code: ');
  await expect(group('Code cell 3')).toBeFocused();

  await chooseMenu(page, 'Edit', /^Undo cell operation/);
  await expectCells('code: 1', 'markdown: ');

  await page.keyboard.press('h');
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(shortcuts.getByRole('region', { name: 'Edit' })).toContainText(/Delete cell.*D.*D/);
  await page.keyboard.press('Escape');
  await expect(shortcuts).toHaveCount(0);
  await expect(group('Text cell 2')).toBeFocused();
});

test('a menu opens on the first press, also where its code has yet to come', async ({ browser }) => {
  const slow = await browser.newPage();
  await slow.route(/surfaces-.*\.js/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  const open = async (): Promise<void> => {
    await openStart(slow);
    await slow.getByRole('button', { name: /^Start blank/ }).click();
    await slow.getByRole('menubar').waitFor();
  };
  await open();
  await slow.getByRole('menuitem', { name: 'Insert', exact: true }).click();
  await slow.getByRole('menuitem', { name: /^Code cell below/ }).click();
  await expect(slow.locator('[data-cell-id]')).toHaveCount(2);

  await open();
  await slow.getByRole('menuitem', { name: 'File', exact: true }).focus();
  await slow.keyboard.press('ArrowRight');
  await slow.keyboard.press('ArrowDown');
  await expect(slow.getByRole('menuitem', { name: /^Undo/ }).first()).toBeVisible();
  await slow.close();
});
