import type { JSX } from 'react';
import { lazy, Suspense } from 'react';
import type { Figure } from '../../../charts/kinds/figure';
import type { RendererProps } from '../rendering';

// Drawing is loaded with the first figure.
const FigureView = lazy(() => import('./FigureView').then(({ FigureView: component }) => ({ default: component })));

/** A figure: histogram, heat map, confusion matrix, pictures, points, distributions over training. */
export function FigureOutput(props: RendererProps<Figure>): JSX.Element {
  return (
    <Suspense fallback={<div style={{ minHeight: 260 }} />}>
      <FigureView {...props} />
    </Suspense>
  );
}
