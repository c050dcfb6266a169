/** Reads and writes the records of one notebook, each in a single transaction. */
import type { IDBPObjectStore } from 'idb';
import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { recordsOf } from './database';
import type { HeadRecord, NotebookDatabase, NotebookSchema } from './database';
import type { StorableCell, StorableDocument } from './document';
import type { StorageError } from './errors';
import { planSave } from './journal';
import type { Conflict, Known } from './journal';

export async function readNotebook(
  database: NotebookDatabase,
  id: string,
): Promise<Result<{ head: HeadRecord; document: StorableDocument }, StorageError>> {
  const tx = database.transaction(['heads', 'cells', 'outputs']);
  const [head, cellRecords, outputRecords] = await Promise.all([
    tx.objectStore('heads').get(id),
    tx.objectStore('cells').getAll(recordsOf(id)),
    tx.objectStore('outputs').getAll(recordsOf(id)),
    tx.done,
  ]);
  if (!head) return err({ kind: 'missing', id });
  const stored = new Map(cellRecords.map((record) => [record.id, record.cell]));
  const outputs = new Map(outputRecords.map((record) => [record.id, record.outputs]));
  const cells: StorableCell[] = [];
  for (const cellId of head.order) {
    const cell = stored.get(cellId);
    if (!cell) return err({ kind: 'damaged', id, what: `cell '${cellId}' is missing` });
    const found = outputs.get(cellId);
    cells.push(found ? { ...cell, outputs: found } : cell);
  }
  return ok({ head, document: { cells, metadata: head.metadata, ...(head.origin && { origin: head.origin }) } });
}

type OutputsStore = IDBPObjectStore<NotebookSchema, ('heads' | 'cells' | 'outputs')[], 'outputs', 'readwrite'>;

interface Written {
  readonly revision: number;
  readonly cells: number;
  readonly conflict: Conflict | null;
}

export async function writeNotebook(
  database: NotebookDatabase,
  notebook: { readonly id: string; readonly name: string; readonly updatedAt: number; readonly document: StorableDocument },
  known: Known | null,
): Promise<Written> {
  const { id, name, updatedAt, document } = notebook;
  const tx = database.transaction(['heads', 'cells', 'outputs'], 'readwrite');
  const heads = tx.objectStore('heads');
  const cells = tx.objectStore('cells');
  const outputs = tx.objectStore('outputs');
  const done = tx.done;
  try {
    const head = await heads.get(id);
    const meanwhile = head && known && head.revision !== known.revision ? await cells.getAll(recordsOf(id)) : [];
    const cellRevisions = new Map(meanwhile.map((record) => [record.id, record.revision]));
    const plan = planSave(document, known, head ? { revision: head.revision, order: head.order, cellRevisions } : null);
    const revision = (head?.revision ?? known?.revision ?? 0) + 1;
    const newHead: HeadRecord = {
      id,
      name,
      updatedAt,
      revision,
      order: plan.order,
      metadata: document.metadata,
      ...(document.origin && { origin: document.origin }),
    };
    const writes: (() => Promise<unknown>)[] = [
      ...plan.deleted.flatMap((cellId) => [() => cells.delete([id, cellId]), () => outputs.delete([id, cellId])]),
      ...plan.cells.map((cell) => () => cells.put({ notebook: id, id: cell.id, revision, cell: withoutOutputs(cell) })),
      ...plan.outputs.map((cell) => () => putOutputs(outputs, id, cell)),
      () => heads.put(newHead),
    ];
    // Each in an async function: a request that throws at once must not leave the others' failures unheard.
    await Promise.all([...writes.map(async (write) => write()), done]);
    return { revision, cells: plan.cells.length, conflict: plan.conflict };
  } catch (cause) {
    // Half a save must not stay; and where the browser ended the transaction, it knows the real reason.
    const reason = tx.error ?? cause;
    try {
      tx.abort();
    } catch {
      // It has ended by itself.
    }
    await done.catch(() => undefined);
    throw reason;
  }
}

export async function deleteNotebook(database: NotebookDatabase, id: string): Promise<null> {
  const tx = database.transaction(['heads', 'cells', 'outputs'], 'readwrite');
  await Promise.all([
    tx.objectStore('heads').delete(id),
    tx.objectStore('cells').delete(recordsOf(id)),
    tx.objectStore('outputs').delete(recordsOf(id)),
    tx.done,
  ]);
  return null;
}

function putOutputs(store: OutputsStore, notebook: string, cell: StorableCell): Promise<unknown> {
  return cell.outputs ? store.put({ notebook, id: cell.id, outputs: cell.outputs }) : store.delete([notebook, cell.id]);
}

function withoutOutputs(cell: StorableCell): StorableCell {
  return Object.fromEntries(Object.entries(cell).filter(([key]) => key !== 'outputs')) as unknown as StorableCell;
}
