/** Notebooks as links, and what came from elsewhere: nothing in it runs or reaches the page until the reader says so. */
import { expect, test, type Browser, type Page } from '@playwright/test';
import { cell, chooseMenu, dropFiles, kernelReady, notice, openNotebook, openStart, outcomes, outputOf, runAll, settled, textOf } from './support/notebook';

const SCRIPTED = `<p id="said">still</p><script>
  const tries = {};
  const attempt = (name, reach) => { try { tries[name] = String(reach()); } catch (error) { tries[name] = 'refused'; } };
  attempt('page', () => parent.document.title);
  attempt('app', () => parent.gradbook);
  attempt('storage', () => localStorage.length);
  attempt('database', () => indexedDB.open('x') && 'opened');
  attempt('cookie', () => (document.cookie = 'a=1') && document.cookie);
  attempt('top', () => { top.location.href = 'about:blank'; return 'moved'; });
  attempt('window', () => open('/') ? 'opened' : 'refused');
  document.getElementById('said').textContent = JSON.stringify(tries);
</script>`;

interface Link {
  readonly url: string;
  /** What the dialog says of its length. */
  readonly words: string;
}

async function shareLink(page: Page, outputs: boolean): Promise<Link> {
  await chooseMenu(page, 'File', /^Share/);
  const dialog = page.getByRole('dialog', { name: 'Share' });
  const field = dialog.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#nb=/);
  await dialog.getByRole('checkbox', { name: /^Include outputs/ }).setChecked(outputs);
  const url = await field.inputValue();
  const words = (await dialog.getByText(/^[\d,]+ characters/).textContent()) ?? '';
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  return { url, words };
}

