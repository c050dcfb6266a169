import X from 'lucide-react/icons/x';
import type { JSX } from 'react';
import { useApp, useServices } from '../context';
import { IconButton } from '../controls/IconButton';
import { Keys } from '../controls/Keys';
import styles from './Tour.module.css';

/** The whole tour: three keys in one line, gone for good once dismissed. */
export function Tour(): JSX.Element | null {
  const { app } = useServices();
  const dismissed = useApp((state) => state.tourDismissed);
  if (dismissed) return null;
  return (
    <aside className={styles.tour} aria-label="Tour">
      <p className={styles.words}>
        <span>
          <Keys keys="Shift+Enter" /> runs a cell
        </span>
        <span>
          <Keys keys="Escape" /> then <Keys keys="B" /> adds one below
        </span>
        <span>
          <Keys keys="Mod+Shift+P" /> finds every command
        </span>
      </p>
      <IconButton icon={X} label="Dismiss the tour" onClick={() => app.commands.dismissTour()} />
    </aside>
  );
}
