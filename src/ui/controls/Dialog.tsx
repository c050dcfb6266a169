import { Dialog as Base } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import type { JSX, ReactNode } from 'react';
import { cx } from './cx';
import { Icon } from './Icon';
import { useFocusBefore } from './return-focus';
import styles from './Dialog.module.css';

interface Props {
  readonly title: string;
  /** Names the dialog without being seen: for a palette, whose field says enough. */
  readonly titleHidden?: boolean;
  readonly description?: ReactNode;
  readonly width?: 'small' | 'medium' | 'large';
  readonly role?: 'dialog' | 'alertdialog';
  readonly children?: ReactNode;
  /** The row of buttons at the end. */
  readonly footer?: ReactNode;
  onClose(): void;
}

/** A modal dialog that is open for as long as it is rendered. Focus goes back to where it was when it closes. */
export function Dialog({ title, titleHidden, description, width = 'medium', role = 'dialog', children, footer, onClose }: Props): JSX.Element {
  const focusBefore = useFocusBefore();
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={cx(styles.viewport, titleHidden && styles.high)}>
          <Base.Popup className={cx(styles.dialog, styles[width])} role={role} finalFocus={focusBefore}>
            <header className={titleHidden ? styles.hidden : styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close className={styles.close} aria-label="Close">
                <Icon of={X} />
              </Base.Close>
            </header>
            {description === undefined ? null : <Base.Description className={styles.description}>{description}</Base.Description>}
            {children === undefined ? null : <div className={titleHidden ? styles.bare : styles.body}>{children}</div>}
            {footer === undefined ? null : <footer className={styles.footer}>{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
