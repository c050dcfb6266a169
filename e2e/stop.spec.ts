/** Stop, on the real worker: whatever a cell does, it ends, nothing of it writes later, and the notebook goes on. */
import { expect, test, type Page } from '@playwright/test';
import { chooseMenu, kernelReady, openNotebook, openStart, outcomes, runAll, setText, settled, textOf } from './support/notebook';

const start = (page: Page) => page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
const running = (page: Page) => page.locator('[data-status=running]');
const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop cell' });

/** Runs the cells, presses Stop once the last runs, and waits for its end. */
async function stopRun(page: Page): Promise<void> {
  await start(page);
  await expect(page.locator('[data-cell-id]').last()).toHaveAttribute('data-status', 'running');
  await stopButton(page).click();
  await settled(page, 15_000);
}

/** What a new cell with this text shows. */
async function show(page: Page, text: string): Promise<string> {
  await setText(page, 1, text);
  await page.evaluate(() => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[0]?.id;
    if (id !== undefined) session?.commands.runCell(id);
  });
  await settled(page, 15_000);
  return textOf((await outcomes(page))[0]);
}

interface Endless {
  readonly name: string;
  /** Runs before it, in a cell of its own. */
  readonly before?: string;
  readonly cell: string;
}

const ENDLESS: readonly Endless[] = [
  { name: 'case 51: a loop that swallows every error', cell: 'function w(){ throw new Error("again") }\nwhile (true) { try { w() } catch {} finally { } }' },
  { name: 'a loop in a function that catches and goes on in finally', cell: 'function hang(){ try { for(;;); } finally { return 1 } }\nfor (;;) hang()' },
  { name: 'a promise whose catch goes on', cell: 'const spin = async () => { for (;;); }\nfor (;;) await spin().catch(() => 0)' },
  { name: 'exponential recursion', cell: 'const fib = (n: number): number => n < 2 ? 1 : fib(n - 1) + fib(n - 2)\nfib(90)' },
  { name: 'a generator without end', cell: 'function* all() { for (let i = 0; ; i++) yield i }\nlet sum = 0\nfor (const i of all()) sum += i' },
  { name: 'for await over an asynchronous generator', cell: 'async function* ticks() { for (;;) yield await Promise.resolve(1) }\nfor await (const t of ticks());' },
  { name: 'awaits that never leave the task', cell: 'for (;;) await null' },
  { name: 'a chain of promises that never leaves the task', cell: 'const again = (): Promise<void> => Promise.resolve().then(again)\nawait again()' },
  { name: 'a pending await', cell: 'await new Promise(() => {})' },
  { name: 'a wait for many timers', cell: 'for (;;) await new Promise((done) => setTimeout(done, 20))' },
  { name: 'a function of the cell that Array.from calls', cell: 'Array.from({ length: 1e9 }, (_, i) => i).length' },
  { name: 'a comparison that sort calls', before: 'const many = Array.from({ length: 4e6 }, (_, i) => (i * 7919) % 4000037)', cell: 'for (;;) [...many].sort((a, b) => a - b)' },
  { name: 'a replacer that a regular expression calls', before: 'const text = "ab".repeat(1e7)', cell: 'let out = 0\nfor (;;) text.replace(/a/g, () => String(out++ % 10))' },
  { name: 'a loop of operations inside TensorFlow.js', cell: 'tf.tidy(() => tf.linalg.qr(tf.randomNormal([400, 400])))\ntf.tidy(() => tf.linalg.qr(tf.randomNormal([900, 900])))' },
  { name: 'a dataset that repeats without end', cell: 'await tf.data.array([1, 2, 3]).repeat().forEachAsync(() => {})' },
  { name: 'a dataset gathered by the library', cell: 'await tf.data.array([1, 2, 3]).repeat().take(1e9).toArray()' },
  { name: 'training', before: 'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] })\nmodel.compile({ loss: "meanSquaredError", optimizer: "sgd" })', cell: 'await model.fit(tf.ones([64, 4]), tf.zeros([64, 1]), { epochs: 1e6 })' },
  { name: 'one long batch of training', before: 'const big = tf.sequential({ layers: [...Array.from({ length: 8 }, () => tf.layers.dense({ units: 600, inputShape: [600], kernelInitializer: "zeros" })), tf.layers.dense({ units: 1 })] })\nbig.compile({ loss: "meanSquaredError", optimizer: "adam" })', cell: 'await big.fit(tf.ones([3000, 600]), tf.zeros([3000, 1]), { batchSize: 3000, epochs: 1000 })' },
  { name: 'a getter, a static block and a constructor', cell: 'class A { constructor() { for (;;); } get x() { return 1 } }\nclass B { static made = new A() }' },
];

test.describe('Stop ends', () => {
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    await openStart(page);
  });
  test.afterAll(() => page.close());

  for (const { name, before, cell } of ENDLESS) {
    test(name, async () => {
      await openNotebook(page, before === undefined ? [cell] : [before, cell]);
      await stopRun(page);
      expect(textOf((await outcomes(page)).at(-1))).toMatch(/Interrupted/);
      expect(await show(page, '20 + 3')).toBe('23');
    });
  }
});

