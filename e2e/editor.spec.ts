/** What the editor knows of a cell, as someone writing it sees it. */
import { expect, test, type Page, type Route } from '@playwright/test';
import { cell, chooseMenu, focusEditor, notice, openNotebook, openStart, runAll, sourceOf } from './support/notebook';

test.describe.configure({ mode: 'serial' });
let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.route(/^https:\/\/(?:esm\.sh|cdn\.jsdelivr\.net)\//, serveStats);
  await openStart(page);
});
test.afterAll(() => page.close());

/** Stands in for the CDNs, which have one package. */
async function serveStats(route: Route): Promise<void> {
  const headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' };
  switch (route.request().url()) {
    case 'https://esm.sh/stats@3':
      return route.fulfill({ headers: { ...headers, 'content-type': 'text/javascript', 'x-typescript-types': 'https://esm.sh/stats@3.1.0/index.d.ts' }, body: 'export const mean = 1' });
    case 'https://esm.sh/stats@3.1.0/index.d.ts':
      return route.fulfill({ headers: { ...headers, 'content-type': 'application/typescript' }, body: 'export function mean(values: readonly number[]): number;' });
    default:
      return route.fulfill({ status: 404, headers });
  }
}

/** TypeScript and its libraries load with the first question. */
const patience = { timeout: 60_000 };
const squiggles = (number: number) => cell(page, number).locator('.squiggly-error');
const hoverBox = () => page.locator('.monaco-hover').filter({ visible: true });

/** Puts the caret behind the first `text` of a cell's editor. */
async function caretBehind(number: number, text: string): Promise<void> {
  await focusEditor(page, number);
  const source = await sourceOf(page, number);
  await page.keyboard.press('ControlOrMeta+Home');
  const before = source.slice(0, source.indexOf(text) + text.length).split('\n');
  for (let line = 1; line < before.length; line++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  for (let column = 0; column < (before.at(-1) ?? '').length; column++) await page.keyboard.press('ArrowRight');
}

/** Points at a word of a cell until the hover is there. */
async function hover(number: number, word: string): Promise<void> {
  await page.mouse.move(0, 0);
  const token = cell(page, number).locator('.view-line').getByText(word, { exact: true }).first();
  await expect(async () => {
    await page.mouse.move(0, 0);
    await token.hover();
    await expect(hoverBox().first()).toBeVisible({ timeout: 3_000 });
  }).toPass(patience);
}

test('a mistake is squiggled, and mending another cell clears it', async () => {
  await openNotebook(page, ['const size = 4', 'size.toFixd()', '%%time\n!ls\nsize']);
  await focusEditor(page, 2);
  await expect(squiggles(2)).toHaveCount(1, patience);
  await expect(squiggles(3)).toHaveCount(0);
  // Lines for the shell have a colour of their own beside that of code.
  const colors = cell(page, 3).locator('.view-line span > span');
  await expect.poll(() => colors.evaluateAll((tokens) => new Set(tokens.map((token) => getComputedStyle(token).color)).size)).toBe(2);
  await focusEditor(page, 1);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('const size = { toFixd() {} }');
  await expect(squiggles(2)).toHaveCount(0, patience);
});

test('hovering a tensor shows the shape it had at the last run', async () => {
  await openNotebook(page, ['let images = tf.zeros([128, 784])', 'images']);
  await focusEditor(page, 2);
  await hover(2, 'images');
  await expect(hoverBox()).toContainText('let images: Tensor<Rank>');
  await expect(hoverBox()).not.toContainText('at the last run');
  await page.mouse.move(0, 0);
  await runAll(page);
  await focusEditor(page, 2);
  await hover(2, 'images');
  await expect(hoverBox()).toContainText('Tensor float32 [128, 784] at the last run');
});

test('a name is renamed and followed across cells', async () => {
  await openNotebook(page, ['const rate = 0.1', 'const o = { rate };\nrate * 2']);
  await caretBehind(2, 'rate * 2'.slice(0, 4));
  await expect(async () => {
    await page.keyboard.press('F2');
    await expect(page.locator('.rename-input')).toBeFocused({ timeout: 5_000 });
  }).toPass(patience);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('lr');
  await page.keyboard.press('Enter');
  await expect.poll(() => sourceOf(page, 1)).toBe('const lr = 0.1');
  await expect.poll(() => sourceOf(page, 2)).toBe('const o = { rate: lr };\nlr * 2');
  await caretBehind(2, 'rate: lr');
  await page.keyboard.press('F12');
  await expect(page.getByRole('textbox', { name: 'Code of cell 1' })).toBeFocused();
});

test('a cell is formatted by keys, undone in one step, and left with a reason where it is no TypeScript', async () => {
  await openNotebook(page, ['!ls   -l\nconst a={b:"c"}', 'let b = = 2', 'const   c=1', '']);
  await focusEditor(page, 1);
  await page.keyboard.press('Shift+Alt+F');
  await expect.poll(() => sourceOf(page, 1), patience).toBe("!ls   -l\nconst a = { b: 'c' };");
  await page.keyboard.press('ControlOrMeta+Z');
  await expect.poll(() => sourceOf(page, 1)).toBe('!ls   -l\nconst a={b:"c"}');
  await chooseMenu(page, 'Edit', /^Format all cells/);
  await expect.poll(() => sourceOf(page, 3)).toBe('const c = 1;');
  expect(await sourceOf(page, 1)).toBe("!ls   -l\nconst a = { b: 'c' };");
  expect(await sourceOf(page, 2)).toBe('let b = = 2');
  await expect(notice(page, 'Cell 2 was left as it is')).toBeVisible();
  await expect(notice(page, /Line 1, column 9/)).toBeVisible();
});

test('a member of a module is completed together with its import, which organising keeps in order', async () => {
  await openNotebook(page, ["import { text, list } from 'gradbook/files';\nawait list();\n", '']);
  await focusEditor(page, 1);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('await uplo');
  const offer = page.locator('.suggest-widget.visible').getByRole('option', { name: /^upload/ });
  await expect(offer).toBeVisible(patience);
  await expect(offer).toContainText('gradbook/files');
  await page.keyboard.press('Enter');
  await expect.poll(() => sourceOf(page, 1)).toBe("import { text, list, upload } from 'gradbook/files';\nawait list();\nawait upload");
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Alt+O');
  await expect.poll(() => sourceOf(page, 1)).toBe("import { list, upload } from 'gradbook/files';\nawait list();\nawait upload");
});

test('types of a package come from its CDN', async () => {
  await openNotebook(page, ["import { mean } from 'stats@3';\nimport { other } from 'no-such-package';", 'mean([1]).toFixd(); other.anything']);
  await focusEditor(page, 2);
  await expect(squiggles(2)).toHaveCount(1, patience);
  await expect(squiggles(1)).toHaveCount(0);
  await hover(2, 'mean');
  await expect(hoverBox()).toContainText('mean(values: readonly number[]): number');
});

test('an operation whose shapes cannot match names them, the rule and the line', async () => {
  await openNotebook(page, ['const images = tf.zeros([128, 784]);\n\nfunction score() {\n  return tf.matMul(images, tf.zeros([256, 10]));\n}\nscore()']);
  const [outcome] = await runAll(page);
  const failure = outcome?.outputs.find((output) => output.type === 'error');
  expect(failure).toMatchObject({ ename: 'Error', evalue: 'matMul: [128, 784] x [256, 10]: inner sizes 784 and 256 differ' });
  expect(failure?.type === 'error' && failure.traceback.find((line) => line.includes('Cell ['))).toMatch(/at score \(Cell \[\d+\] #[^:]+:4:13\)/);
});
