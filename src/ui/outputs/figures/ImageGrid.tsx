import Check from 'lucide-react/icons/check';
import X from 'lucide-react/icons/x';
import type { CSSProperties, JSX } from 'react';
import type { ImagesFigure } from '../../../charts/kinds/figure';
import { outcomeOf } from '../../../charts/kinds/outcome';
import { Icon } from '../../controls/Icon';
import styles from './figures.module.css';

/** Pictures with what they are and were taken for; a wrong guess is told by its sign, its words and its frame, too. */
export function ImageGrid({ figure, frame }: { readonly figure: ImagesFigure; readonly frame: number }): JSX.Element {
  const columns: CSSProperties = figure.columns === undefined ? {} : { gridTemplateColumns: `repeat(${figure.columns}, minmax(0, 96px))`, ...(figure.columns > 6 && { columnGap: 'var(--space-1)' }) };
  const pictures = figure.frames[frame]?.pictures;
  return (
    <ul className={styles.grid} style={columns} aria-label="Pictures">
      {figure.items.map((item, index) => {
        const { label, isRight, confidence } = outcomeOf(figure, index, frame);
        return (
          <li key={index} className={styles.cell} data-right={isRight ?? undefined}>
            <img src={pictures?.[index] ?? item.src} alt={`Picture ${index}${item.caption === undefined ? '' : `, ${item.caption}`}`} className={styles.picture} style={{ aspectRatio: `${item.width} / ${item.height}` }} />
            {label === '' ? null : (
              <span className={styles.label}>
                {isRight === null ? null : (
                  <>
                    <Icon of={isRight ? Check : X} className={styles.sign} />
                    <span className="visually-hidden">{isRight ? 'Right: ' : 'Wrong: '}</span>
                  </>
                )}
                <span>
                  {label}
                  {confidence === null ? null : <span className={styles.sure}> {Math.round(confidence * 100)}%</span>}
                </span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
