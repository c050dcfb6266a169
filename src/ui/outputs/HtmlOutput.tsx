import type { JSX } from 'react';
import { lazy, Suspense } from 'react';
import { HtmlFrame } from './HtmlFrame';
import type { RendererProps } from './rendering';

// The sanitiser is needed only for outputs of others' notebooks and for drawings.
const StaticHtml = lazy(() => import('./StaticHtml').then(({ StaticHtml: component }) => ({ default: component })));

/** HTML with its scripts in a sandbox of its own; without them, in the page, where it cannot be trusted to run or says that it has none. */
export function HtmlOutput({ value, context }: RendererProps<string>): JSX.Element {
  if (context.trusted && context.metadata['isolated'] !== false) return <HtmlFrame html={value} label={context.label} />;
  return (
    <Suspense>
      <StaticHtml html={value} />
    </Suspense>
  );
}
