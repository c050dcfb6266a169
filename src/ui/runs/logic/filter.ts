/**
 * The language of the filter field. Words stand for text anywhere in a run's names, tags and notes; `lr>0.01`,
 * `loss<=0.2`, `epochs=10` compare settings and metrics (a metric's last value; `min(loss)<0.1` its lowest);
 * `status:done`, `tag:x`, `name:`, `notebook:`, `group:`, `device:`, `is:starred`, `has:notes` look in one place.
 * `-` before a term turns it round, quotes keep spaces together. All terms must hold.
 */
import type { TrackedRun } from '../../../session/runs/types';
import { statisticOf } from './metrics';
import { flatSettings, settingNames } from './settings';
import type { SettingValue } from './settings';
import { statusWords } from './words';

export interface Filter {
  matches(run: TrackedRun): boolean;
  /** What was not understood, each as a sentence with the remedy; those terms are left out. */
  readonly problems: readonly string[];
}

type Test = (run: TrackedRun) => boolean;
type Term = { readonly ok: true; readonly test: Test } | { readonly ok: false; readonly problem: string };

/** `runs` are asked for the names that comparisons may use. */
export function parseFilter(text: string, runs: readonly TrackedRun[]): Filter {
  const tests: Test[] = [];
  const problems: string[] = [];
  for (const word of termsOf(text)) {
    const negated = word.length > 1 && word.startsWith('-');
    const term = parseTerm(negated ? word.slice(1) : word, runs);
    if (!term.ok) problems.push(term.problem);
    else tests.push(negated ? (run) => !term.test(run) : term.test);
  }
  return { matches: (run) => tests.every((test) => test(run)), problems };
}

