import { useMemo, useState } from 'react';
import type { JSX } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { Checkbox } from '../../controls/Checkbox';
import { factsOf } from '../logic/facts';
import { RunName } from '../RunName';
import { CodeDiff } from './CodeDiff';
import styles from './CompareTab.module.css';

interface Props {
  readonly runs: readonly TrackedRun[];
  readonly colours: ReadonlyMap<string, number>;
}

/** What the runs on show have of settings, results, machine and code, side by side. */
export function CompareTab({ runs, colours }: Props): JSX.Element {
  const [all, setAll] = useState(false);
  const sections = useMemo(() => factsOf(runs, Date.now()), [runs]);
  if (runs.length < 2) return <p className={styles.empty}>Choose two or more runs to see what they differ in.</p>;
  const listed = sections.map(({ title, facts }) => ({ title, facts: all ? facts : facts.filter(({ differs }) => differs) })).filter(({ facts }) => facts.length > 0);
  return (
    <div>
      <div className={styles.bar}>
        <Checkbox checked={all} onChange={setAll}>
          What they share too
        </Checkbox>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Facts of the runs">
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {runs.map((run) => (
                <th key={run.id} scope="col">
                  <RunName run={run} colours={colours} />
                </th>
              ))}
            </tr>
          </thead>
          {listed.map(({ title, facts }) => (
            <tbody key={title}>
              <tr className={styles.section}>
                <th scope="colgroup" colSpan={runs.length + 1}>
                  {title}
                </th>
              </tr>
              {facts.map(({ name, values, differs }) => (
                <tr key={name} data-differs={differs || undefined}>
                  <th scope="row">{name}</th>
                  {values.map((value, at) => (
                    <td key={runs[at]?.id ?? at}>{value === '' ? <span className={styles.none}>none</span> : value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
        {listed.length === 0 ? <p className={styles.empty}>These runs differ in nothing that is known of them.</p> : null}
      </div>
      <CodeDiff runs={runs} />
    </div>
  );
}
