import type { JSX } from 'react';
import { useMemo } from 'react';
import type { RendererProps } from './rendering';
import styles from './media.module.css';

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

/** Drawn as a picture, so that nothing in it can run or load. */
export function SvgOutput({ value, context }: RendererProps<string>): JSX.Element {
  return <ImageOutput value={useMemo(() => svgUrl(value), [value])} context={context} />;
}

function svgUrl(text: string): string {
  // A page tolerates a missing namespace, a picture does not.
  const whole = /<svg[^>]*\sxmlns\s*=/.test(text) ? text : text.replace(/<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole)}`;
}
