/** What is known of runs, fact by fact, for comparing them. */
import { formatValue } from '../../../charts/format';
import type { TrackedRun } from '../../../session/runs/types';
import { goalOf, isSystem, metricNames } from './metrics';
import { flatSettings, settingNames, settingWords } from './settings';
import { durationOf, durationWords, statusWords } from './words';

export interface Fact {
  readonly name: string;
  /** One for each run; empty where it has none. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

export interface FactSection {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export function factsOf(runs: readonly TrackedRun[], now: number): readonly FactSection[] {
  const fact = (name: string, value: (run: TrackedRun) => string): Fact => {
    const values = runs.map(value);
    return { name, values, differs: new Set(values).size > 1 };
  };
  const packages = [...new Set(runs.flatMap((run) => Object.keys(run.packages)))];
  const sections: readonly FactSection[] = [
    { title: 'Settings', facts: settingNames(runs.map(({ settings }) => settings)).map((name) => fact(name, (run) => settingWords(flatSettings(run.settings).get(name)))) },
    {
      title: 'Best values',
      facts: metricNames(runs)
        .filter((name) => !isSystem(name))
        .map((name) =>
          fact(name, ({ metrics }) => {
            const summary = metrics[name];
            return summary && summary.min <= summary.max ? formatValue(goalOf(name) === 'min' ? summary.min : summary.max) : '';
          }),
        ),
    },
    {
      title: 'Run',
      facts: [
        fact('status', (run) => statusWords(run.status)),
        fact('duration', (run) => durationWords(durationOf(run, now))),
        fact('device', (run) => run.device?.name ?? ''),
        fact('seed', (run) => (run.seed === null ? '' : String(run.seed))),
        fact('parameters', (run) => (run.parameters === null ? '' : `${run.parameters.total.toLocaleString('en-US')} (${run.parameters.trainable.toLocaleString('en-US')} trainable)`)),
        fact('data', (run) => run.data?.description ?? ''),
        fact('data fingerprint', (run) => run.data?.fingerprint ?? ''),
        fact('notebook', (run) => run.notebook.name),
      ],
    },
    { title: 'Packages', facts: packages.map((name) => fact(name, (run) => run.packages[name] ?? '')) },
  ];
  return sections.map(({ title, facts }) => ({ title, facts: facts.filter(({ values }) => values.some((value) => value !== '')) }));
}
