import type { ComponentProps, JSX } from 'react';
import { cx } from './cx';
import styles from './TextField.module.css';

/** A one-line field; give it a `<label>` or `aria-label`. */
export function TextField({ className, type = 'text', ...rest }: ComponentProps<'input'>): JSX.Element {
  return <input type={type} spellCheck={false} autoComplete="off" className={cx(styles.field, className)} {...rest} />;
}
