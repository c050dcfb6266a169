import type { JSX } from 'react';
import { MenuBar, MenuButton } from './MenuBar';
import styles from './MenuRow.module.css';
import { Toolbar } from './Toolbar';
import { narrow, useMedia } from './use-media';

/** The menu bar, or on a narrow page one menu button, and the toolbar beside it. */
export function MenuRow(): JSX.Element {
  const isNarrow = useMedia(narrow);
  return (
    <div className={styles.row}>
      {isNarrow ? <MenuButton /> : <MenuBar />}
      <span className={styles.line} />
      <Toolbar />
    </div>
  );
}
