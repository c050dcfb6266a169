import type { LucideIcon } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import styles from './EmptyPanel.module.css';

interface Props {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyPanel({ icon: Shape, title, text, action }: Props): JSX.Element {
  return (
    <div className={styles.empty}>
      <Shape size={24} strokeWidth={1.5} aria-hidden className={styles.icon} />
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}
