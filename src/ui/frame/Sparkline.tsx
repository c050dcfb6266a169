import type { JSX } from 'react';
import styles from './Sparkline.module.css';

const width = 44;
const height = 16;

/** The last values as a filled line; the highest of them reaches four fifths of the height. */
export function Sparkline({ values, className }: { readonly values: readonly number[]; readonly className?: string | undefined }): JSX.Element {
  const top = Math.max(1, ...values) * 1.25;
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(height - 1.5 - (value / top) * (height - 3)).toFixed(1)}`);
  const line = points.length === 1 ? `${points[0]} ${width},${points[0]?.split(',')[1]}` : points.join(' ');
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden className={className}>
      <polygon className={styles.area} points={`0,${height} ${line} ${width},${height}`} />
      <polyline className={styles.line} points={line} />
    </svg>
  );
}
