import type { CSSProperties, JSX } from 'react';
import type { EmbeddingFigure } from '../../../charts/kinds/figure';
import type { Target } from '../../../charts/kinds/shapes';
import styles from './figures.module.css';

interface Props {
  readonly sprites: EmbeddingFigure['sprites'];
  readonly target: Target;
  /** Of the drawing, in pixels. */
  readonly width: number;
}

/** Longest side of a picture, pixels. */
const SIDE = 64;

/** What the point is that the pointer is at: its label, and its picture if there is one. The line below says it to those who do not see. */
export function PointCard({ sprites, target: { x, y, text, sprite }, width }: Props): JSX.Element {
  const place: CSSProperties = { top: Math.max(0, y - (sprites === undefined ? 32 : SIDE + 36)), ...(x < width / 2 ? { left: x + 16 } : { right: width - x + 6 }) };
  return (
    <div className={styles.card} style={place} aria-hidden>
      {sprites === undefined || sprite === undefined ? null : <Sprite sprites={sprites} index={sprite} />}
      <span>{labelOf(text)}</span>
    </div>
  );
}

/** "point 29, odd" without the place. */
const labelOf = (text: string): string => {
  const end = text.lastIndexOf(': ');
  return end < 0 ? text : text.slice(0, end);
};

function Sprite({ sprites, index }: { readonly sprites: NonNullable<EmbeddingFigure['sprites']>; readonly index: number }): JSX.Element {
  const scale = SIDE / Math.max(sprites.width, sprites.height);
  const [wide, tall] = [sprites.width * scale, sprites.height * scale];
  const style: CSSProperties = {
    width: wide,
    height: tall,
    backgroundImage: `url(${sprites.src})`,
    backgroundSize: `${sprites.columns * wide}px auto`,
    backgroundPosition: `-${(index % sprites.columns) * wide}px -${Math.floor(index / sprites.columns) * tall}px`,
  };
  return <div className={styles.sprite} style={style} />;
}
