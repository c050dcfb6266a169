/** Tells, when a notebook opens, of the cell that took the whole page down; keeps the note that this needs. */
import { setOutputs } from '../notebook/edit';
import { appendOutput } from '../notebook/outputs';
import { cellOf, type SessionCore } from './core';

/** How long a cell runs before it is noted, milliseconds: most are over by then. */
const NOTED_AFTER = 500;

const WORDS = 'The browser ended the page while this cell ran, most likely because memory ran out. The notebook was restored; its variables are gone.';

/** @returns a function that ends the watch, for a notebook that is left. */
export function watchForCrash({ env, store, state, amend }: SessionCore): () => void {
  const { crashNotes } = env;
  if (crashNotes === null) return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watched: string | null = null;

  void crashNotes.take(state().id).then((cellId) => {
    const cell = cellId === null ? undefined : cellOf(state(), cellId);
    if (cell?.type !== 'code') return;
    const outputs = appendOutput(cell.outputs, { type: 'error', ename: 'KernelDied', evalue: WORDS, traceback: [`KernelDied: ${WORDS}`] });
    amend((notebook) => setOutputs(notebook, cell.id, outputs, cell.executionCount));
  });

  const watch = (cellId: string | null): void => {
    if (cellId === watched) return;
    watched = cellId;
    clearTimeout(timer);
    if (cellId === null) crashNotes.forget();
    else timer = setTimeout(() => crashNotes.running(state().id, cellId), NOTED_AFTER);
  };
  const unsubscribe = store.subscribe(({ kernel }, before) => {
    if (kernel !== before.kernel) watch(kernel.phase === 'busy' || kernel.phase === 'stopping' ? kernel.cellId : null);
  });
  return () => {
    unsubscribe();
    watch(null);
  };
}
