/** Tables of metrics: Gradbook's own two, W&B's chart, history and runs exports, and what other loggers write (Keras, Lightning). */
import { breather, type Watch } from './breath';
import { LONG_COLUMNS, WIDE_COLUMNS } from './csv';
import type { CsvRow } from './csv-text';
import { numberOf, readCsv, separatorOf } from './csv-text';
import { isRunsTable, RunsTable } from './import-runs-table';
import type { ImportEnvironment } from './points';
import { RunPoints, importedRun } from './points';
import type { ImportedRun, ImportedRuns, RunFileProblem } from './types';

const STEPS = ['step', '_step', 'steps', 'global_step', 'trainer/global_step', 'batch', 'iteration', 'iter'];
const EPOCHS = ['epoch', '_epoch', 'epochs'];
const SECONDS = ['seconds', '_runtime', 'relative time (process)', 'relative time (wall)', 'time', 'wall_time'];
const TIMESTAMPS = ['_timestamp', 'timestamp', 'wall time'];
/** W&B's chart exports have a column for each run: "NAME - METRIC", with the band around it in __MIN and __MAX. */
const OF_RUN = / - /;
const BAND = /__(MIN|MAX)$/;

/** @param source name of the file, with which runs are named that have no other name */
export async function importCsv(source: string, text: string, env: ImportEnvironment, watch: Watch | null = null): Promise<ImportedRuns> {
  const rows = readCsv(text, separatorOf(text));
  const first = rows.next();
  if (first.done === true) return { runs: [], problems: [first.value === null ? { kind: 'empty', file: source } : { kind: 'bad-csv', file: source, ...first.value }] };
  const table: TableReader = isRunsTable(first.value.fields) ? new RunsTable(source, first.value.fields, env) : new CsvTable(source, first.value.fields, env);
  const breath = breather(watch);
  let taken = 0;
  for (let next = rows.next(); ; next = rows.next()) {
    if (next.done === true) {
      if (next.value !== null) table.problems.push({ kind: 'bad-csv', file: source, ...next.value });
      break;
    }
    table.take(next.value);
    if (++taken % 256 === 0) await breath(next.value.end / text.length);
  }
  const runs = table.runs();
  if (runs.length === 0 && table.problems.length === 0) table.problems.push({ kind: 'empty', file: source });
  return { runs, problems: table.problems };
}

/** Makes runs of the rows of one kind of table. */
interface TableReader {
  readonly problems: RunFileProblem[];
  take(row: CsvRow): void;
  runs(): readonly ImportedRun[];
}

interface RunRows {
  name: string;
  readonly points: RunPoints;
  startedAt: number | null;
  /** Columns that hold one text throughout. */
  readonly texts: Map<string, string>;
}

class CsvTable implements TableReader {
  readonly problems: RunFileProblem[] = [];
  readonly #columns: readonly string[];
  readonly #isLong: boolean;
  readonly #step: number;
  readonly #epoch: number;
  readonly #time: number;
  readonly #timestamp: number;
  readonly #id: number;
  readonly #name: number;
  readonly #values: readonly number[];
  readonly #byRun = new Map<string, RunRows>();
  /** Columns that are left out, for they hold what is no number. */
  readonly #left = new Set<number>();
  #row = 0;
  #hasShortRows = false;

