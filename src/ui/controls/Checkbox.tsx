import type { JSX, ReactNode } from 'react';
import styles from './Checkbox.module.css';

interface Props {
  readonly checked: boolean;
  readonly children: ReactNode;
  onChange(checked: boolean): void;
}

export function Checkbox({ checked, children, onChange }: Props): JSX.Element {
  return (
    <label className={styles.label}>
      <input type="checkbox" className={styles.box} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{children}</span>
    </label>
  );
}
