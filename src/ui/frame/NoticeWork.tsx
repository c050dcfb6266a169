import type { JSX } from 'react';
import { useStore } from 'zustand';
import type { Notice } from '../../session/types';
import { Button } from '../controls/Button';
import styles from './NoticeWork.module.css';

/** How far long work is, and the button that ends it. */
export function NoticeWork({ text, work }: { readonly text: string; readonly work: NonNullable<Notice['work']> }): JSX.Element {
  const percent = Math.floor(100 * useStore(work.share));
  return (
    <div className={styles.work}>
      <span className={styles.bar} role="progressbar" aria-label={text} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className={styles.share} aria-hidden="true">
        {percent} %
      </span>
      <Button onClick={work.stop}>Stop</Button>
    </div>
  );
}
