/**
 * A hostile cell: each attempt to break out of the kernel is made for real, and whatever it says of itself, the page then
 * looks for damage: to what the browser stores, to its own document, to what other cells have shown, to the next run.
 */
import { expect, test, type Page } from '@playwright/test';
import { CANARY, ESCAPES, PRELUDE, REPORT, cellOf, type Escape } from './support/escapes';
import { kernelReady, openNotebook, openStart, setText } from './support/notebook';

/** Cells of the hostile notebook, from 0. */
const [PRELUDE_CELL, VICTIM, ATTEMPT, NEXT, REPORT_CELL] = [0, 1, 2, 3, 4] as const;

interface Said {
  readonly status: string;
  readonly text: string;
}

/** Runs one cell to its end; null where it does not end in time. */
async function runCell(page: Page, index: number, timeout = 4000): Promise<Said | null> {
  return page.evaluate(
    async ([at, limit]) => {
      const session = window.gradbook?.app.store.getState().session;
      const id = session?.store.getState().notebook.cells[at]?.id;
      if (!session || id === undefined) return null;
      const { store, commands } = session;
      commands.clearOutputs([id]);
      const ended = new Promise<boolean>((resolve) => {
        let begun = false;
        const look = (): void => {
          const status = store.getState().runs[id]?.status;
          if (status === 'queued' || status === 'running') begun = true;
          else if (begun) {
            stop();
            resolve(true);
          }
        };
        const stop = store.subscribe(look);
        setTimeout(() => {
          stop();
          resolve(false);
        }, limit);
      });
      commands.runCell(id);
      // Messages cross the border while the cell runs, for those that lie in wait for one.
      const asking = setInterval(() => void commands.expand('h1'), 10);
      const inTime = await ended;
      clearInterval(asking);
      if (!inTime) return null;
      const cell = store.getState().notebook.cells[at];
      const outputs = cell?.type === 'code' ? cell.outputs : [];
      const text = outputs.flatMap((output) => {
        switch (output.type) {
          case 'stream':
            return [output.text];
          case 'error':
            return [`${output.ename}: ${output.evalue}`];
          case 'display':
          case 'result':
            return [String(output.data['text/plain'] ?? '')];
          default:
            return output satisfies never;
        }
      });
      return { status: store.getState().runs[id]?.status ?? '', text: text.join('\n') };
    },
    [index, timeout] as const,
  );
}

async function restart(page: Page): Promise<void> {
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await page.waitForFunction(() => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase === 'idle');
}

interface Prize {
  /** The other notebook's id. */
  readonly other: string;
  readonly runs: readonly string[];
}

/** What an escape would touch, read by the page itself. */
async function valuables(page: Page, { other }: Prize): Promise<string> {
  return page.evaluate(
    async ([notebook, victim]) => {
      const requests = (await indexedDB.databases()).map(async ({ name = '' }) => {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        const stores = await Promise.all(
          [...database.objectStoreNames].map(
            (store) =>
              new Promise<unknown>((resolve, reject) => {
                const request = database.transaction(store).objectStore(store).getAll();
                // The hostile notebook itself changes with every attempt.
                request.onsuccess = () => resolve(request.result.filter((record: { id?: string; notebook?: string }) => record.id === notebook || record.notebook === notebook));
                request.onerror = () => reject(request.error);
              }),
          ),
        );
        database.close();
        return { name, stores };
      });
      const files: string[] = [];
      const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
        for await (const entry of folder.values()) {
          const name = `${path}/${entry.name}`;
          if (entry instanceof FileSystemDirectoryHandle) {
            if (path === '' || path === '/notebooks') files.push(name);
            if (path === '' || entry.name === notebook) await walk(entry, name);
          } else if (entry instanceof FileSystemFileHandle) files.push(`${name}: ${await (await entry.getFile()).text()}`);
        }
      };
      await walk(await navigator.storage.getDirectory(), '');
      const state = window.gradbook?.app.store.getState().session?.store.getState();
      const cell = state?.notebook.cells[victim];
      return JSON.stringify({
        databases: await Promise.all(requests),
        files: files.sort(),
        // Beside these the app keeps a note of the cell that runs.
        local: Object.entries(localStorage).filter(([key]) => !key.startsWith('gradbook.running.')),
        session: { ...sessionStorage },
        cookie: document.cookie,
        title: document.title.replace(/^● /, ''),
        url: location.href,
        frames: [...document.querySelectorAll('iframe')].filter((frame) => !frame.src.endsWith('/frame.html')).length,
        taken: document.body.textContent?.includes('taken over on the page') ?? false,
        victim: cell?.type === 'code' ? cell.outputs : [],
        run: state?.runs[cell?.id ?? ''],
        isolated: crossOriginIsolated,
      });
    },
    [other, VICTIM] as const,
  );
}

