/**
 * The table of runs that W&B exports as CSV: a row a run, with Name, State, Notes, User, Tags, Created, Runtime and more
 * of its own, then the settings and the last values of metrics. The file does not say which of these a column is: names
 * tell metrics, all else is a setting.
 */
import type { Json, JsonObject } from '../../base/json';
import { numberOf, type CsvRow } from './csv-text';
import { isMetricName } from './facts';
import type { ImportEnvironment } from './points';
import { RunPoints, importedRun } from './points';
import type { ImportedRun, RunFileProblem, RunRecord } from './types';

const STATES: Readonly<Record<string, RunRecord['status']>> = { finished: 'done', failed: 'failed', crashed: 'cut', killed: 'stopped', preempted: 'cut', preempting: 'cut', running: 'cut', pending: 'cut' };
/** Prefixes by which programs that fetch runs from W&B tell settings from last values. */
const SETTING = /^config[./]/i;
const LAST_VALUE = /^summary(_metrics)?[./]/i;

type Role = 'name' | 'state' | 'notes' | 'tags' | 'created' | 'runtime' | 'group' | 'step' | 'epoch' | 'timestamp' | 'metric' | 'setting' | 'nothing';

const ROLES: Readonly<Record<string, Role>> = { name: 'name', state: 'state', notes: 'notes', tags: 'tags', created: 'created', runtime: 'runtime', sweep: 'group', group: 'group', _step: 'step', epoch: 'epoch', _runtime: 'runtime', _timestamp: 'timestamp', _wandb: 'nothing', '': 'nothing' };

export function isRunsTable(header: readonly string[]): boolean {
  const names = new Set(header.map((name) => name.trim().toLowerCase()));
  return names.has('name') && names.has('state') && (names.has('created') || names.has('runtime'));
}

interface Column {
  readonly role: Role;
  /** Without the prefix that told its role. */
  readonly name: string;
  /** As the file has it, counted from 1. */
  readonly title: string;
  readonly at: number;
}

/** What the known columns of a row say. */
interface Known {
  name: string;
  status: RunRecord['status'];
  notes: string;
  tags: readonly string[];
  group: string | null;
  /** Milliseconds since the epoch. */
  startedAt: number | null;
  endedAt: number | null;
  /** Seconds. */
  runtime: number | null;
  step: number;
  epoch: number;
}

export class RunsTable {
  readonly problems: RunFileProblem[] = [];
  readonly #columns: readonly Column[];
  readonly #runs: ImportedRun[] = [];

  constructor(
    private readonly source: string,
    header: readonly string[],
    private readonly env: ImportEnvironment,
  ) {
    this.#columns = header.map((title, index) => ({ ...roleOf(title.trim()), title: title.trim(), at: index + 1 }));
  }

