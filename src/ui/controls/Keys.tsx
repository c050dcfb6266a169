import { Fragment } from 'react';
import type { JSX } from 'react';
import { strokeLabels } from '../commands/stroke';
import { currentPlatform } from './platform';
import styles from './Keys.module.css';

/** The caps of a key binding, such as Ctrl M then B. */
export function Keys({ keys }: { readonly keys: string }): JSX.Element {
  return (
    <span className={styles.keys}>
      {strokeLabels(keys, currentPlatform()).map((caps, stroke) => (
        <Fragment key={stroke}>
          {stroke > 0 ? ' ' : null}
          <span className={styles.stroke}>
            {caps.map((cap) => (
              <kbd key={cap} className={styles.cap}>
                {cap}
              </kbd>
            ))}
          </span>
        </Fragment>
      ))}
    </span>
  );
}