async function prepare(page: Page): Promise<Prize> {
  await openStart(page);
  await page.evaluate((canary) => localStorage.setItem('secret-token', canary), CANARY);
  await openNotebook(page, [`"${CANARY}"`]);
  const other = await page.evaluate(async (canary) => {
    const session = window.gradbook?.app.store.getState().session;
    await session?.commands.uploadFiles([new File([`a,b\n${canary},1`], 'private.csv')]);
    await session?.commands.saveNow();
    return session?.store.getState().id ?? '';
  }, CANARY);
  await openNotebook(page, [PRELUDE, '"as it was"', '', '6*7', REPORT]);
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.saveNow());
  await kernelReady(page);
  expect((await runCell(page, VICTIM))?.text).toBe('"as it was"');
  const runs = await page.evaluate(() => Object.values(window.gradbook?.app.store.getState().session?.store.getState().runs ?? {}).map((run) => run.runId));
  await arm(page, { other, runs });
  return { other, runs };
}

/** Puts into a fresh kernel what the attempts use. */
async function arm(page: Page, { other, runs }: Prize): Promise<void> {
  await setText(page, ATTEMPT + 1, `Object.assign(globalThis, { other: ${JSON.stringify(other)}, runs: ${JSON.stringify(runs)} }); 0`);
  expect((await runCell(page, ATTEMPT, 20_000))?.status).toBe('ok');
  expect(await runCell(page, PRELUDE_CELL)).toMatchObject({ status: 'ok' });
}

/** What went wrong for the defence; empty where the attempt came to nothing. */
async function attempt(page: Page, escape: Escape, prize: Prize, before: string): Promise<readonly string[]> {
  const faults: string[] = [];
  await setText(page, ATTEMPT + 1, cellOf(escape));
  const ruins = escape.leaves === 'ruins';
  const said = await runCell(page, ATTEMPT, ruins ? 1000 : 4000);
  const next = ruins ? null : await runCell(page, NEXT);
  const report = ruins && said === null ? null : await runCell(page, REPORT_CELL, ruins ? 1000 : 4000);
  if (said?.text.includes('reached:')) faults.push(said.text);
  if (said?.text.includes(CANARY)) faults.push(`saw what it must not: ${said.text}`);
  const clean = report?.status === 'ok' && report.text === '""';
  if (report?.status === 'ok' && report.text !== '""') faults.push(`got hold of ${report.text}`);
  if (!ruins) {
    if (said === null) faults.push('the attempt did not end');
    if (next?.status !== 'ok' || next.text !== '42') faults.push(`the next cell: ${JSON.stringify(next)}`);
  }
  const after = await valuables(page, prize);
  if (after !== before) faults.push(`changed: ${difference(before, after)}`);
  if (escape.leaves !== undefined || !clean || faults.length > 0) {
    await restart(page);
    await arm(page, prize);
  }
  return faults;
}

function difference(before: string, after: string): string {
  const at = [...before].findIndex((letter, index) => letter !== after[index]);
  return `…${before.slice(Math.max(0, at - 40), at + 60)}… → …${after.slice(Math.max(0, at - 40), at + 60)}…`;
}

test('no cell reaches what the browser keeps, other notebooks, the page or the wire, and the next cell runs', async ({ page }) => {
  test.setTimeout(240_000);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const prize = await prepare(page);
  const before = await valuables(page, prize);
  expect(before).toContain(CANARY);
  expect(ESCAPES.length).toBeGreaterThanOrEqual(60);

  // The spies find what they look for where it can be found.
  await setText(page, ATTEMPT + 1, "spied.spy(Array.prototype, 'push'); [].push({ inside: new MessageChannel().port1 } as never, { finished() {}, started() {} } as never); 0");
  await runCell(page, ATTEMPT);
  expect((await runCell(page, REPORT_CELL))?.text).toMatch(/port at push.*outlet of a run at push/);

  const failed: Record<string, readonly string[]> = {};
  for (const escape of ESCAPES) {
    const faults = await attempt(page, escape, prize, before);
    if (faults.length > 0) failed[escape.name] = faults;
  }
  expect(failed).toEqual({});
  expect(dialogs).toEqual([]);
  expect(page.context().pages()).toHaveLength(1);
});
