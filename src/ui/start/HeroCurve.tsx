import { useMemo } from 'react';
import type { JSX } from 'react';
import styles from './HeroCurve.module.css';

const width = 1200;
const height = 420;
const points = 150;

/** Decoration behind the first words: the losses of a training run, falling. */
export function HeroCurve(): JSX.Element {
  const { train, validation } = useMemo(
    () => ({ train: curve(0.06, 0.055), validation: curve(0.12, 0.012) }),
    [],
  );
  return (
    <svg className={styles.curve} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMaxYMin slice" aria-hidden>
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <line key={line} className={styles.grid} x1={0} x2={width} y1={line * 60} y2={line * 60} />
      ))}
      <polyline className={styles.validation} points={validation} />
      <polyline className={styles.train} points={train} />
    </svg>
  );
}

/** An exponential fall to `floor` with noise of amplitude `noise` that fades, the same on every visit. */
function curve(floor: number, noise: number): string {
  let seed = Math.round(noise * 1e6);
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return Array.from({ length: points }, (_, index) => {
    const t = index / (points - 1);
    const loss = floor + (1 - floor) * Math.exp(-5.2 * t) + noise * random() * (0.5 + Math.exp(-3 * t));
    return `${(t * width).toFixed(1)},${(height - 20 - loss * (height - 50)).toFixed(1)}`;
  }).join(' ');
}
