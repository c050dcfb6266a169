/** Cases of how cells behave: cells run in order on one kernel, and what the last of them shows. */
import { expect, test, type Page } from '@playwright/test';
import { openNotebook, openStart, textOf, type CellOutcome } from './notebook';

export interface Case {
  readonly name: string;
  readonly cells: readonly string[];
  /** The last cell's text: equal, or matching. */
  readonly shows: string | RegExp;
  /** Where its error points, as "line:column" of its TypeScript. */
  readonly at?: string;
}

/** Runs one cell of the open notebook to its end; what it showed by then. */
export async function runOne(page: Page, number: number): Promise<CellOutcome> {
  return page.evaluate(async (index) => {
    const session = window.gradbook?.app.store.getState().session;
    const id = session?.store.getState().notebook.cells[index]?.id;
    if (!session || id === undefined) throw new Error(`the notebook has no cell ${index + 1}`);
    const before = session.store.getState().runs[id]?.runId;
    session.commands.runCell(id);
    for (;;) {
      const { runs, notebook } = session.store.getState();
      const run = runs[id];
      const cell = notebook.cells[index];
      const isOver = run !== undefined && run.runId !== before && run.status !== 'queued' && run.status !== 'running';
      if (isOver && cell?.type === 'code') {
        const outputs = cell.outputs.map(({ origin: _, ...output }) => output);
        return { status: run.status, outputs, executionCount: cell.executionCount };
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }, number - 1);
}

/** Runs cells one after another, also past errors. */
export async function runEach(page: Page, from: number, count: number): Promise<readonly CellOutcome[]> {
  const shown: CellOutcome[] = [];
  for (let at = 0; at < count; at++) shown.push(await runOne(page, from + at));
  return shown;
}

/** "line:column" of the innermost frame; null where there is no error. */
export function placeOf(outcome: CellOutcome | undefined): string | null {
  return framesOf(outcome)[0]?.place ?? null;
}

/** Frames of a cell's error, innermost first: the function, and where in which cell. */
export function framesOf(outcome: CellOutcome | undefined): readonly { readonly name: string; readonly cell: string; readonly place: string }[] {
  const error = outcome?.outputs.find((output) => output.type === 'error');
  return (error?.type === 'error' ? error.traceback : []).flatMap((line) => {
    const [, name, cell, place] = /^ {4}at (.*) \(Cell \[.\d*\] #(.*?):(\d+:\d+)\)$/.exec(line) ?? [];
    return name !== undefined && cell !== undefined && place !== undefined ? [{ name, cell, place }] : [];
  });
}

/**
 * One test for each case, by group. All run in one notebook on one kernel, so names of earlier cases are still there:
 * a case that needs a name to be unknown picks its own.
 */
export function testCases(title: string, groups: Readonly<Record<string, readonly Case[]>>): void {
  test.describe(title, () => {
    let page: Page;
    test.beforeAll(async ({ browser }) => {
      page = await browser.newPage();
      await openStart(page);
      const all = Object.values(groups).flat();
      await openNotebook(page, all.flatMap(({ cells }) => cells));
    });
    test.afterAll(() => page.close());

    let next = 1;
    for (const [group, cases] of Object.entries(groups)) {
      for (const { name, cells, shows, at } of cases) {
        const first = next;
        next += cells.length;
        test(`${group} › ${name}`, async () => {
          const last = (await runEach(page, first, cells.length)).at(-1);
          const text = textOf(last).trim();
          if (typeof shows === 'string') expect(text).toBe(shows);
          else expect(text).toMatch(shows);
          if (at !== undefined) expect(placeOf(last)).toBe(at);
        });
      }
    }
  });
}