test('case 50: Stop ends an endless loop and keeps the variables', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['let n = 0\nwhile (true) { n++ }']);
  await stopRun(page);
  expect(textOf((await outcomes(page))[0])).toMatch(/Interrupted/);
  expect(await show(page, 'n > 0')).toBe('true');
});

test('a stop aborts the cells behind, and they say so', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['while (true);', '"after"']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await stopButton(page).click();
  await settled(page, 10_000);
  expect((await outcomes(page)).map(({ status }) => status)).toEqual(['error', 'aborted']);
  await expect(page.locator('[data-cell-id]').nth(1)).toContainText(/Not run, because cell 1 was stopped/);
});

test('case 52: what is left of a stopped cell writes nothing later', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    'let wrote = "nothing"; let isOpen = false; let open = () => {}; const gate = new Promise<void>((done) => { open = () => { isOpen = true; done() } })',
    'setInterval(() => { if (isOpen) wrote = "a timer" }, 30)\ntry { await gate; wrote = "the cell" } catch { wrote = "a catch" }\nwrote = "what follows"',
  ]);
  await stopRun(page);
  expect(await show(page, 'open(); await new Promise((done) => setTimeout(done, 300)); wrote')).toBe('"nothing"');
});

test('a stop leaves alone what earlier cells do in the background', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    '',
    'let beats = 0; void (async () => { for (;;) { await new Promise((done) => setTimeout(done, 20)); beats++ } })()',
    'await new Promise(() => {})',
  ]);
  await stopRun(page);
  expect(await show(page, 'const seen = beats; await new Promise((done) => setTimeout(done, 300)); beats > seen')).toBe('true');
});

test('a model whose training was stopped trains on', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, [
    'const net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })\nnet.compile({ loss: "meanSquaredError", optimizer: "adam" })',
    'await net.fit(tf.ones([32, 2]), tf.zeros([32, 1]), { epochs: 1e6 })',
  ]);
  await stopRun(page);
  const [, stopped] = await outcomes(page);
  expect(textOf(stopped)).toMatch(/Interrupted/);
  expect(await show(page, '(await net.fit(tf.ones([32, 2]), tf.zeros([32, 1]), { epochs: 2 })).epoch.length')).toContain('2');
});

test('I I interrupts from the keyboard, and Ctrl+M I while typing', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['for (;;);']);
  await page.locator('[data-cell-id]').first().focus();
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.keyboard.press('i');
  await page.keyboard.press('i');
  await settled(page, 10_000);
  expect(textOf((await outcomes(page))[0])).toMatch(/Interrupted/);

  await start(page);
  await expect(running(page)).toHaveCount(1);
  await page.keyboard.press('Control+m');
  await page.keyboard.press('i');
  await settled(page, 10_000);
});

test('0 0 asks, and then restarts', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['var kept = 1', 'typeof kept']);
  await runAll(page);
  await page.locator('[data-cell-id]').first().focus();
  await page.keyboard.press('0');
  await page.keyboard.press('0');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restart', exact: true }).click();
  await kernelReady(page);
  await setText(page, 1, '');
  expect(textOf((await runAll(page))[1])).toBe('"undefined"');
});

test('the menu restarts and runs all, and runs what is selected', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['var count = (globalThis as any).count = ((globalThis as any).count ?? 0) + 1', 'count']);
  await runAll(page);
  expect(textOf((await runAll(page))[1])).toBe('2');
  await chooseMenu(page, 'Runtime', /^Restart and run all/);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restart and run all' }).click();
  await kernelReady(page);
  await settled(page);
  expect(textOf((await outcomes(page))[1])).toBe('1');

  await page.locator('[data-cell-id]').nth(1).click({ position: { x: 8, y: 8 } });
  await chooseMenu(page, 'Runtime', /^Run selection/);
  await settled(page);
  expect((await outcomes(page)).map(({ executionCount }) => executionCount)).toEqual([1, 3]);
});

test('what JavaScript cannot stop is said with the time waited, and can be terminated; the notebook goes on', async ({ page }) => {
  await openStart(page);
  // One long native call: no guard runs inside a regular expression.
  await openNotebook(page, ['/^(a+)+$/.test("a".repeat(60) + "b")']);
  await start(page);
  await expect(running(page)).toHaveCount(1);
  await stopButton(page).click();
  const banner = page.getByRole('alert').filter({ hasText: 'The cell does not stop' });
  await expect(banner).toContainText(/Still in one native call for 3 s/, { timeout: 10_000 });
  await expect(banner).toContainText(/native call for (?:[5-9]|\d\d) s/, { timeout: 15_000 });
  await expect(banner).toContainText(/variables, models and tensors are lost/);
  await page.getByRole('button', { name: 'Terminate kernel' }).click();
  await settled(page, 10_000);
  await expect(page.locator('[data-cell-id]').first()).toContainText('The kernel was terminated while this cell ran');
  await kernelReady(page);
  expect(await show(page, '1 + 1')).toBe('2');
});