/** Split at spaces outside of quotes; spaces about an operator belong to it. */
function termsOf(text: string): readonly string[] {
  const tight = text.replace(/\s*(<=|>=|!=|<|>|=)\s*/g, '$1');
  return [...tight.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map(([word]) => word.replace(/"/g, '')).filter((word) => word !== '');
}

function parseTerm(word: string, runs: readonly TrackedRun[]): Term {
  const comparison = /^(.+?)(<=|>=|!=|<|>|=)(.*)$/.exec(word);
  if (comparison) return parseComparison(word, comparison[1] ?? '', comparison[2] ?? '', comparison[3] ?? '', runs);
  const field = /^([a-z]+):(.*)$/i.exec(word);
  if (field) return parseField(word, (field[1] ?? '').toLowerCase(), (field[2] ?? '').toLowerCase());
  const wanted = word.toLowerCase();
  return { ok: true, test: (run) => textOf(run).includes(wanted) };
}

const texts = new WeakMap<TrackedRun, string>();
function textOf(run: TrackedRun): string {
  let text = texts.get(run);
  if (text === undefined) {
    text = [run.name, run.notebook.name, run.group ?? '', ...run.tags, run.notes, run.device?.name ?? ''].join('\n').toLowerCase();
    texts.set(run, text);
  }
  return text;
}

const fields: Readonly<Record<string, (run: TrackedRun, wanted: string) => boolean>> = {
  name: (run, wanted) => run.name.toLowerCase().includes(wanted),
  tag: (run, wanted) => run.tags.some((tag) => tag.toLowerCase() === wanted),
  notebook: (run, wanted) => run.notebook.name.toLowerCase().includes(wanted),
  group: (run, wanted) => (run.group ?? '').toLowerCase().includes(wanted),
  device: (run, wanted) => `${run.device?.kind ?? ''} ${run.device?.name ?? ''}`.toLowerCase().includes(wanted),
  notes: (run, wanted) => run.notes.toLowerCase().includes(wanted),
};
const statuses: Readonly<Record<string, (run: TrackedRun) => boolean>> = {
  running: (run) => run.status === 'running',
  done: (run) => run.status === 'done',
  stopped: (run) => run.status === 'stopped',
  failed: (run) => run.status === 'failed',
  cut: (run) => run.status === 'cut',
};
const flags: Readonly<Record<string, (run: TrackedRun) => boolean>> = {
  starred: (run) => run.starred,
  archived: (run) => run.archived,
  imported: (run) => run.kind === 'imported',
};
const holdings: Readonly<Record<string, (run: TrackedRun) => boolean>> = {
  notes: (run) => run.notes !== '',
  tags: (run) => run.tags.length > 0,
  group: (run) => run.group !== null,
  items: (run) => run.items.length > 0,
  checkpoints: (run) => run.items.some(({ type }) => type === 'checkpoint'),
};
const listed = (names: Readonly<Record<string, unknown>>): string => Object.keys(names).join(', ');

function parseField(word: string, name: string, wanted: string): Term {
  const choices = { status: statuses, is: flags, has: holdings }[name];
  if (choices) {
    const test = Object.hasOwn(choices, wanted) ? choices[wanted] : undefined;
    return test ? { ok: true, test } : { ok: false, problem: `'${word}' is not known; after '${name}:' comes one of ${listed(choices)}.` };
  }
  const look = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!look) return { ok: false, problem: `'${name}:' is not known; fields are ${listed(fields)}, status, is and has.` };
  if (wanted === '') return { ok: false, problem: `'${word}' says nothing after the colon.` };
  return { ok: true, test: (run) => look(run, wanted) };
}

type Side = (run: TrackedRun) => SettingValue | undefined;

function parseComparison(word: string, left: string, operator: string, right: string, runs: readonly TrackedRun[]): Term {
  if (right === '') return { ok: false, problem: `'${word}' has nothing after '${operator}'.` };
  const side = sideOf(left, runs);
  if (!side) return { ok: false, problem: `'${left}' is neither a setting nor a metric of these runs; there are ${namesOf(runs)}.` };
  const number = Number(right);
  if (operator === '=' || operator === '!=') {
    const wanted = right.toLowerCase();
    const equal: Test = (run) => {
      const value = side(run);
      return value !== undefined && (typeof value === 'number' ? value === number : String(value).toLowerCase() === wanted);
    };
    return { ok: true, test: operator === '=' ? equal : (run) => side(run) !== undefined && !equal(run) };
  }
  if (Number.isNaN(number)) return { ok: false, problem: `'${right}' is no number, and '${operator}' compares numbers.` };
  return {
    ok: true,
    test: (run) => {
      const value = side(run);
      if (typeof value !== 'number') return false;
      return operator === '<' ? value < number : operator === '<=' ? value <= number : operator === '>' ? value > number : value >= number;
    },
  };
}

/** The value named on the left of an operator: a metric, `min(metric)`, a setting, or the last part of one setting's name. */
function sideOf(name: string, runs: readonly TrackedRun[]): Side | null {
  const call = /^(last|min|max)\((.+)\)$/.exec(name);
  const [statistic, metric] = call ? [call[1] as 'last' | 'min' | 'max', call[2] ?? ''] : ['last' as const, name];
  if (runs.some(({ metrics }) => Object.hasOwn(metrics, metric))) {
    return (run) => statisticOf(run.metrics[metric], statistic) ?? undefined;
  }
  if (call) return null;
  if (name === 'parameters') return (run) => run.parameters?.total;
  if (name === 'seed') return (run) => run.seed ?? undefined;
  const names = settingNames(runs.map(({ settings }) => settings));
  const wanted = name.toLowerCase();
  const setting =
    names.find((candidate) => candidate === name) ??
    names.find((candidate) => candidate.toLowerCase() === wanted) ??
    names.find((candidate) => candidate.toLowerCase().endsWith(`.${wanted}`)) ??
    (wanted === 'lr' ? names.find((candidate) => /(^|\.)learningRate$/i.test(candidate)) : undefined);
  return setting === undefined ? null : (run) => flatSettings(run.settings).get(setting);
}

function namesOf(runs: readonly TrackedRun[]): string {
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics))), ...settingNames(runs.map(({ settings }) => settings))];
  if (names.length === 0) return 'none yet';
  return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
}

/** Shown with the field, for those who want to know what can be said. */
export const filterHelp = `Words, or ${['lr>0.01', 'min(loss)<0.1', 'status:done', 'tag:baseline', 'is:starred', '-device:cpu'].join('  ')}. Statuses: ${Object.keys(statuses).map((status) => statusWords(status as TrackedRun['status'])).join(', ')}.`;
