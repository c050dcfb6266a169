import type { CSSProperties, JSX } from 'react';
import type { TrackedRun } from '../../session/runs/types';
import { colourOf } from './logic/colours';
import styles from './RunName.module.css';

interface Props {
  readonly run: TrackedRun;
  readonly colours: ReadonlyMap<string, number>;
}

/** A run's name behind the colour it is drawn in. */
export function RunName({ run, colours }: Props): JSX.Element {
  const style: CSSProperties & { readonly '--colour': string } = { '--colour': colourOf(colours.get(run.id)) };
  return (
    <span className={styles.name} style={style} title={run.name}>
      <span className={styles.text}>{run.name}</span>
    </span>
  );
}
