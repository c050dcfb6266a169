import ChartSpline from 'lucide-react/icons/chart-spline';
import Maximize from 'lucide-react/icons/maximize-2';
import { useMemo, useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/Button';
import { Checkbox } from '../controls/Checkbox';
import { Icon } from '../controls/Icon';
import { useNow } from '../controls/use-now';
import { useShell } from '../frame/shell-context';
import { countWords } from '../frame/words';
import { EmptyPanel } from '../panels/EmptyPanel';
import { FilterField } from './FilterField';
import { bestWords } from './logic/best';
import { rowsOf } from './logic/rows';
import type { GroupRow } from './logic/rows';
import { PanelRun } from './PanelRun';
import { useChoice, useChoose } from './state/choice';
import { useListedRuns, useShownRuns } from './state/use-runs';
import styles from './RunsPanel.module.css';

/** Runs listed at once, and how many more each step adds. */
const step = 100;

/** This notebook's trainings, newest first. */
export function RunsPanel(): JSX.Element {
  const { showFull } = useShell();
  const choose = useChoose();
  const everywhere = useChoice((choice) => choice.everywhere);
  const closed = useChoice((choice) => choice.closed);
  const { phase, failure, scope, listed, problems, elsewhere } = useListedRuns();
  const { colours, chosen } = useShownRuns(listed);
  const [limit, setLimit] = useState(step);
  const now = useNow(10_000);
  const rows = useMemo(() => rowsOf(listed, 'group', closed), [listed, closed]);

  const all = (
    <Checkbox checked={everywhere} onChange={(on) => choose({ everywhere: on })}>
      All notebooks
    </Checkbox>
  );
  if (phase === 'loading') return <div className={styles.loading} role="status" aria-label="Reading the runs" />;
  if (phase === 'failed') {
    return <EmptyPanel icon={ChartSpline} title="The runs could not be read" text={`${failure} Reload the page to try again.`} />;
  }
  if (scope.length === 0) {
    return (
      <EmptyPanel
        icon={ChartSpline}
        title="No runs yet"
        text={
          <>
            Each training becomes a run by itself: <code>model.fit(…)</code>, <code>trainer.fit(…)</code>, or a loop of your own that calls{' '}
            <code>{'train.run.log({ loss })'}</code>.
          </>
        }
        action={elsewhere > 0 ? all : undefined}
      />
    );
  }
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <FilterField problems={problems} />
        <div className={styles.bar}>
          {all}
          <Button tone="plain" className={styles.wide} onClick={() => showFull('runs')}>
            <Icon of={Maximize} />
            Open full width
          </Button>
        </div>
      </div>
      <ul className={styles.list} aria-label="Runs">
        {rows.slice(0, limit).map((row) =>
          row.kind === 'group' ? (
            <GroupHead key={row.id} row={row} />
          ) : (
            <PanelRun key={row.id} run={row.run} slot={chosen ? colours.get(row.id) : undefined} now={now} nested={row.nested} everywhere={everywhere} />
          ),
        )}
        {rows.length > limit ? (
          <li className={styles.more}>
            <Button onClick={() => setLimit(limit + step)}>Show {Math.min(step, rows.length - limit)} more</Button>
          </li>
        ) : null}
      </ul>
      <p className={styles.total} role="status">
        {listed.length === scope.length ? countWords(scope.length, 'run') : `${listed.length.toLocaleString('en-US')} of ${countWords(scope.length, 'run')}`}
      </p>
    </div>
  );
}

function GroupHead({ row }: { readonly row: GroupRow }): JSX.Element {
  const closed = useChoice((choice) => choice.closed);
  const choose = useChoose();
  const fold = (): void => {
    const next = new Set(closed);
    if (!next.delete(row.id)) next.add(row.id);
    choose({ closed: next });
  };
  const done = row.runs.length - row.running;
  return (
    <li className={styles.group}>
      <button type="button" aria-expanded={row.open} onClick={fold}>
        <strong>{row.title}</strong>
        <span>{row.running > 0 ? `${done} of ${row.runs.length} done` : countWords(row.runs.length, 'run')}</span>
      </button>
      {row.best ? <p>{bestWords(row.best, row.runs)}</p> : null}
    </li>
  );
}