/** Opens a link as somebody else. */
async function openElsewhere(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test('a link holds the notebook; it opens as a copy that runs and is saved only once accepted', async ({ page, browser }) => {
  await openNotebook(page, ['const secret = 6 * 7;\nsecret', 'display.html("<b>bold</b>")']);
  await page.getByRole('textbox', { name: 'File name' }).fill('Shared thing');
  await page.keyboard.press('Enter');
  await runAll(page);
  await expect(outputOf(page, 1)).toContainText('42');
  const withOutputs = await shareLink(page, true);
  const without = await shareLink(page, false);
  expect(withOutputs.words).toContain(withOutputs.url.length.toLocaleString('en-US'));
  expect(without.words).toContain(without.url.length.toLocaleString('en-US'));
  expect(without.url.length).toBeLessThan(withOutputs.url.length);

  const bare = await openElsewhere(browser, without.url);
  await expect(cell(bare, 1)).toContainText('const secret = 6 * 7;');
  await expect(outputOf(bare, 1)).toHaveCount(0);
  await bare.context().close();

  const other = await openElsewhere(browser, withOutputs.url);
  await expect(other.getByText('This is a copy from a link')).toBeVisible();
  await expect(other.getByRole('textbox', { name: 'File name' })).toHaveValue('Shared thing');
  await expect(other.getByText('Copy, not saved')).toBeVisible();
  await expect(outputOf(other, 1)).toContainText('42');
  await cell(other, 1).getByRole('button', { name: 'Run cell' }).click();
  const question = other.getByRole('alertdialog', { name: /allow it to run/ });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(other.locator('[data-status=idle]')).toHaveCount(2);
  await other.getByRole('button', { name: 'Run all' }).click();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(other.locator('[data-status=idle]')).toHaveCount(2);
  // Left without accepting, it was never stored.
  await other.getByRole('button', { name: 'Leave' }).click();
  await expect(other.getByText('Notebooks you make are kept in this browser')).toBeVisible();

  await other.goBack();
  await expect(other.getByText('This is a copy from a link')).toBeVisible();
  await other.getByRole('button', { name: 'Save a copy and allow running' }).click();
  await expect(other.getByText('This is a copy from a link')).toHaveCount(0);
  await kernelReady(other);
  await other.getByRole('button', { name: 'Run all' }).click();
  await settled(other);
  expect((await outcomes(other)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  await expect(other.getByText(/^Saved/)).toBeVisible();
  await expect(other).toHaveURL(/#n=/);
  await other.reload();
  await expect(outputOf(other, 1)).toContainText('42');
  await other.getByRole('button', { name: 'All notebooks' }).click();
  await expect(other.getByRole('button', { name: /^Shared thing/ })).toBeVisible();
  await other.context().close();
});

test('a damaged link says so, and pasted links open from the start page', async ({ page }) => {
  await openNotebook(page, ['"whole"']);
  const { url } = await shareLink(page, false);
  await page.getByRole('button', { name: 'All notebooks' }).click();
  const paste = async (text: string): Promise<void> => {
    await page.getByRole('button', { name: /^Open a file or link/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a notebook' });
    await dialog.getByRole('textbox').fill(text);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  };
  await paste(url.slice(0, -20));
  await expect(notice(page, /^The link was cut short: only \d+ of \d+ bytes arrived/)).toBeVisible();
  const middle = url.length - 30;
  await paste(url.slice(0, middle) + (url[middle] === 'A' ? 'B' : 'A') + url.slice(middle + 1));
  await expect(notice(page, /^The link is damaged/)).toBeVisible();
  await paste('hello');
  await expect(notice(page, /^That is neither a share link nor/)).toBeVisible();
  await paste(url);
  await expect(cell(page, 1)).toContainText('"whole"');
  await expect(page.getByText('This is a copy from a link')).toBeVisible();

  const fresh = await page.context().newPage();
  await fresh.goto(url.slice(0, -20));
  await expect(notice(fresh, /^The link was cut short/)).toBeVisible();
  await expect(fresh.getByRole('button', { name: /^Start blank/ })).toBeVisible();
});

test('a script in an HTML output reaches neither the page nor what it stores', async ({ page }) => {
  await openNotebook(page, [`display.html(${JSON.stringify(SCRIPTED)})`]);
  await runAll(page);
  const frame = outputOf(page, 1).locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts');
  await expect(frame).toHaveAttribute('credentialless', '');
  await expect(frame).toHaveAttribute('src', /\/frame\.html$/);
  const said = frame.contentFrame().locator('#said');
  await expect(said).toContainText('{');
  const tries: unknown = JSON.parse((await said.textContent()) ?? '');
  expect(tries).toEqual({ page: 'refused', app: 'refused', storage: 'refused', database: 'refused', cookie: 'refused', top: 'refused', window: 'refused' });
  await expect(page).toHaveURL(/#n=/);
});

test('HTML that came with a link or a file has no scripts until it is trusted or its cell runs', async ({ page, browser }) => {
  const html = '<p id="said">as it came</p><style>p { color: rgb(1, 2, 3) }</style><script>document.getElementById("said").textContent = "ran"</script><img src="x" onerror="window.ran = 1">';
  await openNotebook(page, [`display.html(${JSON.stringify(html)})`]);
  await runAll(page);
  await expect(outputOf(page, 1).locator('iframe').contentFrame().getByText('ran')).toBeVisible();
  const { url } = await shareLink(page, true);

  const other = await openElsewhere(browser, url);
  const output = outputOf(other, 1);
  await expect(output.getByText('as it came')).toBeVisible();
  await expect(output.getByText('Scripts in this output are off')).toBeVisible();
  await expect(output.locator('iframe')).toHaveCount(0);
  await expect(other.locator('script:not([src])')).toHaveCount(0);
  expect(await other.evaluate(() => 'ran' in window)).toBe(false);
  // Its styles stay in its box.
  await expect(other.getByRole('textbox', { name: 'File name' })).not.toHaveCSS('color', 'rgb(1, 2, 3)');
  await output.getByRole('button', { name: 'Trust its outputs' }).click();
  await expect(output.locator('iframe').contentFrame().getByText('ran')).toBeVisible();
  await other.context().close();

  const file = {
    cells: [
      {
        cell_type: 'code',
        id: 'a',
        execution_count: 1,
        metadata: {},
        source: `display.html(${JSON.stringify(html)})`,
        outputs: [{ output_type: 'display_data', metadata: {}, data: { 'text/html': html, 'text/plain': 'x' } }],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  await openStart(page);
  await dropFiles(page.getByRole('main'), [{ name: 'from.ipynb', content: JSON.stringify(file) }]);
  const opened = outputOf(page, 1);
  await expect(opened.getByText('as it came')).toBeVisible();
  await expect(opened.locator('iframe')).toHaveCount(0);
  // Stored in this browser, it is still somebody else's.
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await expect(opened.getByText('as it came')).toBeVisible();
  await expect(opened.locator('iframe')).toHaveCount(0);
  await cell(page, 1).getByRole('button', { name: 'Run cell' }).click();
  await settled(page);
  expect(textOf((await outcomes(page))[0])).toContain('as it came');
  await expect(opened.locator('iframe').contentFrame().getByText('ran')).toBeVisible();
});
