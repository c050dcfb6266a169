/** What outlives a cell, and what a cell cannot break, on the real worker. */
import { expect, test, type Page } from '@playwright/test';
import { runOne, testCases } from '../support/cases';
import { kernelReady, openNotebook, openStart, outcomes, runAll, settled, textOf } from '../support/notebook';

const textsOf = async (page: Page): Promise<readonly string[]> => (await outcomes(page)).map(textOf);

test.describe('stopping', () => {
  const stop = (page: Page) => page.getByRole('button', { name: 'Stop cell' }).click();
  const start = (page: Page) => page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());

  for (const { name, cells, after } of [
    { name: 'case 50: an endless loop stops and keeps what it counted', cells: ['let n=0;while(true){n++}', 'n>0'], after: 'true' },
    {
      name: 'case 51: a loop that catches every error stops',
      cells: ['function w(){throw new Error("again")} let m=0; while(true){try{m++;w()}catch{}}', 'm>0'],
      after: 'true',
    },
    {
      name: 'case 52: a wait without end stops, and what follows it writes nothing',
      cells: [
        'let wrote="nothing", open=()=>{}; await new Promise<void>(r=>{open=r}); wrote="late"; console.log("late")',
        'open(); await new Promise(r=>setTimeout(r,20)); wrote',
      ],
      after: '"nothing"',
    },
  ]) {
    test(name, async ({ page }) => {
      await openStart(page);
      await openNotebook(page, cells);
      await start(page);
      await expect(page.locator('[data-status=running]')).toHaveCount(1);
      await stop(page);
      await settled(page, 10_000);
      expect((await outcomes(page)).map(({ status }) => status)).toEqual(['error', 'aborted']);
      expect(textOf(await runOne(page, 2))).toBe(after);
      const [first] = await textsOf(page);
      expect(first).toMatch(/^Interrupted/);
      expect(first).not.toContain('late');
    });
  }
});

test.describe('timers and rejections', () => {
  test('case 53: a late interval writes to the cell that started it, and a restart clears it', async ({ page }) => {
    await openStart(page);
    await openNotebook(page, ['let ticks=0; setInterval(()=>console.log(`tick ${++ticks}`), 30)', 'await new Promise(r=>setTimeout(r,150)); "second"']);
    await runOne(page, 1);
    expect(textOf(await runOne(page, 2))).toBe('"second"');
    await expect.poll(async () => (await textsOf(page))[0]).toMatch(/tick 1\ntick 2\ntick 3/);
    expect((await textsOf(page))[1]).toBe('"second"');

    await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
    await kernelReady(page);
    const [then] = await textsOf(page);
    await page.waitForTimeout(200);
    expect((await textsOf(page))[0]).toBe(then);
  });

  test('case 54: a rejection that nobody handles is written to its own cell', async ({ page }) => {
    await openStart(page);
    await openNotebook(page, ['Promise.reject(1); "first"', 'setTimeout(()=>{ Promise.reject(new Error("late one")) }, 60); 2', '"third"']);
    for (const number of [1, 2, 3]) await runOne(page, number);
    await expect.poll(async () => (await textsOf(page))[1]).toMatch(/Uncaught \(in promise\) Error: late one/);
    const [first, , third] = await outcomes(page);
    expect(first?.outputs.find((output) => output.type === 'stream')).toMatchObject({ name: 'stderr', text: expect.stringContaining('Uncaught (in promise) 1') });
    expect(first?.status).toBe('ok');
    expect(textOf(third)).toBe('"third"');
  });
});

test('case 55: a million log lines and a very long string are cut, with a notice, and the page answers', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['for (let i = 0; i < 1_000_000; i++) console.log("line " + i)', '"x".repeat(100_000_000)']);
  const started = Date.now();
  const [lines, long] = [await runOne(page, 1), await runOne(page, 2)];
  expect(Date.now() - started).toBeLessThan(60_000);
  expect(lines.status).toBe('ok');
  expect(textOf(lines)).toMatch(/more lines/);
  expect(textOf(lines).length).toBeLessThan(3_000_000);
  expect(textOf(long).length).toBeLessThan(3_000_000);
  await page.getByRole('button', { name: /^Runtime:/ }).click({ timeout: 5_000 });
});

testCases('living on', {
  'values that resist being looked at': [
    { name: 'case 56: a circular object', cells: ['const round: any = { name: "loop" }; round.self = round; round'], shows: /name: "loop".*self: /s },
    { name: 'case 56: a getter that throws', cells: ['({ get boom(): never { throw new Error("no") }, calm: 1 })'], shows: /boom.*calm: 1/s },
    { name: 'case 56: a proxy whose every trap throws', cells: ['new Proxy({}, new Proxy({}, { get() { throw new Error("trap") } }))'], shows: /./ },
    { name: 'case 56: a revoked proxy', cells: ['const gone = Proxy.revocable({}, {}); gone.revoke(); gone.proxy'], shows: /./ },
    { name: 'case 56: an object as deep as a stack', cells: ['let deep: any = {}; for (let i = 0; i < 100_000; i++) deep = { deep }; deep'], shows: /deep: / },
    { name: 'case 56: an array of a million', cells: ['Array.from({ length: 1_000_000 }, (_, i) => i)'], shows: /0, 1, 2/ },
    { name: 'case 56: an object that lies about its name', cells: ['({ get [Symbol.toStringTag]() { throw 1 }, constructor: { get name() { throw 2 } }, real: true })'], shows: /real: true/ },
  ],
  'what a cell cannot break': [
    { name: 'case 58: a kernel whose postMessage is gone goes on', cells: ['globalThis.postMessage = null as any; postMessage === null', '58'], shows: '58' },
    { name: 'case 58: a kernel whose message handler is replaced goes on', cells: ['self.onmessage = () => { throw new Error("stolen") }', '"alive"'], shows: '"alive"' },
    { name: 'case 58: a forged message is not heard', cells: ['self.dispatchEvent(new MessageEvent("message", { data: { type: "finished", runId: "x", status: "ok" } })); 5', '6'], shows: '6' },
    { name: 'case 58: a listener for messages hears nothing of the kernel', cells: ['let heard58 = 0; self.addEventListener("message", () => { heard58++ })', '1', 'heard58'], shows: '0' },
  ],
});

test('case 57: cells queued behind an error are aborted, and say so', async ({ page }) => {
  await openStart(page);
  await openNotebook(page, ['let ran = 1', 'throw new Error("stop here")', 'ran = 2', 'ran']);
  const results = await runAll(page);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'error', 'aborted', 'aborted']);
  await expect(page.locator('[data-cell-id]').nth(2)).toContainText(/not run|aborted/i);
  expect(textOf(await runOne(page, 4))).toBe('1');
});
