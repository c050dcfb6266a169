import type { JSX } from 'react';
import { outlineOf, shapeOfClass } from '../../../charts/kinds/draw-embedding';
import { pageInks } from '../../../charts/kinds/inks';
import styles from './figures.module.css';

interface Props {
  readonly classes: readonly string[];
  readonly hidden: ReadonlySet<number>;
  readonly onChange: (hidden: ReadonlySet<number>) => void;
}

/** Classes with their marks; a press hides or shows one, with Alt it alone, as in the legends of charts. */
export function ClassLegend({ classes, hidden, onChange }: Props): JSX.Element {
  const toggle = (group: number): void => {
    const next = new Set(hidden);
    if (!next.delete(group)) next.add(group);
    onChange(next);
  };
  const solo = (group: number): void => {
    const alone = !hidden.has(group) && hidden.size === classes.length - 1;
    onChange(new Set(alone ? [] : classes.flatMap((_, other) => (other === group ? [] : [other]))));
  };
  return (
    <ul className={styles.legend} aria-label="Classes">
      {classes.map((name, group) => (
        <li key={group}>
          <button
            type="button"
            className={styles.entry}
            aria-pressed={!hidden.has(group)}
            title={`${hidden.has(group) ? 'Show' : 'Hide'} ${name}; with Alt, show it alone`}
            onClick={(event) => (event.altKey ? solo(group) : toggle(group))}
          >
            <svg className={styles.swatch} viewBox="-5 -5 10 10" aria-hidden style={{ fill: pageInks.series(group) }}>
              {shapeOfClass(group) < 0 ? <circle r={4} /> : <path d={outlineOf(shapeOfClass(group), [0, 0], 3.4)} />}
            </svg>
            <span className={styles.class}>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
