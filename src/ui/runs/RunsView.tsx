import ArrowLeft from 'lucide-react/icons/arrow-left';
import ChartSpline from 'lucide-react/icons/chart-spline';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { useShell } from '../frame/shell-context';
import { countWords } from '../frame/words';
import { EmptyPanel } from '../panels/EmptyPanel';
import { DetailPane } from './DetailPane';
import { FilterField } from './FilterField';
import { bestOf, bestWords } from './logic/best';
import { allColumns, sortedRuns, usualColumns } from './logic/columns';
import { rankingMetric } from './logic/metrics';
import { rowsOf } from './logic/rows';
import { varyingSettings } from './logic/settings';
import { useChoice } from './state/choice';
import { useListedRuns, useShownRuns } from './state/use-runs';
import { RunsTable } from './table/RunsTable';
import { SelectionBar } from './toolbar/SelectionBar';
import { ViewMenus } from './toolbar/ViewMenus';
import styles from './RunsView.module.css';

/** The runs in the place of the notebook: a table of them, and what those chosen look like. */
export function RunsView(): JSX.Element {
  const { showFull } = useShell();
  const root = useRef<HTMLElement>(null);
  const { phase, failure, scope, listed, problems, elsewhere } = useListedRuns();
  const shown = useShownRuns(listed);
  // What is drawn of the runs follows the list, when there is time.
  const drawn = useDeferredValue(shown);
  const sort = useChoice((choice) => choice.sort);
  const grouping = useChoice((choice) => choice.grouping);
  const closed = useChoice((choice) => choice.closed);
  const chosenColumns = useChoice((choice) => choice.columns);
  useEffect(() => root.current?.focus(), []);

  const close = (): void => {
    showFull(null);
    // After the notebook can have the focus again.
    requestAnimationFrame(() => document.getElementById('tab-runs')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  const every = useStable(useMemo(() => allColumns(scope), [scope]), ({ id }) => id);
  const usual = useMemo(() => usualColumns(scope, varyingSettings(scope.map(({ settings }) => settings))), [scope]);
  const wanted = useStable(chosenColumns ?? usual, (id) => id);
  const columns = useMemo(() => every.filter(({ id }) => wanted.includes(id)), [every, wanted]);
  const rows = useMemo(() => {
    const by = every.find(({ id }) => id === sort.column);
    // The length of a run under way orders it well enough as it was when the list changed.
    return rowsOf(sortedRuns(listed, by, sort.descending, Date.now()), grouping, closed);
  }, [listed, every, sort, grouping, closed]);
  const best = useMemo(() => {
    const metric = rankingMetric(listed);
    const found = metric === null ? null : bestOf(listed, metric);
    return found && bestWords(found, listed);
  }, [listed]);

  return (
    <section ref={root} className={styles.view} aria-label="Runs, full width" tabIndex={-1} onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <Button tone="plain" className={styles.back} onClick={close}>
          <Icon of={ArrowLeft} />
          Notebook
        </Button>
        <h2 className={styles.title}>Runs</h2>
        <p className={styles.count} role="status">
          {scope.length === 0 ? null : listed.length === scope.length ? countWords(scope.length, 'run') : `${listed.length.toLocaleString('en-US')} of ${countWords(scope.length, 'run')}`}
        </p>
        {best ? <p className={styles.best}>{best}</p> : null}
      </header>
      {phase === 'failed' ? (
        <EmptyPanel icon={ChartSpline} title="The runs could not be read" text={`${failure} Reload the page to try again.`} />
      ) : (
        <div className={styles.body}>
          <div className={styles.left}>
            <div className={styles.tools}>
              <div className={styles.filter}>
                <FilterField problems={problems} />
              </div>
              <ViewMenus every={every} wanted={wanted} listed={listed} />
            </div>
            {scope.length === 0 && phase === 'ready' ? (
              <EmptyPanel
                icon={ChartSpline}
                title="No runs yet"
                text={elsewhere > 0 ? 'Train in this notebook, or have those of all notebooks listed.' : 'Run a cell that trains: model.fit(…), trainer.fit(…), or a loop that calls train.run.log({ loss }). Export also imports: event files of TensorBoard, CSV of W&B.'}
              />
            ) : (
              <RunsTable rows={rows} columns={columns} colours={shown.colours} />
            )}
            <SelectionBar listed={listed} />
          </div>
          <DetailPane shown={drawn} listed={listed} />
        </div>
      )}
    </section>
  );
}

/** The list as it was for as long as its keys stay: values of live runs change all the time, what there is of them seldom. */
function useStable<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keys = list.map(keyOf).join('\n');
  const kept = useRef({ keys, list });
  if (kept.current.keys !== keys) kept.current = { keys, list };
  return kept.current.list;
}