  take({ fields, line }: CsvRow): void {
    if (fields.length !== this.#columns.length) this.#problem(line, `it has ${fields.length} fields, the header ${this.#columns.length}`);
    const known: Known = { name: '', status: 'done', notes: '', tags: [], group: null, startedAt: null, endedAt: null, runtime: null, step: 0, epoch: NaN };
    const settings: Record<string, Json> = {};
    const metrics = new Map<string, number>();
    for (const column of this.#columns) {
      const field = (fields[column.at - 1] ?? '').trim();
      if (field === '') continue;
      const wrong = this.#takeField(column, field, known, settings, metrics);
      if (wrong !== null) this.#problem(line, wrong, column);
    }
    this.#runs.push(this.#run(known, settings, metrics));
  }

  runs(): readonly ImportedRun[] {
    return this.#runs;
  }

  /** What is wrong with the field, if anything is. */
  #takeField({ role, name }: Column, field: string, known: Known, settings: Record<string, Json>, metrics: Map<string, number>): string | null {
    switch (role) {
      case 'name':
      case 'notes':
        known[role] = field;
        return null;
      case 'group':
        known.group ??= field;
        return null;
      case 'tags':
        known.tags = tagsIn(field);
        return null;
      case 'state': {
        const status = STATES[field.toLowerCase()];
        known.status = status ?? 'done';
        return status === undefined ? `'${short(field)}' is no state; states are: ${Object.keys(STATES).join(', ')}. The run is taken for finished` : null;
      }
      case 'created': {
        const at = Date.parse(field);
        if (Number.isNaN(at)) return `'${short(field)}' is no date such as 2026-01-31T12:00:00Z: the run is given the date of today`;
        known.startedAt = at;
        return null;
      }
      case 'timestamp': {
        const seconds = numberOf(field);
        if (seconds === null) return `'${short(field)}' is no number of seconds: it was left out`;
        known.endedAt = seconds * 1000;
        return null;
      }
      case 'runtime': {
        const seconds = secondsIn(field);
        if (seconds === null) return `'${short(field)}' is no duration such as 95 or 1m 35s: it was left out`;
        known.runtime ??= seconds;
        return null;
      }
      case 'step':
      case 'epoch': {
        const value = numberOf(field);
        if (value === null) return `'${short(field)}' is no number: it was left out`;
        known[role] = value;
        return null;
      }
      case 'metric': {
        const value = numberOf(field);
        if (value !== null) metrics.set(name, value);
        // A word where numbers are expected is kept all the same.
        else settings[name] = field;
        return null;
      }
      case 'setting':
        settings[name] = settingIn(field);
        return null;
      case 'nothing':
        return null;
      default:
        return role satisfies never;
    }
  }

  #run({ name, status, notes, tags, group, startedAt, endedAt, runtime, step, epoch }: Known, settings: JsonObject, metrics: ReadonlyMap<string, number>): ImportedRun {
    const points = new RunPoints();
    for (const [metric, value] of metrics) points.add(metric, { step, epoch, time: runtime ?? NaN, value });
    const begun = startedAt ?? (endedAt !== null && runtime !== null ? endedAt - runtime * 1000 : this.env.now());
    const stem = this.source.replace(/^.*\//, '').replace(/\.[ct]sv$/i, '');
    return importedRun(
      { name: name === '' ? `${stem} ${this.#runs.length + 1}` : name, status, notes, tags, group, settings, startedAt: begun, endedAt: runtime !== null ? begun + runtime * 1000 : (endedAt ?? begun) },
      points.series(),
      this.env,
    );
  }

  #problem(line: number, detail: string, column?: Column): void {
    this.problems.push({ kind: 'bad-csv', file: this.source, line, detail, ...(column && { column: { at: column.at, title: column.title } }) });
  }
}

function roleOf(title: string): Pick<Column, 'role' | 'name'> {
  if (SETTING.test(title)) return { role: 'setting', name: title.replace(SETTING, '') };
  const bare = title.replace(LAST_VALUE, '');
  const known = ROLES[bare.toLowerCase()];
  if (known !== undefined) return { role: known, name: bare };
  return { role: bare !== title || isMetricName(title) ? 'metric' : 'setting', name: bare };
}

/** "a, b" or ["a", "b"]. */
const tagsIn = (field: string): string[] =>
  field
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((tag) => tag.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((tag) => tag !== '');

/** Seconds, or "1d 2h 3m 4s" of which parts may be missing. */
function secondsIn(field: string): number | null {
  const number = numberOf(field);
  if (number !== null) return Number.isFinite(number) ? number : null;
  const parts = /^(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m)?\s*(?:(\d+(?:\.\d+)?)\s*s)?$/i.exec(field);
  if (parts === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Numbers, true and false as such; JSON has no NaN, which stays a word. */
function settingIn(field: string): Json {
  if (/^(true|false)$/i.test(field)) return field.toLowerCase() === 'true';
  const number = numberOf(field);
  return number !== null && Number.isFinite(number) ? number : field;
}

const short = (field: string): string => (field.length > 40 ? `${field.slice(0, 40)}…` : field);
