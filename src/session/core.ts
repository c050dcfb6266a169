/** What the command groups of one open notebook share. */
import type { StoreApi } from 'zustand/vanilla';
import { newId } from '../base/ids';
import type { JsonObject } from '../base/json';
import { record, type History } from '../notebook/history';
import type { Cell, Notebook } from '../notebook/types';
import type { SessionEnvironment } from './environment';
import { createPrograms, type Programs } from './programs';
import { createShown, type Shown } from './shown';
import { judged } from './staleness';
import type { CellRun, Notice, SessionState } from './types';

export interface SessionCore {
  readonly env: SessionEnvironment;
  readonly store: StoreApi<SessionState>;
  readonly state: () => SessionState;
  readonly shown: Shown<SessionState>;
  /** Applies an undoable edit; equal `merge` keys close in time are one undo step. */
  edit(change: (notebook: Notebook) => Notebook, merge?: string): void;
  /** Applies a change that undo passes over: outputs, run results. */
  amend(change: (notebook: Notebook) => Notebook): void;
  patch(part: Partial<SessionState>): void;
  patchRun(cellId: string, part: Partial<CellRun>): void;
  notify(notice: Omit<Notice, 'id'>): void;
  readonly programs: Programs;
  history: History;
  /** Of every Trainer, whatever cells say; null for what they say. */
  trainer: JsonObject | null;
}

export function createCore(env: SessionEnvironment, store: StoreApi<SessionState>, history: History): SessionCore {
  const core: SessionCore = {
    env,
    store,
    state: store.getState,
    shown: createShown(store),
    programs: createPrograms(env.compile),
    history,
    trainer: null,
    edit(change, merge) {
      const before = store.getState().notebook;
      const after = change(before);
      if (after === before) return;
      core.history = record(core.history, before, after, { at: env.now(), ...(merge ? { merge } : {}) });
      store.setState({ notebook: after, runs: judged(store.getState().runs, after.cells), ...undoFlags(core.history), save: dirty(store.getState()) });
    },
    amend(change) {
      const before = store.getState().notebook;
      const after = change(before);
      if (after !== before) store.setState({ notebook: after, save: dirty(store.getState()) });
    },
    patch: (part) => store.setState(part),
    patchRun(cellId, part) {
      const { runs } = store.getState();
      const run = runs[cellId];
      if (run) store.setState({ runs: { ...runs, [cellId]: { ...run, ...part } } });
    },
    notify(notice) {
      const { notices } = store.getState();
      const same = notices.filter((other) => other.text !== notice.text);
      store.setState({ notices: [...same, { ...notice, id: newId() }].slice(-5) });
    },
  };
  return core;
}

export const undoFlags = (history: History) => ({
  canUndo: history.past.length > 0,
  canRedo: history.future.length > 0,
});

const dirty = (state: SessionState) =>
  state.save.phase === 'unsaved-copy' ? state.save : ({ phase: 'dirty' } as const);

export const cellOf = (state: SessionState, cellId: string): Cell | undefined =>
  state.notebook.cells.find((cell) => cell.id === cellId);
