import { Popover } from '@base-ui/react/popover';
import type { JSX, RefObject } from 'react';
import { Button } from '../controls/Button';
import styles from './NoticeButton.module.css';
import { NoticeCard } from './NoticeCard';
import { useNotices } from './notices';

interface Props {
  readonly bell: RefObject<HTMLButtonElement | null>;
  onClose(): void;
}

/** The notices of the bell; open for as long as it is rendered. */
export function NoticePopover({ bell, onClose }: Props): JSX.Element {
  const notices = useNotices();
  const count = notices.length;
  return (
    <Popover.Root
      open
      onOpenChange={(open, { event }) => {
        // The bell closes it itself.
        if (!open && !(event.target instanceof Node && bell.current?.contains(event.target))) onClose();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={bell} side="top" align="end" sideOffset={6} className={styles.positioner}>
          <Popover.Popup className={styles.popup} finalFocus={bell}>
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
