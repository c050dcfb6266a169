import type { JSX } from 'react';
import { lazy, Suspense } from 'react';
import type { ProseProps } from './ProseBody';
import styles from './prose.module.css';

const ProseBody = lazy(() => import('./ProseBody').then(({ ProseBody: component }) => ({ default: component })));

/** Markdown as prose. The parser, the sanitiser and the typesetter of math load when first needed. */
export function Prose(props: ProseProps): JSX.Element {
  return (
    <Suspense fallback={<div className={styles.waiting}>{props.source}</div>}>
      <ProseBody {...props} />
    </Suspense>
  );
}
