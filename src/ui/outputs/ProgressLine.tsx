import type { JSX } from 'react';
import { cx } from '../controls/cx';
import { formatCount, formatDuration, formatNumber } from './format';
import type { RendererProps } from './rendering';
import type { ProgressState } from './values';
import styles from './progress.module.css';

/** One line: bar, epoch, step, metrics, time a step, time left. */
export function ProgressLine({ value: progress }: RendererProps<ProgressState>): JSX.Element {
  const { done, total, state } = progress;
  const share = total ? Math.min(1, done / total) : null;
  return (
    <div className={styles.line}>
      <span className={styles.label}>{progress.label}</span>
      <div
        className={cx(styles.bar, share === null && state === 'running' && styles.unknown)}
        role="progressbar"
        aria-label={progress.label || 'Progress'}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={share === null ? undefined : done}
        aria-valuetext={[...facts(progress), ending(progress)].join(', ')}
      >
        <div className={cx(styles.fill, styles[state])} style={{ width: `${(share ?? (state === 'running' ? 0 : 1)) * 100}%` }} />
      </div>
      <span className={styles.facts}>
        {facts(progress).map((fact, index) => (
          <span key={index}>{fact}</span>
        ))}
        {progress.metrics.map(({ name, value }) => (
          <span key={name}>
            {name} <b>{formatNumber(value)}</b>
          </span>
        ))}
        {progress.msPerStep === undefined ? null : <span>{perStep(progress.msPerStep)}</span>}
        <span className={state === 'running' ? undefined : styles[`${state}Text`]}>{ending(progress)}</span>
      </span>
    </div>
  );
}

function facts({ epoch, done, total }: ProgressState): string[] {
  const steps = total === undefined ? `${formatCount(done)} done` : `${formatCount(done)}/${formatCount(total)}`;
  return epoch ? [`epoch ${epoch.current}/${epoch.total}`, `step ${steps}`] : [steps];
}

const perStep = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : String(Math.round(ms))} ms/step`;

function ending({ state, etaSeconds, elapsedSeconds }: ProgressState): string {
  const taken = formatDuration(elapsedSeconds * 1000);
  switch (state) {
    case 'running':
      return etaSeconds === undefined ? taken : `${formatDuration(Math.max(1, Math.ceil(etaSeconds)) * 1000).replace('.0 s', ' s')} left`;
    case 'done':
      return `done in ${taken}`;
    case 'stopped':
      return `stopped after ${taken}`;
    case 'failed':
      return `failed after ${taken}`;
    default:
      return state satisfies never;
  }
}
