import { Fragment } from 'react';
import type { JSX } from 'react';
import { strokeLabels } from '../commands/stroke';
import { currentPlatform } from './platform';
import styles from './Keys.module.css';

/** Alternative bindings of one command; those that read the same on this system are shown once. */
export function KeyChoices({ all }: { readonly all: readonly string[] }): JSX.Element {
  const platform = currentPlatform();
  const distinct = all.filter((keys, index) => all.findIndex((other) => same(strokeLabels(other, platform), strokeLabels(keys, platform))) === index);
  return (
    <span className={styles.choices}>
      {distinct.map((keys, index) => (
        <Fragment key={keys}>
          {index > 0 ? <span className={styles.or}>or</span> : null}
          <Keys keys={keys} />
        </Fragment>
      ))}
    </span>
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

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