  constructor(
    private readonly source: string,
    header: readonly string[],
    private readonly env: ImportEnvironment,
  ) {
    this.#columns = header.map((name) => name.trim());
    const lower = this.#columns.map((name) => name.toLowerCase());
    const find = (names: readonly string[]): number => lower.findIndex((name) => names.includes(name));
    this.#isLong = ['run', 'metric', 'step', 'value'].every((name) => lower.includes(name));
    this.#epoch = find(EPOCHS);
    this.#step = find(STEPS);
    this.#time = find(SECONDS);
    this.#timestamp = find(TIMESTAMPS);
    this.#id = lower.indexOf(WIDE_COLUMNS[0]);
    this.#name = this.#id >= 0 || this.#isLong ? lower.indexOf(WIDE_COLUMNS[1]) : -1;
    const known = new Set([this.#epoch, this.#step, this.#time, this.#timestamp, this.#id, this.#name]);
    this.#values = this.#columns.map((_, at) => at).filter((at) => !known.has(at) && this.#columns[at] !== '');
  }

  #problem(line: number, detail: string): void {
    this.problems.push({ kind: 'bad-csv', file: this.source, line, detail });
  }

  take({ fields, line }: CsvRow): void {
    this.#row++;
    if (fields.length !== this.#columns.length && !this.#hasShortRows) {
      this.#hasShortRows = true;
      this.#problem(line, `it has ${fields.length} fields, the header ${this.#columns.length}`);
    }
    const epoch = this.#numberAt(fields, this.#epoch);
    const stamp = this.#numberAt(fields, this.#timestamp);
    // A table without steps counts its epochs, or its rows.
    const step = this.#numberAt(fields, this.#step) ?? (this.#step < 0 ? epoch : null) ?? this.#row - 1;
    const at = { step, epoch: epoch ?? NaN };
    if (this.#isLong) {
      this.#takeLong(fields, line, at);
      return;
    }
    const fallback = this.#name < 0 ? '' : (fields[this.#name] ?? '');
    for (const column of this.#values) {
      const field = (fields[column] ?? '').trim();
      if (field === '' || this.#left.has(column)) continue;
      const { run: name, metric } = this.#metricOf(column, fallback);
      const run = this.#run(this.#id < 0 ? name : (fields[this.#id] ?? ''), name);
      if (stamp !== null) run.startedAt ??= stamp * (stamp > 1e11 ? 1 : 1000);
      const value = numberOf(field);
      if (value !== null) run.points.add(metric, { ...at, time: this.#seconds(fields, stamp, run), value });
      else this.#text(run, column, field, line);
    }
  }

  #takeLong(fields: readonly string[], line: number, at: { readonly step: number; readonly epoch: number }): void {
    const [id = '', name = '', metric = '', value = ''] = ([LONG_COLUMNS[0], 'run', 'metric', 'value'] as const).map((column) => fields[this.#columns.findIndex((one) => one.toLowerCase() === column)]);
    const number = numberOf(value);
    if (number === null) this.#problem(line, `its value is '${value}', which is no number: the line was left out`);
    else this.#run(id === '' ? name : id, name).points.add(metric, { ...at, time: this.#numberAt(fields, this.#time) ?? NaN, value: number });
  }

  #metricOf(column: number, fallback: string): { readonly run: string; readonly metric: string } {
    const header = this.#columns[column] ?? '';
    if (!OF_RUN.test(header)) return { run: fallback, metric: header };
    const cut = header.lastIndexOf(' - ');
    return { run: header.slice(0, cut), metric: header.slice(cut + 3) };
  }

  #seconds(fields: readonly string[], stamp: number | null, run: RunRows): number {
    const time = this.#numberAt(fields, this.#time);
    if (time !== null) return time;
    return stamp === null || run.startedAt === null ? NaN : stamp * (stamp > 1e11 ? 0.001 : 1) - run.startedAt / 1000;
  }

  #numberAt(fields: readonly string[], column: number): number | null {
    const value = column < 0 ? null : numberOf(fields[column] ?? '');
    return value !== null && Number.isFinite(value) ? value : null;
  }

  #run(key: string, name: string): RunRows {
    let run = this.#byRun.get(key);
    if (run === undefined) this.#byRun.set(key, (run = { name, points: new RunPoints(), startedAt: null, texts: new Map() }));
    return run;
  }

  /** A text that stays the same is a setting; one that changes is nothing that a chart could show. */
  #text(run: RunRows, column: number, field: string, line: number): void {
    const header = this.#columns[column] ?? '';
    const before = run.texts.get(header);
    run.texts.set(header, field);
    if (before === undefined || before === field) return;
    run.texts.delete(header);
    this.#left.add(column);
    this.#problem(line, `column '${header}' holds '${field.slice(0, 40)}', which is no number: the column was left out`);
  }

  runs(): readonly ImportedRun[] {
    const stem = this.source.replace(/^.*\//, '').replace(/\.[ct]sv$/i, '');
    return [...this.#byRun.values()]
      .filter(({ points, texts }) => !points.isEmpty || texts.size > 0)
      .map(({ name, points, startedAt, texts }) => importedRun({ name: name === '' ? stem : name, settings: Object.fromEntries(texts), ...(startedAt !== null && { startedAt }) }, withoutBands(points.series()), this.env));
  }
}

/** W&B repeats a single run's values as its band: that says nothing. */
function withoutBands(series: ReturnType<RunPoints['series']>): ReturnType<RunPoints['series']> {
  return Object.fromEntries(
    Object.entries(series).filter(([metric, { value }]) => {
      const plain = BAND.test(metric) ? series[metric.replace(BAND, '')] : undefined;
      return plain === undefined || plain.value.length !== value.length || value.some((one, at) => !Object.is(one, plain.value[at]));
    }),
  );
}
