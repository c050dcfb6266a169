import type { JSX } from 'react';
import { Mark } from '../controls/Mark';
import { ThemeButton } from '../frame/ThemeButton';
import { ExampleList } from './ExampleList';
import { FirstSteps } from './FirstSteps';
import { HeroCurve } from './HeroCurve';
import { RecentList } from './RecentList';
import styles from './StartPage.module.css';
import { Tour } from './Tour';

/** What a visitor sees first: four things to do, then what was done before and what others made. */
export function StartPage(): JSX.Element {
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <span className={styles.brand}>
          <Mark size={26} />
          Gradbook
        </span>
        <ThemeButton />
      </header>
      <main className={styles.main}>
        <div className={styles.hero}>
          <div className={styles.words}>
            <h1 className={styles.title}>Train a neural network in this tab</h1>
            <p className={styles.lead}>
              TypeScript cells, your own GPU or CPU, losses charted while they fall. Data stays in this browser; a notebook is shared as a
              link.
            </p>
          </div>
          <HeroCurve />
        </div>
        <FirstSteps />
        <Tour />
        <div className={styles.lists}>
          <RecentList />
          <ExampleList />
        </div>
      </main>
    </div>
  );
}
