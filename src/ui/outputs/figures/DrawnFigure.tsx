import type { JSX, KeyboardEvent, PointerEvent } from 'react';
import { createElement, memo, useEffect, useMemo, useRef, useState } from 'react';
import { drawFigure } from '../../../charts/kinds/draw';
import type { Figure } from '../../../charts/kinds/figure';
import { pageInks } from '../../../charts/kinds/inks';
import type { Shape } from '../../../charts/kinds/shapes';
import { targetAt, targetBy } from './nearest';
import { PointCard } from './PointCard';
import styles from './figures.module.css';

interface Props {
  readonly figure: Exclude<Figure, { kind: 'images' }>;
  readonly frame: number;
  readonly summary: string;
  /** Classes of points that are not drawn. */
  readonly hidden?: ReadonlySet<number> | undefined;
}

const LEAST_WIDTH = 240;
const MOST_WIDTH = 880;

/** A figure as wide as its place, with a mark that mouse and arrow keys move and that is told below. */
export function DrawnFigure({ figure, frame, summary, hidden }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const [marked, setMarked] = useState<number | null>(null);
  const drawn = useMemo(() => (width === 0 ? null : drawFigure(figure, frame, width, pageInks, hidden === undefined ? {} : { hidden })), [figure, frame, width, hidden]);
  const target = marked === null ? undefined : drawn?.targets[marked];

  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setMarked(drawn === null ? null : targetAt(drawn.targets, event.clientX - box.left, event.clientY - box.top));
  };
  const move = (event: KeyboardEvent): void => {
    const next = targetBy(drawn?.targets ?? [], marked, event.key);
    if (event.key === 'Escape') setMarked(null);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    setMarked(next);
  };

  return (
    <>
      <div ref={host} className={styles.host}>
        {drawn === null ? null : (
          <svg className={styles.drawing} width={drawn.width} height={drawn.height} viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="img" aria-label={summary} tabIndex={0} onPointerMove={point} onPointerLeave={() => setMarked(null)} onKeyDown={move} onBlur={() => setMarked(null)}>
            <Shapes shapes={drawn.shapes} />
            {target === undefined ? null : <rect className={styles.mark} x={target.x - 1} y={target.y - 1} width={target.width + 2} height={target.height + 2} rx={3} />}
          </svg>
        )}
        {target === undefined || figure.kind !== 'embedding' ? null : <PointCard sprites={figure.sprites} target={target} width={width} />}
      </div>
      <p className={styles.reading} aria-live="polite">
        {target?.text ?? ' '}
      </p>
    </>
  );
}

/** Drawn again only with another figure, not with each move of the pointer. */
const Shapes = memo(function Shapes({ shapes }: { readonly shapes: readonly Shape[] }): JSX.Element {
  return <>{shapes.map(element)}</>;
});

const NAMES: Readonly<Record<string, string>> = { style: 'data-style' };

function element({ tag, attributes, text, children }: Shape, key: number): JSX.Element {
  const props = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [NAMES[name] ?? name.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase()), value]));
  return createElement(tag, { key, ...props }, text, ...(children ?? []).map(element));
}

function useWidth(host: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element_ = host.current;
    if (element_ === null) return;
    const measure = (): void => setWidth(Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Math.floor(element_.clientWidth))));
    const observer = new ResizeObserver(measure);
    observer.observe(element_);
    measure();
    return () => observer.disconnect();
  }, [host]);
  return width;
}
