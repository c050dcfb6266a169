import { describe, expect, it, vi } from 'vitest';
import { createNotebook } from '../notebook/create';
import type { CellType } from '../notebook/types';
import { createApp } from './app';
import { openSession } from './session';
import { testEnvironment, testRuns } from './testing';
import type { Provenance } from './types';

async function open(sources: readonly [CellType, string][], provenance: Provenance = { kind: 'local' }) {
  const env = await testEnvironment();
  const notebook = createNotebook(sources.map(([type, source]) => ({ type, source })));
  const session = openSession(env, { cells: [] }, { id: 'n1', name: 'Test', notebook, provenance, outputsTrusted: true }, testRuns(env));
  const state = session.store.getState;
  return {
    env,
    session,
    state,
    commands: session.commands,
    ids: () => state().notebook.cells.map((cell) => cell.id),
    texts: () => state().notebook.cells.map((cell) => cell.source),
  };
}
const three: [CellType, string][] = [
  ['code', 'a'],
  ['code', 'b'],
  ['markdown', 'c'],
];

describe('editing a notebook', () => {
  it('deleting cells selects the one that takes their place, and undo brings them back', async () => {
    const { commands, state, ids, texts } = await open(three);
    const [, second = ''] = ids();
    commands.select(second);
    commands.deleteCells([second]);
    expect(texts()).toEqual(['a', 'c']);
    expect(state().selection.focus).toBe(ids()[1]);
    commands.undo();
    expect(texts()).toEqual(['a', 'b', 'c']);
    commands.redo();
    expect(texts()).toEqual(['a', 'c']);
  });

  it('moving, converting and duplicating are one undo step each', async () => {
    const { commands, state, ids, texts } = await open(three);
    const [first = ''] = ids();
    commands.moveCells([first], 1);
    expect(texts()).toEqual(['b', 'a', 'c']);
    commands.convertCell(first, 'markdown');
    commands.duplicateCells([first]);
    expect(texts()).toEqual(['b', 'a', 'a', 'c']);
    commands.undo();
    commands.undo();
    commands.undo();
    expect(texts()).toEqual(['a', 'b', 'c']);
    expect(state().notebook.cells[0]?.type).toBe('code');
    expect(state().canUndo).toBe(false);
  });

  it('cut cells can be pasted elsewhere, with ids of their own', async () => {
    const { commands, ids, texts } = await open(three);
    const [first = '', , last = ''] = ids();
    commands.cutCells([first]);
    commands.pasteCells(last);
    commands.pasteCells(last);
    expect(texts()).toEqual(['b', 'c', 'a', 'a']);
    expect(new Set(ids()).size).toBe(4);
  });

  it('a selection extends from where it began, in both directions', async () => {
    const { commands, state, ids } = await open(three);
    const [first = '', second = '', third = ''] = ids();
    commands.select(second);
    commands.selectNeighbour(1, { extend: true });
    expect(state().selection.cells).toEqual([second, third]);
    commands.selectNeighbour(-1, { extend: true });
    commands.selectNeighbour(-1, { extend: true });
    expect(state().selection.cells).toEqual([first, second]);
  });

  it('a selection extends from cells that were just pasted', async () => {
    const { commands, state, ids } = await open(three);
    const [first = ''] = ids();
    commands.select(first);
    commands.copyCells([first]);
    commands.pasteCells(first);
    commands.selectNeighbour(1, { extend: true });
    expect(state().selection.cells).toEqual(ids().slice(1, 3));
  });
});

describe('setting parameters', () => {
  it('sets fields of forms, and options of every Trainer, or neither', async () => {
    const { commands, texts } = await open([['code', 'const a = 1 //@param']]);
    expect(commands.setParams([{ name: 'a', value: '2' }, { name: 'trainer.maxEpoch', value: '3' }])).toEqual([expect.stringContaining("option 'trainer.maxEpoch' not found; options are: trainer.maxEpochs")]);
    expect(texts()).toEqual(['const a = 1 //@param']);
    expect(commands.setParams([{ name: 'a', value: '2' }, { name: 'trainer.maxEpochs', value: '3' }])).toEqual([]);
    expect(texts()).toEqual(['const a = 2 //@param']);
  });
});

