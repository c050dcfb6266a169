/** A report on runs, for a Markdown cell: which was best and with what, a table, and the curves. */
import type { Json } from '../../base/json';
import type { Goal } from './facts';
import { goalOf, isSystem, mainMetric, ranked } from './facts';
import { curves } from './report-chart';
import { toBase64 } from './base64';
import type { RunRecord, RunSource } from './types';

export interface ReportOptions {
  /** By which runs are judged; `val_loss`, `loss` or the most common unless given. */
  readonly metric?: string;
  /** By the metric's name unless given. */
  readonly goal?: Goal;
}

/** Columns of settings, and of metrics beside the main one, at most. */
const SETTINGS = 8;
const METRICS = 4;

/** Markdown of a table and a picture that stands in the text itself; nothing is loaded from elsewhere. */
export async function runsReport(runs: readonly RunRecord[], source: RunSource, options: ReportOptions = {}): Promise<string> {
  const metric = options.metric ?? mainMetric(runs);
  const goal = options.goal ?? (metric === null ? 'min' : goalOf(metric));
  const order = metric === null ? [] : ranked(runs, metric, goal);
  const sorted = [...order.map(({ run }) => run), ...runs.filter((run) => !order.some((best) => best.run === run))];
  const settings = settingNames(sorted);
  const [best] = order;
  const parts = [`## ${runs.length === 1 && runs[0] !== undefined ? text(runs[0].name) : `Comparison of ${runs.length} runs`}`];
  if (metric !== null && best !== undefined) {
    const told = settings.map((name) => [name, best.run.settings[name]] as const).filter(([, value]) => value !== undefined);
    const how = told.length === 0 ? '' : `, with ${told.map(([name, value]) => `${text(name)} = ${shown(value)}`).join(', ')}`;
    parts.push(`**Best ${text(metric)}: ${number(best.value)}**, by ${text(best.run.name)} at step ${number(best.step)}${how}.`);
  } else parts.push(metric === null ? 'No metrics were logged.' : `No run has a finite ${text(metric)}.`);
  parts.push(table(sorted, settings, metric, goal));
  const picture = metric === null ? null : await curves(sorted, metric, source);
  if (picture !== null && metric !== null) parts.push(`![${text(metric)} of the runs](data:image/svg+xml;base64,${toBase64(new TextEncoder().encode(picture))})`);
  const noted = sorted.filter((run) => run.notes.trim() !== '');
  if (noted.length > 0) parts.push(['### Notes', ...noted.map((run) => `- **${text(run.name)}**: ${text(run.notes.trim())}`)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function table(runs: readonly RunRecord[], settings: readonly string[], metric: string | null, goal: Goal): string {
  const others = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].filter((name) => name !== metric && !isSystem(name)).slice(0, METRICS);
  const devices = new Set(runs.map((run) => run.device?.name ?? '')).size > 1;
  const head = ['Run', ...settings, ...(devices ? ['Device'] : []), ...(metric === null ? [] : [`${metric} (best)`, 'at step']), ...others.map((name) => `${name} (last)`), 'Time', 'Ended'];
  const rows = runs.map((run) => {
    const facts = metric === null ? undefined : run.metrics[metric];
    return [
      text(run.name),
      ...settings.map((name) => shown(run.settings[name])),
      ...(devices ? [text(run.device?.name ?? '')] : []),
      ...(metric === null ? [] : [number(goal === 'min' ? facts?.min : facts?.max), number(goal === 'min' ? facts?.minStep : facts?.maxStep)]),
      ...others.map((name) => number(run.metrics[name]?.last)),
      run.endedAt === null ? '' : duration(run.endedAt - run.startedAt),
      run.status,
    ];
  });
  const numeric = head.map((_, at) => rows.every((row) => row[at] === '' || /^[-\d]/.test(row[at] ?? '')));
  return [row(head.map(text)), row(head.map((_, at) => (numeric[at] === true ? '--:' : '---'))), ...rows.map(row)].join('\n');
}

/** Those in which runs differ; of a single run all that are a plain value. */
function settingNames(runs: readonly RunRecord[]): readonly string[] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.settings)))];
  const differ = names.filter((name) => (runs.length === 1 ? typeof runs[0]?.settings[name] !== 'object' : new Set(runs.map((run) => JSON.stringify(run.settings[name]))).size > 1));
  return differ.slice(0, SETTINGS);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Without what Markdown or HTML would take for markup. */
const text = (raw: string): string => raw.replace(/[\\`*_[\]|<>]/g, '\\$&').replace(/\s*\n\s*/g, ' ');

const shown = (value: Json | undefined): string => (value === undefined ? '' : typeof value === 'number' ? number(value) : text(typeof value === 'string' ? value : JSON.stringify(value)));

/** With five digits that count. */
const number = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '' : Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(5))));

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${(ms / 1000).toFixed(1)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
