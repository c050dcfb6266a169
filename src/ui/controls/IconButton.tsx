import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, JSX } from 'react';
import { cx } from './cx';
import { Icon } from './Icon';
import { Tip } from './Tip';
import styles from './IconButton.module.css';

interface Props extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly icon: LucideIcon;
  /** Its name, also shown as a tip. */
  readonly label: string;
  /** Keys shown in the tip, as in the command registry. */
  readonly keys?: string;
}

export function IconButton({ icon, label, keys, className, type = 'button', ...rest }: Props): JSX.Element {
  return (
    <Tip text={label} keys={keys}>
      <button type={type} aria-label={label} className={cx(styles.button, className)} {...rest}>
        <Icon of={icon} />
      </button>
    </Tip>
  );
}
