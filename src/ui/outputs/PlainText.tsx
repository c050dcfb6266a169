import type { JSX } from 'react';
import { useMemo } from 'react';
import type { RendererProps } from './rendering';
import { streamLines } from './stream-lines';
import { TextLines } from './TextLines';

/** Text as it stands: the last resort of every bundle. */
export function PlainText({ value, context }: RendererProps<string>): JSX.Element {
  return <TextLines lines={useMemo(() => streamLines(value), [value])} label={context.label} />;
}
