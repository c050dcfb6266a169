import type { JSX } from 'react';
import styles from './Mark.module.css';

/** The mark: a loss curve falling across a page. */
export function Mark({ size = 24 }: { readonly size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden className={styles.mark}>
      <path className={styles.page} d="M5.5 1.5h9.2l5.8 5.8v13.2a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-17a2 2 0 0 1 2-2Z" />
      <path className={styles.fold} d="M14.7 1.5v3.8a2 2 0 0 0 2 2h3.8" />
      <path className={styles.curve} d="M7 8.2c.9 5.4 2.3 8 4.7 9.1 1.5.7 3.2.9 5.3.9" />
      <circle className={styles.point} cx="17" cy="18.2" r="1.7" />
    </svg>
  );
}
