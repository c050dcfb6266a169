/** Pure: what a change that the kernel tells of does to a run as it is kept. */
import type { TrackChange } from '../../protocol/tracking';
import type { KeptItem, TrackedRun } from '../../storage/runs/types';

/** Characters of a bundle as JSON that the list of runs holds; larger ones are read when they are shown. */
const INLINE_ITEM = 4096;

/** Where a run came to be. */
export interface RunOrigin {
  readonly notebook: TrackedRun['notebook'];
  readonly cell: TrackedRun['cell'];
}

type Begin = TrackChange & { kind: 'begin' };
type Resume = TrackChange & { kind: 'resume' };

export function begunRun({ trackId, at, facts }: Begin, { notebook, cell }: RunOrigin, name: string, packages: Readonly<Record<string, string>>): TrackedRun {
  const { kind, settings, device, seed, data, parameters, group } = facts;
  return {
    id: trackId,
    name,
    kind,
    status: 'running',
    notebook,
    cell,
    startedAt: at,
    endedAt: null,
    settings,
    device,
    seed,
    packages: { ...packages, ...facts.packages },
    data,
    parameters,
    group,
    metrics: {},
    items: [],
    tags: [],
    notes: '',
    starred: false,
    archived: false,
  };
}

/** A run that was cut off and goes on: what the reader made of it stays, what it runs on may be another. `metrics`: of the points that stay. */
export function resumedRun(run: TrackedRun, { after, facts }: Resume, { cell }: RunOrigin, metrics: TrackedRun['metrics']): TrackedRun {
  const { message: _, ...rest } = run;
  return {
    ...rest,
    status: 'running',
    endedAt: null,
    cell: cell.id === '' ? run.cell : cell,
    settings: { ...run.settings, ...facts.settings },
    device: facts.device,
    packages: { ...run.packages, ...facts.packages },
    metrics,
    items: run.items.filter(({ type, step }) => type === 'checkpoint' || step <= after),
  };
}

/** `name` of a description is made unique by the caller. */
export function changedRun(run: TrackedRun, change: Exclude<TrackChange, Begin | Resume>): TrackedRun {
  switch (change.kind) {
    case 'settings':
      return { ...run, settings: { ...run.settings, ...change.settings } };
    case 'describe': {
      const { name, data, tags } = change;
      return {
        ...run,
        ...(name !== undefined && { name }),
        ...(data !== undefined && { data }),
        ...(tags !== undefined && { tags: [...new Set([...run.tags, ...tags])] }),
      };
    }
    case 'again': {
      const { message: _, ...rest } = run;
      return { ...rest, status: 'running', endedAt: null };
    }
    case 'keep':
      return { ...run, items: withItem(run.items, listedItem(change.item)) };
    case 'end':
      return { ...run, status: change.status, endedAt: change.at, ...(change.message !== undefined && { message: change.message }) };
    default:
      return change satisfies never;
  }
}

/** One more, in the place of the one in its slot, if it has one. */
export const withItem = (items: readonly KeptItem[], item: KeptItem): readonly KeptItem[] => [...(item.slot === undefined ? items : items.filter(({ slot }) => slot !== item.slot)), item];

/** An item as the list of runs holds it. */
export function listedItem(item: KeptItem): KeptItem {
  return JSON.stringify(item.data).length <= INLINE_ITEM ? item : { ...item, data: {} };
}
