import { useMemo } from 'react';
import type { JSX } from 'react';
import type { XColumn } from '../../../charts/spec';
import type { TrackedRun } from '../../../session/runs/types';
import { Checkbox } from '../../controls/Checkbox';
import { useChoice, useChoose } from '../state/choice';
import { OverlayChart } from './OverlayChart';
import { chartsOf } from './overlay';
import type { MetricChart } from './overlay';
import styles from './ChartsTab.module.css';

interface Props {
  readonly runs: readonly TrackedRun[];
  readonly colours: ReadonlyMap<string, number>;
}

/** A chart for each metric of the runs on show, all looked at in the same way. */
export function ChartsTab({ runs, colours }: Props): JSX.Element {
  const charts = useStableCharts(runs);
  const own = charts.filter(({ system }) => !system);
  const system = charts.filter((chart) => chart.system);
  if (charts.length === 0) return <p className={styles.empty}>These runs have logged no metrics yet.</p>;
  return (
    <div>
      <ChartControls />
      <div className={styles.grid}>
        {own.map((chart) => (
          <OverlayChart key={chart.title} chart={chart} runs={runs} colours={colours} />
        ))}
      </div>
      {system.length === 0 ? null : (
        <details className={styles.system}>
          <summary>System: {system.map(({ title }) => title.replace(/^system\//, '')).join(', ')}</summary>
          <div className={styles.grid}>
            {system.map((chart) => (
              <OverlayChart key={chart.title} chart={chart} runs={runs} colours={colours} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

/** The same objects for as long as no metric comes or goes, though values of live runs change all the time. */
function useStableCharts(runs: readonly TrackedRun[]): readonly MetricChart[] {
  const charts = JSON.stringify(chartsOf(runs));
  return useMemo(() => JSON.parse(charts) as readonly MetricChart[], [charts]);
}

const xNames: readonly { readonly value: XColumn; readonly title: string }[] = [
  { value: 'step', title: 'Step' },
  { value: 'epoch', title: 'Epoch' },
  { value: 'time', title: 'Time' },
];

function ChartControls(): JSX.Element {
  const smoothing = useChoice((choice) => choice.smoothing);
  const log = useChoice((choice) => choice.log);
  const x = useChoice((choice) => choice.x);
  const choose = useChoose();
  return (
    <div className={styles.controls} role="group" aria-label="All charts">
      <label className={styles.control}>
        Smoothing
        <input type="range" min={0} max={0.99} step={0.01} value={smoothing} onChange={(event) => choose({ smoothing: event.currentTarget.valueAsNumber })} />
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <Checkbox checked={log} onChange={(on) => choose({ log: on })}>
        Log scale
      </Checkbox>
      <fieldset className={styles.axis}>
        <legend>x axis</legend>
        {xNames.map(({ value, title }) => (
          <label key={value} data-on={x === value || undefined}>
            <input type="radio" name="runs-x" className="visually-hidden" checked={x === value} onChange={() => choose({ x: value })} />
            {title}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
