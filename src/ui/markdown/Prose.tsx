import type { JSX } from 'react';
import { lazy, Suspense } from 'react';
import type { Attachments } from './render';
import styles from './prose.module.css';

const ProseBody = lazy(() => import('./ProseBody').then(({ ProseBody: component }) => ({ default: component })));

/** Markdown as prose. The parser, the sanitiser and the typesetter of math load when first needed. */
export function Prose({ source, attachments }: { readonly source: string; readonly attachments?: Attachments | undefined }): JSX.Element {
  return (
    <Suspense fallback={<div className={styles.waiting}>{source}</div>}>
      <ProseBody source={source} attachments={attachments} />
    </Suspense>
  );
}
