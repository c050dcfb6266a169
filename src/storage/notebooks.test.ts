import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeStorageError } from './errors';
import { openNotebooks } from './notebooks';
import type { NotebookStore } from './notebooks';
import type { Result } from '../base/result';

interface Cell {
  readonly id: string;
  readonly source: string;
  readonly outputs?: readonly string[];
}
interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly language: string };
  readonly origin?: { readonly text: string };
}

const cellOf = (source: string): Cell => ({ id: `cell-${source}`, source, outputs: [] });
const notebookOf = (sources: string): Notebook => ({ cells: [...sources].map(cellOf), metadata: { language: 'typescript' } });
const change = (notebook: Notebook, cellId: string, patch: Partial<Cell>): Notebook => ({
  ...notebook,
  cells: notebook.cells.map((cell) => (cell.id === cellId ? { ...cell, ...patch } : cell)),
});
const editSource = (notebook: Notebook, cellId: string, source: string) => change(notebook, cellId, { source });
const insertCell = (notebook: Notebook, at: number, cell: Cell): Notebook => ({ ...notebook, cells: notebook.cells.toSpliced(at, 0, cell) });
const deleteCell = (notebook: Notebook, at: number): Notebook => ({ ...notebook, cells: notebook.cells.toSpliced(at, 1) });

let factory: IDBFactory;
beforeEach(() => {
  factory = new IDBFactory();
});
const open = () => openNotebooks<Notebook>({ indexedDB: factory, now: () => 99 });

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const save = (store: NotebookStore<Notebook>, document: Notebook, updatedAt = 1, name = 'N') =>
  store.save({ id: 'n', name, document, updatedAt }).then(valueOf);
const load = async (store: NotebookStore<Notebook>, id = 'n') => valueOf(await store.load(id));
const fresh = () => notebookOf('abc');
const idAt = (notebook: Notebook, at: number) => notebook.cells[at]?.id ?? '';
const texts = (notebook: Notebook) => notebook.cells.map((cell) => cell.source).join('');

describe('a stored notebook', () => {
  it('is there after the tab was closed, with outputs, order and name', async () => {
    const store = await open();
    let notebook = fresh();
    await save(store, notebook);
    notebook = change(notebook, idAt(notebook, 1), { outputs: ['hi'] });
    await save(store, notebook, 2);
    notebook = { ...insertCell(notebook, 0, cellOf('m')), metadata: { language: 'javascript' }, origin: { text: '{}' } };
    await save(store, notebook, 3, 'Renamed');
    notebook = deleteCell({ ...notebook, cells: notebook.cells.toReversed() }, 2);
    await save(store, notebook, 4, 'Renamed');
    store.close();
    expect(await load(await open())).toEqual({ id: 'n', name: 'Renamed', updatedAt: 4, document: notebook });
  });

  it('saved by a page that knows nothing of it replaces it whole', async () => {
    await save(await open(), fresh());
    const other = notebookOf('o');
    await save(await open(), other, 2);
    expect((await load(await open())).document).toEqual(other);
  });
});

