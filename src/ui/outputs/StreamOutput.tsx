import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { JSX } from 'react';
import { useMemo } from 'react';
import { streamLines } from './stream-lines';
import { TextLines } from './TextLines';
import styles from './text.module.css';

interface Props {
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
  readonly live: boolean;
  readonly label: string;
}

/** What a cell printed; warnings and errors are told apart by a label as well as a tint. */
export function StreamOutput({ name, text, live, label }: Props): JSX.Element {
  const lines = useMemo(() => streamLines(text), [text]);
  const body = <TextLines lines={lines} live={live} label={label} />;
  if (name === 'stdout') return body;
  return (
    <div className={styles.stderr}>
      <div className={styles.stderrLabel}>
        <TriangleAlert size={12} strokeWidth={1.75} aria-hidden />
        Warnings and errors
      </div>
      {body}
    </div>
  );
}
