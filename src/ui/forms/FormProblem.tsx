import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { JSX } from 'react';
import { Icon } from '../controls/Icon';
import styles from './form.module.css';

interface Props {
  /** The variable that the line sets, where it sets one. */
  readonly name: string | null;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A line that was meant for the form and cannot be read. */
export function FormProblem({ name, line, text }: Props): JSX.Element {
  return (
    <p className={styles.problem} role="note">
      <Icon of={TriangleAlert} className={styles.problemIcon} />
      <span>
        Line {line}
        {name === null ? '' : `, ${name}`}: {text}.
      </span>
    </p>
  );
}