describe('keeping a notebook', () => {
  it('an edit is stored within a second, without a name and without asking', async () => {
    const { env, commands, ids } = await open(three);
    commands.editCell(ids()[0] ?? '', 'a + 1');
    await vi.waitFor(
      async () => {
        const loaded = await env.notebooks.load('n1');
        expect(loaded.ok && loaded.value.document.cells[0]?.source).toBe('a + 1');
      },
      { timeout: 1000 },
    );
  });

  it('a copy from a link is neither stored nor run until it is accepted', async () => {
    const { env, commands, state, ids } = await open(three, { kind: 'link' });
    commands.editCell(ids()[0] ?? '', 'changed');
    commands.runCell(ids()[0] ?? '');
    await commands.saveNow();
    expect(state().queue).toEqual([]);
    expect(state().notices.map(({ text }) => text)).toContain('This copy does not run yet');
    expect((await env.notebooks.load('n1')).ok).toBe(false);
    commands.acceptCopy();
    await vi.waitFor(async () => expect((await env.notebooks.load('n1')).ok).toBe(true));
    expect(state().provenance).toEqual({ kind: 'local' });
  });

  it('an example becomes the reader’s own with the first edit', async () => {
    const { commands, state, ids } = await open(three, { kind: 'example', name: 'digits' });
    expect(state().save.phase).toBe('unsaved-copy');
    commands.editCell(ids()[0] ?? '', 'mine');
    expect(state().provenance).toEqual({ kind: 'local' });
    expect(state().save.phase).not.toBe('unsaved-copy');
  });
});

describe('leaving a notebook', () => {
  it('starts no kernel for it afterwards', async () => {
    const env = await testEnvironment();
    let kernels = 0;
    const waiting: (() => void)[] = [];
    const counting = {
      ...env,
      whenIdle: (callback: () => void) => void waiting.push(callback),
      createKernelWorker: () => {
        kernels++;
        return env.createKernelWorker();
      },
    };
    const notebook = createNotebook([{ type: 'code', source: '1' }]);
    const opened = { id: 'n1', name: 'Test', notebook, provenance: { kind: 'local' } as const, outputsTrusted: true };
    const session = openSession(counting, { cells: [] }, opened, testRuns(counting));
    session.commands.runCell(notebook.cells[0]?.id ?? '');
    await session.close();
    waiting.forEach((callback) => callback());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(kernels).toBe(0);
  });
});

describe('opening a notebook', () => {
  it('a broken file says what is wrong, and the open notebook stays', async () => {
    const app = createApp(await testEnvironment());
    await app.commands.newNotebook({ name: 'Mine' });
    await app.commands.openFile(new File(['{"cells": [}'], 'broken.ipynb'));
    const { route, session, notices } = app.store.getState();
    expect(route).toEqual({ page: 'notebook' });
    expect(session?.store.getState().name).toBe('Mine');
    expect(notices[0]?.text).toContain('“broken.ipynb” cannot be opened');
  });

  it('a pasted text that is no address says so', async () => {
    const app = createApp(await testEnvironment());
    await app.commands.openLink('hello');
    expect(app.store.getState().notices[0]?.text).toContain('neither a share link nor the address');
  });

  it('a stored notebook is listed and opens again; nothing runs by itself', async () => {
    const app = createApp(await testEnvironment());
    await app.commands.newNotebook({ name: 'Kept', source: [{ type: 'code', source: '1' }] });
    const id = app.store.getState().session?.store.getState().id ?? '';
    await app.commands.goToStart();
    expect(app.store.getState().recent).toMatchObject([{ id, name: 'Kept', cells: 1 }]);
    await app.commands.openStored(id);
    expect(app.store.getState().session?.store.getState()).toMatchObject({ name: 'Kept', queue: [], runs: {} });
  });
});
