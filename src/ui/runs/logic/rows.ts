/** Runs as the rows of a list: sorted, and under headers where they are grouped. */
import type { TrackedRun } from '../../../session/runs/types';
import { bestOf } from './best';
import type { Best } from './best';
import { rankingMetric } from './metrics';
import { flatSettings, settingWords } from './settings';

/** `group`: runs of no group stay where they are; `notebook` and `setting:NAME` put every run under a header. */
export type Grouping = 'none' | 'group' | 'notebook' | `setting:${string}`;

export interface GroupRow {
  readonly kind: 'group';
  /** Unique in the list. */
  readonly id: string;
  readonly title: string;
  readonly runs: readonly TrackedRun[];
  readonly running: number;
  readonly failed: number;
  readonly best: Best | null;
  readonly open: boolean;
}

export interface RunRow {
  readonly kind: 'run';
  readonly id: string;
  readonly run: TrackedRun;
  /** It stands under a header. */
  readonly nested: boolean;
}

export type Row = GroupRow | RunRow;

/** `runs` in the order wanted; groups stand where the first of their runs would. */
export function rowsOf(runs: readonly TrackedRun[], grouping: Grouping, closed: ReadonlySet<string>): readonly Row[] {
  if (grouping === 'none') return runs.map((run) => runRow(run, false));
  const groups = new Map<string, TrackedRun[]>();
  const order: (string | TrackedRun)[] = [];
  for (const run of runs) {
    const title = groupOf(run, grouping);
    if (title === null) {
      order.push(run);
      continue;
    }
    const group = groups.get(title);
    if (group) group.push(run);
    else {
      groups.set(title, [run]);
      order.push(title);
    }
  }
  return order.flatMap((entry): readonly Row[] => {
    if (typeof entry !== 'string') return [runRow(entry, false)];
    const header = groupRow(entry, groups.get(entry) ?? [], grouping, closed);
    return header.open ? [header, ...header.runs.map((run) => runRow(run, true))] : [header];
  });
}

const runRow = (run: TrackedRun, nested: boolean): RunRow => ({ kind: 'run', id: run.id, run, nested });

function groupRow(title: string, runs: readonly TrackedRun[], grouping: Grouping, closed: ReadonlySet<string>): GroupRow {
  const metric = rankingMetric(runs);
  const id = `${grouping}=${title}`;
  return {
    kind: 'group',
    id,
    title,
    runs,
    running: runs.filter(({ status }) => status === 'running').length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    best: metric === null ? null : bestOf(runs, metric),
    open: !closed.has(id),
  };
}

function groupOf(run: TrackedRun, grouping: Exclude<Grouping, 'none'>): string | null {
  switch (grouping) {
    case 'group':
      return run.group;
    case 'notebook':
      return run.notebook.name;
    default: {
      const name = grouping.slice('setting:'.length);
      const value = flatSettings(run.settings).get(name);
      return value === undefined ? `no ${name}` : `${name} = ${settingWords(value)}`;
    }
  }
}
