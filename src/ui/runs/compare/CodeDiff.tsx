import { useMemo, useState } from 'react';
import type { JSX } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { Button } from '../../controls/Button';
import { countWords } from '../../frame/words';
import { diffLines, foldSame } from '../logic/diff';
import type { DiffLine } from '../logic/diff';
import styles from './CompareTab.module.css';

/** The cells' text of two of the runs, line by line. */
export function CodeDiff({ runs }: { readonly runs: readonly TrackedRun[] }): JSX.Element {
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const before = runs.find(({ id }) => id === pair?.[0]) ?? runs[0];
  const after = runs.find(({ id }) => id === pair?.[1] && id !== before?.id) ?? runs.find(({ id }) => id !== before?.id);
  const lines = useMemo(() => diffLines(before?.cell.source ?? '', after?.cell.source ?? ''), [before?.cell.source, after?.cell.source]);
  const parts = useMemo(() => foldSame(lines), [lines]);
  const [added, removed] = [lines.filter(({ kind }) => kind === 'added').length, lines.filter(({ kind }) => kind === 'removed').length];
  if (!before || !after) return <></>;
  const picker = (label: string, value: string, set: (id: string) => void): JSX.Element => (
    <select aria-label={label} value={value} onChange={(event) => set(event.currentTarget.value)}>
      {runs.map((run) => (
        <option key={run.id} value={run.id}>
          {run.name}
        </option>
      ))}
    </select>
  );
  return (
    <section className={styles.code} aria-label="Code">
      <h3>
        Code of {picker('First run', before.id, (id) => setPair([id, after.id]))} and {picker('Second run', after.id, (id) => setPair([before.id, id]))}
        <span className={styles.counts}>{added + removed === 0 ? 'no difference' : `${countWords(added, 'line')} added, ${removed} removed`}</span>
      </h3>
      {added + removed === 0 ? null : (
        <div className={styles.diff} tabIndex={0} role="region" aria-label="Differences in code">
          {parts.map((part, at) => (part.kind === 'gap' ? <Gap key={at} lines={part.lines} /> : part.lines.map((line, index) => <Line key={`${at}-${index}`} line={line} />)))}
        </div>
      )}
    </section>
  );
}

function Gap({ lines }: { readonly lines: readonly DiffLine[] }): JSX.Element {
  const [open, setOpen] = useState(false);
  if (open) return <>{lines.map((line, index) => <Line key={index} line={line} />)}</>;
  return (
    <Button tone="plain" className={styles.gap} onClick={() => setOpen(true)}>
      {countWords(lines.length, 'equal line')}
    </Button>
  );
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const spoken = { same: null, added: 'added: ', removed: 'removed: ' } as const;

function Line({ line: { kind, text, before, after } }: { readonly line: DiffLine }): JSX.Element {
  return (
    <div className={styles.line} data-kind={kind}>
      <span className={styles.number} aria-hidden>
        {before ?? ''}
      </span>
      <span className={styles.number} aria-hidden>
        {after ?? ''}
      </span>
      <span aria-hidden>{signs[kind]}</span>
      <code>
        {spoken[kind] === null ? null : <span className="visually-hidden">{spoken[kind]}</span>}
        {text}
      </code>
    </div>
  );
}
