import type { JSX } from 'react';
import { Mark } from '../controls/Mark';
import styles from './OpeningPage.module.css';

/** While a notebook is being read. */
export function OpeningPage({ what }: { readonly what: string }): JSX.Element {
  return (
    <main className={styles.page}>
      <div className={styles.words} role="status">
        <Mark size={40} />
        <h1 className={styles.title}>Opening {what}…</h1>
        <span className={styles.track}>
          <span className={styles.bar} />
        </span>
      </div>
    </main>
  );
}