describe('a save writes only what changed', () => {
  it('one cell of many, none if nothing', async () => {
    const store = await open();
    const notebook = fresh();
    expect((await save(store, notebook)).written).toBe(3);
    expect((await save(store, notebook)).written).toBe(0);
    expect((await save(store, editSource(notebook, idAt(notebook, 1), 'B'))).written).toBe(1);
  });

  it('also after loading', async () => {
    await save(await open(), fresh());
    const store = await open();
    const { document } = await load(store);
    expect((await save(store, editSource(document, idAt(document, 0), 'A'))).written).toBe(1);
  });

  it('and typing in a cell leaves its outputs alone', async () => {
    const store = await open();
    const notebook = fresh();
    const big = change(notebook, idAt(notebook, 0), { outputs: ['x'] });
    await save(store, big);
    const put = IDBObjectStore.prototype.put;
    const stores: string[] = [];
    IDBObjectStore.prototype.put = function (...args) {
      stores.push(this.name);
      return put.apply(this, args);
    };
    try {
      await save(store, editSource(big, idAt(big, 0), 'typed'));
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    expect(stores.sort()).toEqual(['cells', 'heads']);
    expect((await load(await open())).document).toEqual(editSource(big, idAt(big, 0), 'typed'));
  });

  it('in order, however fast saves follow each other', async () => {
    const store = await open();
    let notebook = fresh();
    const saves = [];
    for (let turn = 0; turn < 20; turn++) {
      notebook = editSource(notebook, idAt(notebook, turn % 3), `t${turn}`);
      saves.push(save(store, notebook, turn));
    }
    await Promise.all(saves);
    expect((await load(await open())).document).toEqual(notebook);
  });
});

describe('two tabs with one notebook', () => {
  async function twoTabs() {
    const one = await open();
    const notebook = fresh();
    await save(one, notebook);
    const two = await open();
    return { one, two, notebook, mine: (await load(two)).document };
  }

  it('that changed different cells keep both, and the later one is told', async () => {
    const { one, two, notebook, mine } = await twoTabs();
    expect((await save(one, editSource(notebook, idAt(notebook, 0), 'A'))).conflict).toBeNull();
    const report = await save(two, editSource(mine, idAt(mine, 1), 'B'));
    expect(report.conflict).toEqual({ overwritten: [], elsewhere: [idAt(notebook, 0)] });
    expect(texts((await load(await open())).document)).toBe('ABc');
  });

  it('that changed the same cell keep the later text', async () => {
    const { one, two, notebook, mine } = await twoTabs();
    const id = idAt(notebook, 0);
    await save(one, editSource(notebook, id, 'one'));
    const report = await save(two, editSource(mine, id, 'two'));
    expect(report.conflict).toEqual({ overwritten: [id], elsewhere: [] });
    expect(texts((await load(await open())).document)).toBe('twobc');
  });

  it('never lose a cell that the other added', async () => {
    const { one, two, notebook, mine } = await twoTabs();
    const added = cellOf('+');
    await save(one, insertCell(notebook, 1, added));
    const edited = editSource(mine, idAt(mine, 2), 'C');
    expect((await save(two, edited)).conflict?.elsewhere).toEqual([added.id]);
    expect((await save(two, editSource(edited, idAt(mine, 0), 'A'))).conflict).toBeNull();
    expect(texts((await load(await open())).document)).toBe('A+bC');
  });

  it('bring back a cell that only one of them deleted', async () => {
    const { one, two, notebook, mine } = await twoTabs();
    await save(one, deleteCell(notebook, 2));
    await save(two, editSource(mine, idAt(mine, 0), 'A'));
    expect(texts((await load(await open())).document)).toBe('Abc');
  });

  it('keep the notebook when one deletes it while the other edits', async () => {
    const { one, two, mine } = await twoTabs();
    await one.remove('n');
    const edited = editSource(mine, idAt(mine, 0), 'A');
    expect((await save(two, edited)).written).toBe(3);
    expect((await load(await open())).document).toEqual(edited);
  });
});

describe('the list', () => {
  it('shows the newest first, with the number of cells', async () => {
    const store = await open();
    valueOf(await store.save({ id: 'a', name: 'Old', document: fresh(), updatedAt: 1 }));
    valueOf(await store.save({ id: 'b', name: 'New', document: notebookOf(''), updatedAt: 2 }));
    expect(valueOf(await store.list())).toEqual([
      { id: 'b', name: 'New', updatedAt: 2, cells: 0 },
      { id: 'a', name: 'Old', updatedAt: 1, cells: 3 },
    ]);
  });

  it('loses what is removed and gains what is duplicated', async () => {
    const store = await open();
    await save(store, fresh());
    const copy = valueOf(await store.duplicate('n', 'Copy'));
    valueOf(await store.remove('n'));
    expect(valueOf(await store.list())).toEqual([{ id: copy, name: 'Copy', updatedAt: 99, cells: 3 }]);
    expect(texts((await load(store, copy)).document)).toBe('abc');
    const gone = await store.load('n');
    expect(gone.ok ? '' : describeStorageError(gone.error).text).toBe("This browser has no notebook 'n'");
  });
});

describe('a browser that does not keep things', () => {
  it('says so at every call instead of failing at start', async () => {
    const refusing = Object.create(factory, {
      open: {
        value: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      },
    }) as IDBFactory;
    const store = await openNotebooks<Notebook>({ indexedDB: refusing });
    expect(await store.list()).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await store.save({ id: 'n', name: '', document: fresh(), updatedAt: 1 })).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
  });

  it('says when it is full, and what was stored before stays', async () => {
    const store = await open();
    const notebook = fresh();
    await save(store, notebook);
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      if (this.name === 'heads') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    };
    const edited = editSource(notebook, idAt(notebook, 0), 'A');
    try {
      const failed = await store.save({ id: 'n', name: 'N', document: edited, updatedAt: 2 });
      expect(failed).toEqual({ ok: false, error: { kind: 'full' } });
    } finally {
      IDBObjectStore.prototype.put = put;
    }
    expect(texts((await load(await open())).document)).toBe('abc');
    expect((await save(store, edited)).written).toBe(1);
    expect(texts((await load(await open())).document)).toBe('Abc');
  });

  it('reconnects when the connection has gone', async () => {
    const store = await open();
    await save(store, fresh());
    store.close();
    expect(texts((await load(store)).document)).toBe('abc');
  });

  it('makes room for a newer page, then says that it is older', async () => {
    const store = await open();
    await save(store, fresh());
    await new Promise((resolve, reject) => {
      const request = factory.open('gradbook', 1000);
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error ?? new Error('not opened'));
    });
    expect(await store.list()).toEqual({ ok: false, error: { kind: 'newer' } });
  });
});
