import type { JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import { cx } from '../controls/cx';
import { Tip } from '../controls/Tip';
import { useNow } from '../controls/use-now';
import styles from './SaveStatus.module.css';
import { saveWords } from './words';

/** How far the notebook is saved, in words; a failed save is a button that tries again. */
export function SaveStatus(): JSX.Element {
  const { commands } = useOpenSession();
  const save = useSession((state) => state.save);
  const now = useNow(1000);
  const words = saveWords(save, now);
  const [first, ...rest] = words.split(' ');
  if (save.phase === 'failed') {
    return (
      <Tip text={`${save.reason}. Press to try again.`}>
        <button type="button" className={cx(styles.status, styles.failed)} onClick={() => void commands.saveNow()}>
          {words}
        </button>
      </Tip>
    );
  }
  return (
    <span className={cx(styles.status, save.phase === 'unsaved-copy' && styles.copy)} data-save={save.phase}>
      {save.phase === 'saved' ? (
        <>
          {first} <span className={styles.when}>{rest.join(' ')}</span>
        </>
      ) : (
        words
      )}
    </span>
  );
}
