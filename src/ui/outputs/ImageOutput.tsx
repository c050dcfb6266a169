import type { JSX } from 'react';
import { lazy, Suspense, useMemo } from 'react';
import type { RendererProps } from './rendering';
import styles from './media.module.css';

// Only drawings that follow the theme need the sanitiser.
const StaticHtml = lazy(() => import('./StaticHtml').then(({ StaticHtml: component }) => ({ default: component })));

/** A picture at its natural size, or the one its metadata asks for; never wider than the column. */
export function ImageOutput({ value: url, context }: RendererProps<string>): JSX.Element {
  const { width, height, alt } = context.metadata;
  return (
    <img
      className={styles.image}
      src={url}
      alt={typeof alt === 'string' ? alt : context.label}
      width={typeof width === 'number' ? width : undefined}
      height={typeof height === 'number' ? height : undefined}
    />
  );
}

/**
 * Drawn as a picture, so that nothing in it can run or load; but one made by a cell's document, or that takes
 * the colour of the text around it, is drawn in the page after all that could run is taken out.
 */
export function SvgOutput({ value, context }: RendererProps<string>): JSX.Element {
  const follows = context.metadata['isolated'] === false || /currentcolor/i.test(value);
  const url = useMemo(() => (follows ? '' : svgUrl(value)), [follows, value]);
  if (!follows) return <ImageOutput value={url} context={context} />;
  return (
    <div role="group" aria-label={context.label}>
      <Suspense>
        <StaticHtml html={value} web={context.trusted} />
      </Suspense>
    </div>
  );
}

function svgUrl(text: string): string {
  // A page tolerates a missing namespace, a picture does not.
  const whole = /<svg[^>]*\sxmlns\s*=/.test(text) ? text : text.replace(/<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole)}`;
}
