import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Runs, TrackedRun } from '../../../session/runs/types';
import { useServices, useSession } from '../../context';
import { assignColours } from '../logic/colours';
import { parseFilter } from '../logic/filter';
import { useChoice, useChoose } from './choice';

export const useRuns = (): Runs => useServices().app.runs;

const none: readonly TrackedRun[] = [];

export interface ListedRuns {
  /** `failed` says why the runs could not be read. */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly failure: string;
  /** Those that the switches let through: of this notebook or of all, archived or not. Newest first. */
  readonly scope: readonly TrackedRun[];
  /** Those of them that the filter lets through. */
  readonly listed: readonly TrackedRun[];
  readonly problems: readonly string[];
  /** Runs of other notebooks, and archived ones, that the switches leave out. */
  readonly elsewhere: number;
}

/** The runs as the reader wants them listed; reads them on first use. */
export function useListedRuns(): ListedRuns {
  const runs = useRuns();
  const all = useStore(runs.store, (state) => state.runs);
  const notebookId = useSession((state) => state.id);
  const everywhere = useChoice((choice) => choice.everywhere);
  const archived = useChoice((choice) => choice.archived);
  // The list may lag behind fast typing.
  const filterText = useDeferredValue(useChoice((choice) => choice.filter));
  const [failure, setFailure] = useState('');
  useEffect(() => {
    runs.load().catch((cause: unknown) => setFailure(cause instanceof Error ? cause.message : String(cause)));
  }, [runs]);

  const scope = useMemo(
    () => (all ?? none).filter((run) => (everywhere || run.notebook.id === notebookId) && (archived || !run.archived)),
    [all, everywhere, archived, notebookId],
  );
  const filter = useMemo(() => parseFilter(filterText, scope), [filterText, scope]);
  const listed = useMemo(() => scope.filter(filter.matches), [scope, filter]);
  return {
    phase: failure !== '' ? 'failed' : all === null ? 'loading' : 'ready',
    failure,
    scope,
    listed,
    problems: filter.problems,
    elsewhere: (all?.length ?? 0) - scope.length,
  };
}

/** Drawn while nothing is chosen. */
const usuallyShown = 5;
/** More curves than this are no picture any more. */
export const mostShown = 24;

export interface ShownRuns {
  readonly runs: readonly TrackedRun[];
  readonly colours: ReadonlyMap<string, number>;
  /** False while the newest stand in for a choice. */
  readonly chosen: boolean;
  /** Chosen, but beyond what is drawn. */
  readonly left: number;
}

/** The runs on show and their colours. */
export function useShownRuns(listed: readonly TrackedRun[]): ShownRuns {
  const selected = useChoice((choice) => choice.selected);
  const before = useChoice((choice) => choice.colours);
  const choose = useChoose();
  const byId = useMemo(() => new Map(listed.map((run) => [run.id, run])), [listed]);
  const picked = useMemo(() => selected.flatMap((id) => byId.get(id) ?? []), [selected, byId]);
  const chosen = picked.length > 0;
  const runs = useMemo(() => (chosen ? picked.slice(0, mostShown) : listed.slice(0, usuallyShown)), [chosen, picked, listed]);
  const ids = runs.map(({ id }) => id).join('\n');
  const colours = useMemo(() => assignColours(before, ids === '' ? [] : ids.split('\n')), [before, ids]);
  useEffect(() => {
    if ([...colours].join() !== [...before].join()) choose({ colours });
  }, [colours, before, choose]);
  return useMemo(() => ({ runs, colours, chosen, left: picked.length - (chosen ? runs.length : 0) }), [runs, colours, chosen, picked]);
}
