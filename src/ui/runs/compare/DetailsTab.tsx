import Star from 'lucide-react/icons/star';
import { useMemo } from 'react';
import type { JSX } from 'react';
import { formatValue } from '../../../charts/format';
import type { RunEdit, TrackedRun } from '../../../session/runs/types';
import { useOpenSession, useSession } from '../../context';
import { Button } from '../../controls/Button';
import { Icon } from '../../controls/Icon';
import { TextField } from '../../controls/TextField';
import { RunTraining } from '../../durable/RunTraining';
import { useShell } from '../../frame/shell-context';
import { factsOf } from '../logic/facts';
import { goalOf, metricNames } from '../logic/metrics';
import { statusWords } from '../logic/words';
import { Progress } from '../Progress';
import { useChoice, useChoose } from '../state/choice';
import { useRunActions } from '../state/use-actions';
import type { ShownRuns } from '../state/use-runs';
import { StatusDot } from '../StatusDot';
import { tagsOf } from '../table/EditCell';
import styles from './DetailsTab.module.css';

interface Props {
  readonly shown: ShownRuns;
  readonly listed: readonly TrackedRun[];
}

/** Everything about one run, and what of it the reader may change. */
export function DetailsTab({ shown, listed }: Props): JSX.Element {
  const detail = useChoice((choice) => choice.detail);
  const choose = useChoose();
  const run = listed.find(({ id }) => id === detail) ?? shown.runs[0];
  if (!run) return <p className={styles.empty}>Choose a run in the table.</p>;
  return (
    <div>
      <label className={styles.which}>
        Run
        <select value={run.id} onChange={(event) => choose({ detail: event.currentTarget.value })}>
          {listed.slice(0, 500).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <RunDetails key={run.id} run={run} />
    </div>
  );
}

function RunDetails({ run }: { readonly run: TrackedRun }): JSX.Element {
  const actions = useRunActions();
  const sections = useMemo(() => factsOf([run], Date.now()), [run]);
  const change = (edit: RunEdit): void => actions.edit([run], edit);
  return (
    <>
      <p className={styles.status}>
        <StatusDot status={run.status} named={false} />
        {run.status === 'running' ? <Progress run={run} /> : statusWords(run.status)}
        <span className={styles.started}>begun {new Date(run.startedAt).toLocaleString('en-GB')}</span>
      </p>
      {run.message === undefined ? null : <p className={styles.message}>{run.message}</p>}
      <div className={styles.fields}>
        <Field label="Name" value={run.name} onKeep={(name) => name !== '' && change({ name })} />
        <Field label="Group" value={run.group ?? ''} onKeep={(group) => change({ group: group === '' ? null : group })} />
        <Field label="Tags, separated by commas" value={run.tags.join(', ')} onKeep={(text) => change({ tags: tagsOf(text) })} />
        <label className={styles.field}>
          Notes
          <textarea rows={3} defaultValue={run.notes} onBlur={(event) => event.currentTarget.value !== run.notes && change({ notes: event.currentTarget.value })} />
        </label>
      </div>
      <div className={styles.actions}>
        <Button aria-pressed={run.starred} onClick={() => actions.star([run])}>
          <Icon of={Star} />
          {run.starred ? 'Starred' : 'Star'}
        </Button>
        <Button onClick={() => actions.archive([run])}>{run.archived ? 'Take out of the archive' : 'Archive'}</Button>
        <Button onClick={() => actions.remove([run])}>Delete…</Button>
        <ToCell run={run} />
      </div>
      <Metrics run={run} />
      <RunTraining run={run} />
      {sections
        .filter(({ title, facts }) => title !== 'Best values' && facts.length > 0)
        .map(({ title, facts }) => (
          <section key={title}>
            <h3 className={styles.heading}>{title}</h3>
            <dl className={styles.facts}>
              {facts.map(({ name, values }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{values[0]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      <h3 className={styles.heading}>Cell, as it ran</h3>
      <pre className={styles.code} tabIndex={0}>
        {run.cell.source}
      </pre>
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  onKeep(text: string): void;
}

/** Kept with Enter and when it is left. */
function Field({ label, value, onKeep }: FieldProps): JSX.Element {
  return (
    <label className={styles.field}>
      {label}
      <TextField
        key={value}
        defaultValue={value}
        onBlur={(event) => event.currentTarget.value.trim() !== value && onKeep(event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

/** Leads to the cell that made the run, where it is in the open notebook. */
function ToCell({ run }: { readonly run: TrackedRun }): JSX.Element | null {
  const { commands } = useOpenSession();
  const { showFull } = useShell();
  const number = useSession((state) => (state.id === run.notebook.id ? state.notebook.cells.findIndex(({ id }) => id === run.cell.id) + 1 : 0));
  if (number === 0) return null;
  return (
    <Button
      onClick={() => {
        showFull(null);
        commands.select(run.cell.id, { mode: 'command' });
      }}
    >
      Go to cell {number}
    </Button>
  );
}

function Metrics({ run }: { readonly run: TrackedRun }): JSX.Element | null {
  const names = metricNames([run]);
  if (names.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>Metrics</h3>
      <table className={styles.metrics}>
        <thead>
          <tr>
            <th scope="col">metric</th>
            <th scope="col">last</th>
            <th scope="col">best</th>
            <th scope="col">at step</th>
            <th scope="col">points</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const summary = run.metrics[name];
            if (!summary) return null;
            const [best, step] = goalOf(name) === 'min' ? [summary.min, summary.minStep] : [summary.max, summary.maxStep];
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatValue(summary.last)}</td>
                <td>{formatValue(best)}</td>
                <td>{step.toLocaleString('en-US')}</td>
                <td>{summary.count.toLocaleString('en-US')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
