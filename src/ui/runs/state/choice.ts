/**
 * What the reader chose to see of the runs; the panel and the full-width view share it for as long as the page lives.
 * Columns, order, filter and grouping stay for the next visit.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { XColumn } from '../../../charts/spec';
import type { App } from '../../../session/types';
import { useServices } from '../../context';
import type { SortOrder } from '../logic/columns';
import type { Statistic } from '../logic/metrics';
import type { Grouping } from '../logic/rows';

export type RunsTab = 'charts' | 'compare' | 'settings' | 'media' | 'details';

export interface RunsChoice {
  /** Ids, in the order in which they were chosen; may name runs that the filter hides. */
  readonly selected: readonly string[];
  /** Slots of the runs on show, from 0. */
  readonly colours: ReadonlyMap<string, number>;
  readonly filter: string;
  /** Runs of other notebooks too. */
  readonly everywhere: boolean;
  readonly archived: boolean;
  readonly sort: SortOrder;
  readonly grouping: Grouping;
  /** Ids of groups that are folded. */
  readonly closed: ReadonlySet<string>;
  /** Null until the reader chooses columns. */
  readonly columns: readonly string[] | null;
  readonly tab: RunsTab;
  /** In [0, 1). */
  readonly smoothing: number;
  readonly log: boolean;
  readonly x: XColumn;
  /** The run that Details tells of. */
  readonly detail: string | null;
  /** The metric that settings are plotted against; null for the one that ranks runs. */
  readonly target: { readonly metric: string; readonly statistic: Statistic } | null;
}

const initial: RunsChoice = {
  selected: [],
  colours: new Map(),
  filter: '',
  everywhere: false,
  archived: false,
  sort: { column: 'started', descending: true },
  grouping: 'group',
  closed: new Set(),
  columns: null,
  tab: 'charts',
  smoothing: 0,
  log: false,
  x: 'step',
  detail: null,
  target: null,
};

const choices = new WeakMap<App, StoreApi<RunsChoice>>();

export function choiceOf(app: App): StoreApi<RunsChoice> {
  const known = choices.get(app);
  if (known) return known;
  const { runsView } = app.store.getState();
  const store = createStore<RunsChoice>(() => ({ ...initial, ...runsView, grouping: groupingOf(runsView?.grouping) }));
  store.subscribe(({ columns, sort, filter, grouping }, before) => {
    if (columns !== before.columns || sort !== before.sort || filter !== before.filter || grouping !== before.grouping) app.commands.setRunsView({ columns, sort, filter, grouping });
  });
  choices.set(app, store);
  return store;
}

function groupingOf(kept: string | undefined): Grouping {
  if (kept === 'none' || kept === 'notebook' || kept === undefined) return kept ?? initial.grouping;
  return kept.startsWith('setting:') ? `setting:${kept.slice('setting:'.length)}` : initial.grouping;
}

export function useChoice<T>(select: (choice: RunsChoice) => T): T {
  return useStore(choiceOf(useServices().app), select);
}

export function useChoose(): (change: Partial<RunsChoice>) => void {
  return choiceOf(useServices().app).setState;
}

/** The chosen ids with these switched: removed if all of them are there, else added. */
export function toggled(selected: readonly string[], ids: readonly string[]): readonly string[] {
  const without = selected.filter((id) => !ids.includes(id));
  return ids.every((id) => selected.includes(id)) ? without : [...without, ...ids];
}
