import { cloneElement } from 'react';
import type { JSX, ReactElement } from 'react';

interface Props {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  /** The element that shows the tip while hovered or focused; must pass attributes on. */
  readonly children: ReactElement<Record<string, unknown>>;
}

/** Marks the element with its tip. The page's one `TipLayer` shows it: a notebook has thousands of marked buttons. */
export function Tip({ text, keys, side, children }: Props): JSX.Element {
  return cloneElement(children, { 'data-tip': text, 'data-tip-keys': keys, 'data-tip-side': side });
}
