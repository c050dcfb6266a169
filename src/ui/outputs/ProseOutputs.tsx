import type { JSX } from 'react';
import { Prose } from '../markdown/Prose';
import type { RendererProps } from './rendering';

export function MarkdownOutput({ value, context }: RendererProps<string>): JSX.Element {
  return <Prose source={value} trusted={context.trusted} />;
}

/** LaTeX comes with its own dollars or environment, or bare. */
export function LatexOutput({ value }: RendererProps<string>): JSX.Element {
  const bare = !/^\s*(?:\$|\\begin\{)/.test(value);
  return <Prose source={bare ? `$$\n${value}\n$$` : value} />;
}
