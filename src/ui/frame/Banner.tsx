import type { LucideIcon } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { Icon } from '../controls/Icon';
import styles from './Banner.module.css';

interface Props {
  readonly tone: 'accent' | 'warning' | 'danger';
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly actions: ReactNode;
}

/** A line under the menus about the whole notebook, read out when it appears. */
export function Banner({ tone, icon, title, text, actions }: Props): JSX.Element {
  return (
    <div className={styles.banner} role={tone === 'accent' ? 'status' : 'alert'} data-tone={tone}>
      <Icon of={icon} className={styles.icon} />
      <p className={styles.words}>
        <strong>{title}.</strong> {text}
      </p>
      <div className={styles.actions}>{actions}</div>
    </div>
  );
}
