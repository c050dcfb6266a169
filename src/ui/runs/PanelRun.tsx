import Star from 'lucide-react/icons/star';
import { memo } from 'react';
import type { CSSProperties, JSX } from 'react';
import { formatValue } from '../../charts/format';
import type { TrackedRun } from '../../session/runs/types';
import { IconButton } from '../controls/IconButton';
import { useShell } from '../frame/shell-context';
import { agoWords } from '../frame/words';
import { colourOf } from './logic/colours';
import { mainMetric } from './logic/metrics';
import { deviceName, durationOf, durationWords, statusWords } from './logic/words';
import { Progress } from './Progress';
import { RunSparkline } from './RunSparkline';
import { choiceOf, toggled, useChoose } from './state/choice';
import { useRunActions } from './state/use-actions';
import { useServices } from '../context';
import { StatusDot } from './StatusDot';
import styles from './PanelRun.module.css';

interface Props {
  readonly run: TrackedRun;
  /** Its colour, while it is chosen. */
  readonly slot: number | undefined;
  readonly now: number;
  readonly nested: boolean;
  /** Its notebook is worth telling. */
  readonly everywhere: boolean;
}

/** One run of the side panel. */
export const PanelRun = memo(function PanelRun({ run, slot, now, nested, everywhere }: Props): JSX.Element {
  const { app } = useServices();
  const choose = useChoose();
  const actions = useRunActions();
  const { showFull } = useShell();
  const metric = mainMetric(run);
  const last = metric === null ? undefined : run.metrics[metric]?.last;
  const colour = slot === undefined ? null : colourOf(slot);
  const style: CSSProperties & { readonly '--colour': string } = { '--colour': colour ?? 'transparent' };
  const live = run.status === 'running';
  const facts = [...(live ? [] : [agoWords(run.startedAt, now)]), deviceName(run), ...(live ? [] : [durationWords(durationOf(run, now))]), ...(everywhere ? [run.notebook.name] : [])];
  return (
    <li className={styles.run} style={style} data-chosen={slot !== undefined || undefined} data-nested={nested || undefined}>
      <label className={styles.pick}>
        <input
          type="checkbox"
          aria-label={`Show ${run.name} in charts`}
          checked={slot !== undefined}
          onChange={() => choose({ selected: toggled(choiceOf(app).getState().selected, [run.id]) })}
        />
      </label>
      <div className={styles.main}>
        <div className={styles.line}>
          <StatusDot status={run.status} />
          <button
            type="button"
            className={styles.name}
            title={run.message ?? run.name}
            onClick={() => {
              choose({ detail: run.id, ...(choiceOf(app).getState().selected.includes(run.id) ? {} : { selected: [run.id] }) });
              showFull('runs');
            }}
          >
            {run.name}
          </button>
        </div>
        <div className={styles.facts}>
          {live ? <Progress run={run} /> : run.status === 'done' ? null : <span className={styles.status} data-status={run.status}>{statusWords(run.status)}</span>}
          <span className={styles.ago}>{facts.filter((fact) => fact !== '').join(' · ')}</span>
        </div>
      </div>
      <div className={styles.value}>
        <RunSparkline run={run} colour={colour} />
        {last === undefined ? null : (
          <span title={metric ?? undefined}>
            <span className="visually-hidden">{metric} </span>
            {formatValue(last)}
          </span>
        )}
      </div>
      <IconButton
        icon={Star}
        className={styles.star}
        label={`Star ${run.name}`}
        aria-pressed={run.starred}
        onClick={() => actions.star([run])}
      />
    </li>
  );
});
