import { expect, test, type Page } from '@playwright/test';
import { holdWorkers, killKernel } from './support/kernels';
import { cell, kernelReady, openNotebook, openStart, outcomes, runAll, settled, textOf } from './support/notebook';

const start = (page: Page) => page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
const phase = (page: Page) => page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase);

const kernelsStarted = (page: Page) => page.evaluate(() => (Reflect.get(globalThis, 'kernels') as Worker[]).length);

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

test('case 60: a worker that dies while a cell runs is told in that cell; a new kernel starts and runs nothing', async ({ page }) => {
  await holdWorkers(page);
  await openStart(page);
  await openNotebook(page, ['console.log("before")', 'console.log("working"); for (;;);', '"behind"']);
  await start(page);
  await expect(cell(page, 2)).toContainText('working');
  await killKernel(page);
  await settled(page, 10_000);
  await expect(cell(page, 2)).toContainText('The kernel died while this cell ran');
  await expect(cell(page, 2)).toContainText('most likely it ran out of memory');
  await expect(cell(page, 3)).toContainText(/Not run, because cell 2 failed/);
  const after = await outcomes(page);
  expect(after.map(({ status }) => status)).toEqual(['ok', 'error', 'aborted']);
  expect(textOf(after[0])).toBe('before\n');

  await kernelReady(page);
  expect(await kernelsStarted(page)).toBe(2);
  await expect(page.locator('[data-status=running], [data-status=queued]')).toHaveCount(0);
  await page.evaluate(() => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.runCell(session.store.getState().notebook.cells[2]?.id ?? '');
  });
  await settled(page);
  expect(textOf((await outcomes(page))[2])).toBe('"behind"');
});

test('case 60: a worker that dies between runs is replaced, and a notice says so', async ({ page }) => {
  await holdWorkers(page);
  await openStart(page);
  await openNotebook(page, ['const lost = 1\nlost', 'typeof lost']);
  await runAll(page);
  await killKernel(page);
  await expect(page.getByText(/^The kernel died/).first()).toBeVisible();
  await kernelReady(page);
  expect(textOf((await outcomes(page))[0])).toBe('1');
  await page.evaluate(() => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.runCell(session.store.getState().notebook.cells[1]?.id ?? '');
  });
  await settled(page);
  expect(textOf((await outcomes(page))[1])).toBe('"undefined"');
});

test('case 60: a page that is taken down by a cell comes back with the notebook, and tells which cell it was', async ({ page, context }) => {
  await openStart(page);
  await openNotebook(page, ['"kept"', 'for (;;);']);
  await start(page);
  await expect(cell(page, 2)).toHaveAttribute('data-status', 'running');
  // Until the note is written and the journal is flushed.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  const address = page.url();
  const again = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void devtools.send('Page.crash').catch(() => undefined); // the page is gone before it answers
  await crashed;

  await again.goto(address);
  await kernelReady(again);
  await expect(cell(again, 2)).toContainText('The browser ended the page while this cell ran');
  expect(textOf((await outcomes(again))[0])).toBe('"kept"');
  expect(await phase(again)).toBe('idle');
  await expect(again.locator('[data-status=running], [data-status=queued]')).toHaveCount(0);
  await again.close();
});

test('a page that is left while a cell runs tells of no crash', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['for (;;);']);
  await start(page);
  await expect(cell(page, 1)).toHaveAttribute('data-status', 'running');
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  await page.reload();
  await kernelReady(page);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(textOf((await outcomes(page))[0])).toBe('');
});

test('case 60: a cell that closes its worker is told so, and the notebook goes on', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['self.close(); await new Promise(() => {})', '1 + 1']);
  await start(page);
  await settled(page);
  expect(textOf((await outcomes(page))[0])).toMatch(/close/);
  await kernelReady(page);
  await page.evaluate(() => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.runCell(session.store.getState().notebook.cells[1]?.id ?? '');
  });
  await settled(page);
  expect(textOf((await outcomes(page))[1])).toBe('2');
});

test('an array that is too long is an ordinary error', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['let n = 1', 'new Float64Array(2 ** 45)', 'n']);
  await start(page);
  await settled(page);
  expect(textOf((await outcomes(page))[1])).toMatch(/RangeError/);
});

test('tensors that do not fit say so, leave the others whole, and freeing them helps', async ({ page }) => {
  test.setTimeout(240_000);
  await openStart(page);
  await openNotebook(page, [
    'const kept = tf.tensor1d([1, 2, 3]); const many: any[] = []',
    'const block = new Float32Array(1e8); for (;;) many.push(tf.tensor1d(block))',
    'kept.arraySync().join()',
    'tf.dispose(many); tf.ones([300, 300]).matMul(tf.ones([300, 300])).sum().arraySync()',
  ]);
  const run = async (number: number) => {
    await page.evaluate((index) => {
      const session = window.gradbook?.app.store.getState().session;
      session?.commands.runCell(session.store.getState().notebook.cells[index]?.id ?? '');
    }, number - 1);
    await settled(page, 120_000);
    return textOf((await outcomes(page))[number - 1]);
  };
  await run(1);
  expect(await run(2)).toMatch(/out of memory: a tensor of 400 MB has no room/);
  expect(await run(3)).toBe('"1,2,3"');
  expect(await run(4)).toBe('27000000');
});
