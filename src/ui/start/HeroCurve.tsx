import type { JSX } from 'react';
import styles from './HeroCurve.module.css';

const width = 560;
const height = 230;
const points = 120;

/** Decoration beside the first words: the losses of a training run, falling. */
export function HeroCurve(): JSX.Element {
  return (
    <svg className={styles.curve} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      {[0, 1, 2, 3, 4].map((line) => (
        <line key={line} className={styles.grid} x1={0} x2={width} y1={20 + line * 48} y2={20 + line * 48} />
      ))}
      <polygon className={styles.area} points={`0,212 ${train.map(toPoint).join(' ')} ${width - 12},212`} />
      <polyline className={styles.validation} points={validation.map(toPoint).join(' ')} />
      <polyline className={styles.train} points={train.map(toPoint).join(' ')} />
      <circle className={styles.end} cx={width - 12} cy={yOf(train.at(-1) ?? 0)} r={4.5} />
    </svg>
  );
}

/** An exponential fall to `floor` with noise of amplitude `noise` that fades, the same on every visit. */
function curve(floor: number, noise: number, rate: number): readonly number[] {
  let seed = Math.round(noise * 1e6);
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return Array.from({ length: points }, (_, index) => {
    const t = index / (points - 1);
    return floor + (1 - floor) * Math.exp(-rate * t) + noise * random() * (0.35 + Math.exp(-2.5 * t));
  });
}

const train = curve(0.05, 0.11, 4.6);
const validation = curve(0.13, 0.02, 4.2);
const yOf = (loss: number): number => 208 - loss * 180;
const toPoint = (loss: number, index: number): string => `${((index / (points - 1)) * (width - 12)).toFixed(1)},${yOf(loss).toFixed(1)}`;
