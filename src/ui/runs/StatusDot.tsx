import type { JSX } from 'react';
import type { TrackedStatus } from '../../session/runs/types';
import { statusWords } from './logic/words';
import styles from './StatusDot.module.css';

/** Shape and colour tell how the run ended; `named` says it in words too, for those who see neither. */
export function StatusDot({ status, named = true }: { readonly status: TrackedStatus; readonly named?: boolean }): JSX.Element {
  return (
    <span className={styles.dot} data-status={status} title={statusWords(status)}>
      {named ? <span className="visually-hidden">{statusWords(status)}</span> : null}
    </span>
  );
}
