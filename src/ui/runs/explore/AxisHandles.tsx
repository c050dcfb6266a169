import type { JSX, KeyboardEvent } from 'react';
import type { Brush, ParallelAxis } from '../../../charts/parallel';
import styles from './plots.module.css';

interface Props {
  readonly axis: ParallelAxis;
  readonly brush: Brush | undefined;
  readonly height: number;
  onBrush(brush: Brush | null): void;
}

/** The two ends of an axis's brush, for the keyboard: arrows move them, Escape takes the brush away. */
export function AxisHandles({ axis, brush, height, onBrush }: Props): JSX.Element {
  const { from, to } = brush ?? { from: 0, to: 1 };
  const small = axis.scale === 'category' && axis.categories.length > 1 ? 1 / (axis.categories.length - 1) : 0.02;
  const set = (next: Brush): void => onBrush(next.from <= 0 && next.to >= 1 ? null : next);
  const onKeyDown = (event: KeyboardEvent, end: 'from' | 'to'): void => {
    const step = event.key.startsWith('Page') ? 5 * small : small;
    const up = ['ArrowUp', 'ArrowRight', 'PageUp'].includes(event.key);
    const down = ['ArrowDown', 'ArrowLeft', 'PageDown'].includes(event.key);
    if (event.key === 'Escape' && brush) onBrush(null);
    else if (event.key === 'Home') set(end === 'from' ? { from: 0, to } : { from, to: from });
    else if (event.key === 'End') set(end === 'from' ? { from: to, to } : { from, to: 1 });
    else if (up || down) {
      const by = up ? step : -step;
      set(end === 'from' ? { from: Math.max(0, Math.min(to, from + by)), to } : { from, to: Math.min(1, Math.max(from, to + by)) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      {(['from', 'to'] as const).map((end) => {
        const at = end === 'from' ? from : to;
        return (
          <rect
            key={end}
            className={styles.handle}
            data-set={brush !== undefined || undefined}
            x={-9}
            width={18}
            y={(1 - at) * height - 3}
            height={6}
            rx={3}
            role="slider"
            tabIndex={0}
            aria-orientation="vertical"
            aria-label={`${end === 'from' ? 'Lowest' : 'Highest'} ${axis.name}`}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(at * 100)}
            aria-valuetext={axis.wordsAt(at)}
            onKeyDown={(event) => onKeyDown(event, end)}
          />
        );
      })}
    </>
  );
}
