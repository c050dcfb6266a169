/** Writes the open notebook to the journal within a second of any change, one write at a time. */
import { describeStorageError } from '../storage/errors';
import { completeCharts } from './apply-event';
import type { SessionCore } from './core';
import type { Notebook } from '../notebook/types';
import type { SessionState } from './types';

/** Milliseconds from a change to its write; while outputs stream in, writes come at most this often. */
const DELAY = 400;

export interface Autosave {
  /** Writes now what is not yet written. */
  flush(): Promise<void>;
  stop(): void;
}

export function createAutosave(core: SessionCore): Autosave {
  const { env, store, state, patch } = core;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let writing: Promise<void> | null = null;
  let failing = false;
  let written: Pick<SessionState, 'notebook' | 'name'> | null = null;

  const write = async () => {
    const { id, name, notebook, save } = state();
    if (save.phase === 'unsaved-copy') return;
    patch({ save: { phase: 'saving' } });
    const at = env.now();
    const result = await env.notebooks.save({ id, name, document: persistent(core, notebook), updatedAt: at });
    const unchanged = state().notebook === notebook && state().name === name;
    if (result.ok) {
      written = { notebook, name };
      patch({ save: unchanged ? { phase: 'saved', at } : { phase: 'dirty' } });
      if (result.value.conflict) {
        core.notify({
          tone: 'warning',
          text: 'This notebook is also open in another tab',
          remedy: 'The newest text of each cell is kept: close one of the two tabs.',
        });
      }
    } else {
      const { text, remedy } = describeStorageError(result.error);
      patch({ save: { phase: 'failed', reason: text } });
      if (!failing) core.notify({ tone: 'danger', text: `Not saved: ${text}`, remedy });
    }
    failing = !result.ok;
    if (!unchanged) schedule();
  };

  const flush = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await writing;
    const { notebook, name } = state();
    if (written?.notebook === notebook && written.name === name) return;
    writing = write().finally(() => (writing = null));
    await writing;
  };

  const schedule = () => {
    timer ??= setTimeout(() => {
      timer = null;
      void flush();
    }, DELAY);
  };

  const unsubscribe = store.subscribe((now, before) => {
    if (now.notebook !== before.notebook || now.name !== before.name) schedule();
    else if (now.save.phase === 'dirty' && before.save.phase === 'unsaved-copy') schedule();
  });

  return {
    flush,
    stop() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** The document as it is kept: charts that are still live carry the points drawn so far. */
export function persistent(core: SessionCore, notebook: Notebook): Notebook {
  let kept = notebook;
  for (const [cellId, run] of Object.entries(core.state().runs)) {
    if (run.status === 'running') kept = completeCharts(kept, cellId, core.env.charts.complete);
  }
  return kept;
}
