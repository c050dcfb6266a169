/** What the specs do with a notebook, in the words of a person using one. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import type { DeviceKind } from '../../src/protocol/kernel';
import type { Output } from '../../src/notebook/types';

export interface CellOutcome {
  readonly status: string;
  readonly outputs: readonly Output[];
  readonly executionCount: number | null;
}

/** The start page, ready to be used. */
export async function openStart(page: Page): Promise<void> {
  await page.goto('/');
  await page.waitForFunction(() => window.gradbook !== undefined);
}

/** A new notebook with these code cells, its kernel ready. */
export async function openNotebook(page: Page, sources: readonly string[] = ['']): Promise<void> {
  if (!page.url().startsWith('http')) await openStart(page);
  await page.evaluate(
    (cells) =>
      window.gradbook?.app.commands.newNotebook({ source: cells.map((source) => ({ type: 'code' as const, source })) }),
    sources,
  );
  await kernelReady(page);
}

export async function kernelReady(page: Page): Promise<void> {
  await page.waitForFunction(
    () => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase === 'idle',
    undefined,
    { timeout: 60_000 },
  );
}

/** Runs these cells in order in a new notebook; what each of them showed. */
export async function runCells(page: Page, sources: readonly string[]): Promise<readonly CellOutcome[]> {
  await openNotebook(page, sources);
  return runAll(page);
}

/** Runs every cell of the open notebook and waits for the last one. */
export async function runAll(page: Page, timeout = 90_000): Promise<readonly CellOutcome[]> {
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
  await settled(page, timeout);
  return outcomes(page);
}

/** Waits until no cell is queued or running. */
export async function settled(page: Page, timeout = 90_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const state = window.gradbook?.app.store.getState().session?.store.getState();
      if (!state) return false;
      const runs = Object.values(state.runs);
      return runs.length > 0 && runs.every((run) => run.status !== 'queued' && run.status !== 'running');
    },
    undefined,
    { timeout },
  );
}

export async function outcomes(page: Page): Promise<readonly CellOutcome[]> {
  return page.evaluate(() => {
    const state = window.gradbook?.app.store.getState().session?.store.getState();
    if (!state) return [];
    return state.notebook.cells.map((cell) => ({
      status: state.runs[cell.id]?.status ?? 'idle',
      outputs: cell.type === 'code' ? cell.outputs.map(({ origin: _, ...output }) => output) : [],
      executionCount: cell.type === 'code' ? cell.executionCount : null,
    }));
  });
}

/** The plain text of a cell's outputs, one after another. */
export function textOf(outcome: CellOutcome | undefined): string {
  return (outcome?.outputs ?? [])
    .map((output) => {
      switch (output.type) {
        case 'stream':
          return output.text;
        case 'error':
          return `${output.ename}: ${output.evalue}`;
        case 'display':
        case 'result':
          return String(output.data['text/plain'] ?? '');
        default:
          return output satisfies never;
      }
    })
    .join('\n');
}

export const cell = (page: Page, number: number): Locator => page.locator('[data-cell-id]').nth(number - 1);

export const outputOf = (page: Page, number: number): Locator =>
  page.getByRole('region', { name: `Output of cell ${number}`, exact: true });

/** Writes a code cell as a person does: clicks it, selects everything, pastes. */
export async function typeInto(page: Page, number: number, text: string): Promise<void> {
  const target = cell(page, number);
  await target.scrollIntoViewIfNeeded();
  await target.locator('[data-editor]').first().click();
  await expect(target.locator('.monaco-editor')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('ControlOrMeta+A');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('ControlOrMeta+V');
}

/** Puts text into a cell without the keyboard, where typing is not what is tested. */
export async function setText(page: Page, number: number, text: string): Promise<void> {
  await page.evaluate(
    ([index, source]) => {
      const session = window.gradbook?.app.store.getState().session;
      const id = session?.store.getState().notebook.cells[index]?.id;
      if (session && id !== undefined) session.commands.editCell(id, source);
    },
    [number - 1, text] as const,
  );
}

export async function switchDevice(page: Page, device: DeviceKind): Promise<void> {
  await page.evaluate((kind) => window.gradbook?.app.store.getState().session?.commands.switchDevice(kind), device);
  await page.waitForFunction(
    (kind) => {
      const state = window.gradbook?.app.store.getState().session?.store.getState();
      return state?.device?.kind === kind && state.kernel.phase === 'idle';
    },
    device,
    { timeout: 60_000 },
  );
}

/** Chooses a command of the menu bar with the mouse. */
export async function chooseMenu(page: Page, menu: string, item: RegExp): Promise<void> {
  await page.getByRole('menubar').getByRole('menuitem', { name: menu, exact: true }).click();
  await page.getByRole('menu').getByRole('menuitem', { name: item }).click();
}

export interface DroppedFile {
  readonly name: string;
  readonly content: string | readonly number[];
  readonly type?: string;
}

/** Drops files on an element as the system does: they are over it first. */
export async function dropFiles(target: Locator, files: readonly DroppedFile[]): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, content, type = '' } of dropped) {
      transfer.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name, { type }));
    }
    return transfer;
  }, files);
  for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer });
}

/** The open notebook as File → Download gives it. */
export async function downloadNotebook(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await chooseMenu(page, 'File', /^Download \.ipynb/);
  return readFile(await (await download).path(), 'utf8');
}

/** The editor of a cell, ready for keys. */
export async function focusEditor(page: Page, number: number): Promise<void> {
  const target = cell(page, number);
  await target.scrollIntoViewIfNeeded();
  await target.locator('[data-editor]').first().click();
  await expect(target.locator('.monaco-editor.focused')).toBeVisible({ timeout: 60_000 });
}

/** The text of a cell in the document. */
export async function sourceOf(page: Page, number: number): Promise<string> {
  return page.evaluate(
    (index) => window.gradbook?.app.store.getState().session?.store.getState().notebook.cells[index]?.source ?? '',
    number - 1,
  );
}

/** The newest notice that the page shows. */
export const notice = (page: Page, text: RegExp | string): Locator =>
  page.getByRole('region', { name: 'Notices' }).getByText(text).first();
