/** Small drawings of the four first steps. */
import type { JSX, ReactNode } from 'react';
import styles from './art.module.css';

const width = 132;
const height = 80;

/** A seven, as a network sees one: rows of grey levels from 0 to 4. */
const seven = ['000000000', '034444440', '012222440', '000004420', '000034200', '000143000', '000440000', '002420000', '000000000'];

export function DigitsArt(): JSX.Element {
  return (
    <Art>
      {seven.flatMap((row, y) =>
        [...row].map((level, x) => (
          <rect key={`${x},${y}`} className={styles.pixel} x={6 + x * 6.5} y={10 + y * 6.5} width={5.8} height={5.8} rx={1} fillOpacity={0.1 + Number(level) * 0.22} />
        )),
      )}
      <path className={styles.axis} d="M76 12v56h48" />
      <path className={styles.first} d="M78 18c3 22 8 33 18 40 7 5 15 6 26 6" />
      <path className={styles.second} d="M78 24c5 18 11 26 20 31 7 3.5 14 4 24 4" />
    </Art>
  );
}

export function DataArt(): JSX.Element {
  const rows = [0, 1, 2, 3];
  return (
    <Art>
      <rect className={styles.sheet} x={18} y={10} width={96} height={60} rx={5} />
      <path className={styles.header} d="M18 15a5 5 0 0 1 5-5h86a5 5 0 0 1 5 5v9H18Z" />
      <path className={styles.axis} d="M18 24h96M18 35.5h96M18 47h96M18 58.5h96M50 10v60M82 10v60" />
      {rows.map((row) => (
        <g key={row}>
          <rect className={styles.ink} x={24} y={27.5 + row * 11.5} width={[18, 14, 20, 12][row]} height={4} rx={2} />
          <rect className={styles.ink} x={56} y={27.5 + row * 11.5} width={[12, 18, 10, 16][row]} height={4} rx={2} />
          <rect className={styles.bar} x={88} y={27.5 + row * 11.5} width={[8, 20, 14, 17][row]} height={4} rx={2} />
        </g>
      ))}
    </Art>
  );
}

export function OpenArt(): JSX.Element {
  return (
    <Art>
      <path className={styles.sheet} d="M36 12a5 5 0 0 1 5-5h25l14 14v47a5 5 0 0 1-5 5H41a5 5 0 0 1-5-5Z" />
      <path className={styles.axis} d="M66 7v9a5 5 0 0 0 5 5h9" />
      <rect className={styles.ink} x={44} y={30} width={26} height={4} rx={2} />
      <rect className={styles.ink} x={44} y={40} width={18} height={4} rx={2} />
      <rect className={styles.pill} x={56} y={48} width={58} height={18} rx={9} />
      <path className={styles.link} d="M67 60.5l6-6M69.5 55.5l1.5-1.5a3.5 3.5 0 0 1 5 5l-1.5 1.5M70.5 59.5l-1.5 1.5a3.5 3.5 0 0 1-5-5l1.5-1.5" />
      <rect className={styles.bar} x={82} y={55} width={24} height={4} rx={2} />
    </Art>
  );
}

export function BlankArt(): JSX.Element {
  return (
    <Art>
      <rect className={styles.sheet} x={18} y={12} width={96} height={30} rx={5} />
      <path className={styles.play} d="M27 22.5v9l7.5-4.5Z" />
      <path className={styles.caret} d="M44 20v14" />
      <rect className={styles.ghost} x={18} y={50} width={96} height={18} rx={5} />
      <path className={styles.plus} d="M66 55v8M62 59h8" />
    </Art>
  );
}

function Art({ children }: { readonly children: ReactNode }): JSX.Element {
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden className={styles.art}>
      {children}
    </svg>
  );
}
