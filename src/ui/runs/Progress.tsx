import type { JSX } from 'react';
import type { TrackedRun } from '../../session/runs/types';
import { mainMetric } from './logic/metrics';
import { durationWords, epochsWanted } from './logic/words';
import { useSeries } from './state/use-series';
import { useNow } from '../controls/use-now';
import styles from './Progress.module.css';

/** How far a run under way is: epochs where it says how many it makes, else steps; `brief` leaves the time to others. */
export function Progress({ run, brief = false }: { readonly run: TrackedRun; readonly brief?: boolean }): JSX.Element {
  const now = useNow(1000);
  const series = useSeries(run.id, mainMetric(run), true);
  const wanted = epochsWanted(run);
  const epoch = series?.epoch.at(-1) ?? NaN;
  const step = Math.max(0, ...Object.values(run.metrics).map(({ lastStep }) => lastStep));
  const time = durationWords(now - run.startedAt);
  if (wanted === null || Number.isNaN(epoch)) {
    return (
      <span className={styles.words}>
        step {step.toLocaleString('en-US')}
        {brief ? '' : `, ${time}`}
      </span>
    );
  }
  const epochs = `${Math.min(wanted, Math.floor(epoch) + 1)}/${wanted}`;
  const part = Math.min(1, epoch / wanted);
  return (
    <span className={styles.progress}>
      <span className={styles.bar} role="progressbar" aria-label={`Progress of ${run.name}`} aria-valuenow={Math.round(part * 100)} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${part * 100}%` }} />
      </span>
      <span className={styles.words}>{brief ? epochs : `epoch ${epochs}, ${time}`}</span>
    </span>
  );
}
