import type { JSX } from 'react';
import { useMemo } from 'react';
import type { Json } from '../../base/json';
import { InspectTree } from './InspectTree';
import { jsonNode } from './json-node';
import type { RendererProps } from './rendering';

/** JSON as the tree that inspected values use. */
export function JsonTree({ value, context }: RendererProps<Json>): JSX.Element {
  return <InspectTree value={useMemo(() => jsonNode(value), [value])} context={context} />;
}
