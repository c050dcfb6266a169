import { useEffect, useEffectEvent, useState } from 'react';
import type { JSX } from 'react';
import { useApp } from '../context';
import { NoticeCard } from './NoticeCard';
import { useNotices } from './notices';
import type { PageNotice } from './notices';
import styles from './Toasts.module.css';

/** Milliseconds that good news stays; what needs attention stays until it is dismissed. */
const shownFor = 6000;

/** New notices in the corner, read out as they come. In a notebook those that have gone remain in the status bar's list. */
export function Toasts(): JSX.Element {
  const notices = useNotices();
  const [past, setPast] = useState<ReadonlySet<string>>(new Set());
  const inNotebook = useApp((state) => state.route.page === 'notebook');
  const hide = (notice: PageNotice): void => {
    if (inNotebook) setPast((before) => new Set(before).add(notice.id));
    else notice.dismiss();
  };
  return (
    <div className={styles.toasts} role="region" aria-label="Notices">
      <div role="log" aria-live="polite" className={styles.list}>
        {notices
          .filter((notice) => !past.has(notice.id))
          .slice(-4)
          .map((notice) => (
            <Toast key={notice.id} notice={notice} onHide={() => hide(notice)} />
          ))}
      </div>
    </div>
  );
}

function Toast({ notice, onHide }: { readonly notice: PageNotice; onHide(): void }): JSX.Element {
  const [held, setHeld] = useState(false);
  const leaves = (notice.tone === 'info' || notice.tone === 'success') && !held && notice.work === undefined;
  const hide = useEffectEvent(onHide);
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(() => hide(), shownFor);
    return () => clearTimeout(timer);
  }, [leaves]);
  return (
    <div
      className={styles.toast}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <NoticeCard notice={notice} />
    </div>
  );
}
