import { Popover } from '@base-ui/react/popover';
import Bell from 'lucide-react/icons/bell';
import type { JSX } from 'react';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import styles from './NoticeButton.module.css';
import { NoticeCard } from './NoticeCard';
import { useNotices } from './notices';

/** All notices not yet dismissed, behind a bell. */
export function NoticeButton(): JSX.Element {
  const notices = useNotices();
  const count = notices.length;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.bell} aria-label={count === 0 ? 'Notifications' : `Notifications: ${count}`}>
        <Icon of={Bell} />
        {count === 0 ? null : <span className={styles.count}>{count}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup}>
            <header className={styles.header}>
              <Popover.Title className={styles.title}>Notifications</Popover.Title>
              {count === 0 ? null : (
                <Button
                  tone="plain"
                  onClick={() => {
                    for (const notice of notices) notice.dismiss();
                  }}
                >
                  Clear all
                </Button>
              )}
            </header>
            {count === 0 ? (
              <p className={styles.empty}>Nothing to report.</p>
            ) : (
              <ul className={styles.list}>
                {notices.toReversed().map((notice) => (
                  <li key={notice.id}>
                    <NoticeCard notice={notice} />
                  </li>
                ))}
              </ul>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
