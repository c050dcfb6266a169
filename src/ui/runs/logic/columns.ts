/** Columns of the table of runs: what each holds of a run, how it sorts and how it reads. */
import { formatValue } from '../../../charts/format';
import type { TrackedRun } from '../../../session/runs/types';
import { chartOf, goalOf, isSystem, metricNames, statisticOf } from './metrics';
import type { Statistic } from './metrics';
import { flatSettings, settingNames, settingWords } from './settings';
import type { SettingValue } from './settings';
import { deviceName, durationOf, durationWords, statusWords } from './words';

export type CellValue = string | number | boolean | null;

/** What the reader can do in a cell of the column. */
export type CellKind = 'name' | 'status' | 'star' | 'text' | 'number' | 'time' | 'duration' | 'tags' | 'notes' | 'group';

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly kind: CellKind;
  /** CSS pixels. */
  readonly width: number;
  /** What it is sorted by; null stands last in either order. */
  value(run: TrackedRun, now: number): CellValue;
  text(run: TrackedRun, now: number): string;
}

const fixed: readonly Column[] = [
  { id: 'name', title: 'Name', kind: 'name', width: 200, value: (run) => run.name, text: (run) => run.name },
  { id: 'starred', title: 'Star', kind: 'star', width: 52, value: (run) => run.starred, text: (run) => (run.starred ? 'starred' : '') },
  { id: 'status', title: 'Status', kind: 'status', width: 104, value: (run) => statusWords(run.status), text: (run) => statusWords(run.status) },
  { id: 'started', title: 'Started', kind: 'time', width: 116, value: (run) => run.startedAt, text: (run) => new Date(run.startedAt).toLocaleString('en-GB') },
  { id: 'duration', title: 'Duration', kind: 'duration', width: 92, value: (run, now) => durationOf(run, now), text: (run, now) => durationWords(durationOf(run, now)) },
  { id: 'device', title: 'Device', kind: 'text', width: 84, value: (run) => run.device?.kind ?? null, text: deviceName },
  { id: 'notebook', title: 'Notebook', kind: 'text', width: 140, value: (run) => run.notebook.name, text: (run) => run.notebook.name },
  { id: 'group', title: 'Group', kind: 'group', width: 116, value: (run) => run.group, text: (run) => run.group ?? '' },
  { id: 'tags', title: 'Tags', kind: 'tags', width: 140, value: (run) => (run.tags.length === 0 ? null : run.tags.join(', ')), text: (run) => run.tags.join(', ') },
  { id: 'notes', title: 'Notes', kind: 'notes', width: 180, value: (run) => (run.notes === '' ? null : run.notes), text: (run) => run.notes },
];

const settingColumn = (name: string): Column => {
  const value = (run: TrackedRun): SettingValue | undefined => flatSettings(run.settings).get(name);
  return { id: `setting:${name}`, title: name, kind: 'number', width: widthOf(name, 92), value: (run) => value(run) ?? null, text: (run) => settingWords(value(run), 4) };
};

const metricColumn = (metric: string, statistic: Statistic): Column => {
  const value = (run: TrackedRun): number | null => statisticOf(run.metrics[metric], statistic);
  const title = statistic === 'last' ? metric : `${metric} (${statistic})`;
  return { id: `metric:${metric}:${statistic}`, title, kind: 'number', width: widthOf(title, 96), value, text: (run) => metricWords(value(run)) };
};

/** Room for the title and the arrow that shows the order. */
const widthOf = (title: string, least: number): number => Math.min(190, Math.max(least, title.length * 7 + 38));

const metricWords = (value: number | null): string => (value === null ? '' : formatValue(value));

/** Every column that these runs could fill, in the order in which they stand in the table. */
export function allColumns(runs: readonly TrackedRun[]): readonly Column[] {
  const settings = settingNames(runs.map((run) => run.settings)).map(settingColumn);
  const metrics = metricNames(runs).flatMap((metric) => (['last', 'min', 'max'] as const).map((statistic) => metricColumn(metric, statistic)));
  const [name, star, status, ...rest] = fixed;
  return [name, star, status, ...metrics, ...settings, ...rest].filter((column) => column !== undefined);
}

/** Shown until the reader chooses: the last loss and the best of each metric judged on other data, and settings that differ. */
export function usualColumns(runs: readonly TrackedRun[], varying: readonly string[]): readonly string[] {
  const metrics = metricNames(runs).filter((name) => !isSystem(name));
  const shown = metrics.slice(0, 4).map((name) => `metric:${name}:${name === chartOf(name) ? 'last' : goalOf(name)}`);
  return ['name', 'starred', 'status', ...shown, ...varying.slice(0, 4).map((name) => `setting:${name}`), 'device', 'duration', 'started', 'group', 'tags', 'notes'];
}

export interface SortOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** Numbers before words; NaN and what is missing last, whichever way it goes. */
export function compareValues(a: CellValue, b: CellValue, descending: boolean): number {
  const [missingA, missingB] = [isMissing(a), isMissing(b)];
  if (missingA || missingB) return Number(missingA) - Number(missingB);
  const order = typeof a === 'string' || typeof b === 'string' ? collator.compare(String(a), String(b)) : Number(a) - Number(b);
  return descending ? -order : order;
}

const isMissing = (value: CellValue): boolean => value === null || (typeof value === 'number' && Number.isNaN(value));
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function sortedRuns(runs: readonly TrackedRun[], column: Column | undefined, descending: boolean, now: number): readonly TrackedRun[] {
  if (!column) return runs;
  const keyed = runs.map((run) => ({ run, value: column.value(run, now) }));
  return keyed.sort((a, b) => compareValues(a.value, b.value, descending)).map(({ run }) => run);
}
