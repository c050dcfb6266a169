import type { ComponentProps, JSX } from 'react';
import { cx } from './cx';
import styles from './Button.module.css';

export type ButtonTone = 'plain' | 'outline' | 'accent' | 'danger';

interface Props extends ComponentProps<'button'> {
  readonly tone?: ButtonTone;
}

export function Button({ tone = 'outline', className, type = 'button', ...rest }: Props): JSX.Element {
  return <button type={type} className={cx(styles.button, styles[tone], className)} {...rest} />;
}
