import NotebookPen from 'lucide-react/icons/notebook-pen';
import type { JSX } from 'react';
import { useApp } from '../context';
import { useNow } from '../controls/use-now';
import { countWords } from '../frame/words';
import styles from './Lists.module.css';
import { RecentRow } from './RecentRow';

/** The notebooks stored in this browser, newest first. */
export function RecentList(): JSX.Element {
  const recent = useApp((state) => state.recent);
  const now = useNow(15_000);
  return (
    <section aria-labelledby="recent" className={styles.section}>
      <h2 id="recent" className={styles.title}>
        Recent
        {recent && recent.length > 0 ? <span className={styles.count}>{countWords(recent.length, 'notebook')} in this browser</span> : null}
      </h2>
      {recent === null ? (
        <div role="status" aria-label="Reading the list of notebooks" className={styles.loading}>
          <span />
          <span />
          <span />
        </div>
      ) : recent.length === 0 ? (
        <div className={styles.empty}>
          <NotebookPen size={20} strokeWidth={1.5} aria-hidden />
          <p>
            Notebooks you make are kept in this browser and listed here.
            <br />
            Drop an .ipynb on the page to open one you have.
          </p>
        </div>
      ) : (
        <ul className={styles.rows}>
          {recent
            .toSorted((a, b) => b.updatedAt - a.updatedAt)
            .map((row) => (
              <RecentRow key={row.id} notebook={row} now={now} />
            ))}
        </ul>
      )}
    </section>
  );
}
