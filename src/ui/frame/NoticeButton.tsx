import Bell from 'lucide-react/icons/bell';
import { lazy, Suspense, useRef, useState } from 'react';
import type { JSX } from 'react';
import { Icon } from '../controls/Icon';
import styles from './NoticeButton.module.css';
import { useNotices } from './notices';

const NoticePopover = lazy(async () => ({ default: (await import('./NoticePopover')).NoticePopover }));

/** All notices not yet dismissed, behind a bell. */
export function NoticeButton(): JSX.Element {
  const bell = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const count = useNotices().length;
  return (
    <>
      <button
        ref={bell}
        type="button"
        className={styles.bell}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-popup-open={open ? '' : undefined}
        aria-label={count === 0 ? 'Notifications' : `Notifications: ${count}`}
        onClick={() => setOpen(!open)}
      >
        <Icon of={Bell} />
        {count === 0 ? null : <span className={styles.count}>{count}</span>}
      </button>
      {open ? (
        <Suspense>
          <NoticePopover bell={bell} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
