import { useMemo, useState } from 'react';
import type { JSX } from 'react';
import { rankCorrelation } from '../../../charts/parallel';
import type { TrackedRun } from '../../../session/runs/types';
import { bestOf, bestWords } from '../logic/best';
import { goalOf } from '../logic/metrics';
import type { Statistic } from '../logic/metrics';
import { columnsOf, targetsOf } from '../logic/targets';
import { useChoice, useChoose } from '../state/choice';
import type { ShownRuns } from '../state/use-runs';
import { ParallelView } from './ParallelView';
import { ScatterView } from './ScatterView';
import styles from './SettingsTab.module.css';

interface Props {
  readonly listed: readonly TrackedRun[];
  readonly shown: ShownRuns;
}

/** How settings lead to results: over the chosen runs where there are several, else over all that are listed. */
export function SettingsTab({ listed, shown }: Props): JSX.Element {
  const chosenTarget = useChoice((choice) => choice.target);
  const choose = useChoose();
  const asked = shown.chosen && shown.runs.length > 1 ? shown.runs : listed;
  const { metrics, target } = useMemo(() => targetsOf(asked, chosenTarget), [asked, chosenTarget]);
  const runs = useMemo(() => asked.filter((run) => target !== null && Object.hasOwn(run.metrics, target.metric)), [asked, target]);
  const left = asked.length - runs.length;
  const columns = useMemo(() => (target === null ? [] : columnsOf(runs, target)), [runs, target]);
  const settings = columns.slice(0, -1);
  const result = columns.at(-1);
  const [setting, setSetting] = useState<string | null>(null);
  const against = settings.find(({ name }) => name === setting) ?? settings[0];

  if (target === null || !result) return <p className={styles.empty}>These runs have logged no metrics yet.</p>;
  const best = bestOf(runs, target.metric);
  return (
    <div>
      <div className={styles.controls}>
        <label>
          Metric
          <select value={target.metric} onChange={(event) => choose({ target: { metric: event.currentTarget.value, statistic: goalOf(event.currentTarget.value) } })}>
            {metrics.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Value
          <select value={target.statistic} onChange={(event) => choose({ target: { ...target, statistic: event.currentTarget.value as Statistic } })}>
            <option value="last">last</option>
            <option value="min">lowest</option>
            <option value="max">highest</option>
          </select>
        </label>
        {left > 0 ? (
          <p className={styles.left}>
            {left} {left === 1 ? 'run has' : 'runs have'} no {target.metric}
          </p>
        ) : null}
        {best ? <p className={styles.best}>{bestWords(best, runs)}</p> : null}
      </div>
      {settings.length === 0 || !against ? (
        <p className={styles.empty}>{runs.length < 2 ? 'Two runs are needed to compare settings.' : 'These runs have the same settings; there is nothing to compare.'}</p>
      ) : (
        <>
          <ParallelView runs={runs} columns={columns} shown={shown} goal={goalOf(target.metric)} />
          <h3 className={styles.heading}>
            <label>
              {result.name} by
              <select value={against.name} onChange={(event) => setSetting(event.currentTarget.value)} aria-label="Setting of the scatter plot">
                {settings.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
            <Correlation value={rankCorrelation(against.values, result.values)} />
          </h3>
          <ScatterView runs={runs} x={against} y={result} shown={shown} />
        </>
      )}
    </div>
  );
}

function Correlation({ value }: { readonly value: number | null }): JSX.Element | null {
  if (value === null) return null;
  const size = Math.abs(value);
  const words = size < 0.3 ? 'hardly related' : size < 0.7 ? 'related' : 'strongly related';
  return (
    <span className={styles.correlation} title="Spearman's rank correlation">
      rank correlation {value.toFixed(2).replace('-', '−')}, {words}
    </span>
  );
}
