import type { JSX } from 'react';
import { memo, useEffect, useMemo, useRef } from 'react';
import type { Match } from '../../notebook/search';
import { useSession } from '../context';
import styles from './FindPanel.module.css';

interface Props {
  readonly matches: readonly Match[];
  /** Index of the match that was gone to last, or -1. */
  readonly current: number;
  onOpen(match: Match, index: number): void;
}

/** The matches, cell by cell; pressing one goes there. */
export const FoundList = memo(function FoundList({ matches, current, onOpen }: Props): JSX.Element {
  const cells = useSession((state) => state.notebook.cells);
  const numbers = useMemo(() => new Map(cells.map((cell, index) => [cell.id, index + 1])), [cells]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <ul ref={list} className={styles.list} aria-label="Matches">
      {matches.map((match, index) => {
        const isFirst = matches[index - 1]?.cellId !== match.cellId;
        return (
          <li key={index}>
            {isFirst ? <span className={styles.cell}>Cell {numbers.get(match.cellId)}</span> : null}
            <button type="button" className={styles.match} aria-current={index === current || undefined} onClick={() => onOpen(match, index)}>
              <span className={styles.place}>{match.place === 'source' ? match.line : 'out'}</span>
              <span className={styles.excerpt}>
                {match.excerpt.slice(0, match.from)}
                <mark>{match.excerpt.slice(match.from, match.to)}</mark>
                {match.excerpt.slice(match.to)}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
});
